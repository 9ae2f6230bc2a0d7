package org.packetboat.imap.handler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.SearchFigures;
import org.packetboat.imap.port.SearchFigures.Figure;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.message.TextSearch.Scope;

/**
 * One search of one selected mailbox. Numbers are looked up in the session's view, what the mailbox service knows it is asked for, and BODY and
 * TEXT are looked for in the octets of those messages alone that the other keys leave.
 */
final class Search {
    private final MailboxKey mailbox;
    private final MailboxView view;
    private final MailboxClient mailboxes;
    private final BodySearch bodies;
    private final Instant now;

    Search(MailboxKey mailbox, MailboxView view, MailboxClient mailboxes, BodySearch bodies, Instant now) {
        this.mailbox = mailbox;
        this.view = view;
        this.mailboxes = mailboxes;
        this.bodies = bodies;
        this.now = now;
    }

    /** Who knows whether a message fits, the cheapest first. */
    private enum Source {
        /** Everybody. */
        ANYBODY,
        /** The session's view; long sets of numbers stay here. */
        VIEW,
        /** The mailbox service. */
        SERVICE,
        /** The one for some keys and the other for others. */
        BOTH,
        /** The octets of bodies have to be read. */
        BODIES;

        Source and(Source other) {
            if (this == other || other == ANYBODY) {
                return this;
            }
            return this == ANYBODY ? other : this == BODIES || other == BODIES ? BODIES : BOTH;
        }
    }

    private static Source source(SearchKey key) {
        return switch (key) {
            case SearchKey.All k -> Source.ANYBODY;
            case SearchKey.Numbers k -> Source.VIEW;
            case SearchKey.Recent k -> Source.VIEW;
            case SearchKey.HasFlag k -> Source.SERVICE;
            case SearchKey.HasKeyword k -> Source.SERVICE;
            case SearchKey.Dated k -> Source.SERVICE;
            case SearchKey.Within k -> Source.SERVICE;
            case SearchKey.ModSeq k -> Source.SERVICE;
            case SearchKey.Larger k -> Source.SERVICE;
            case SearchKey.Smaller k -> Source.SERVICE;
            case SearchKey.Header k -> Source.SERVICE;
            case SearchKey.EmailId k -> Source.SERVICE;
            case SearchKey.ThreadId k -> Source.SERVICE;
            case SearchKey.Body k -> Source.BODIES;
            case SearchKey.Text k -> Source.BODIES;
            case SearchKey.And k -> k.keys().stream().map(Search::source).reduce(Source.ANYBODY, Source::and);
            case SearchKey.Or k -> source(k.left()).and(source(k.right()));
            case SearchKey.Not k -> source(k.key());
        };
    }

    /**
     * Fails before anything is done.
     *
     * @throws org.packetboat.mail.failure.SyntaxException for a sequence number that does not exist
     */
    void checkNumbers(SearchKey key) {
        switch (key) {
            case SearchKey.Numbers k -> view.resolve(k.messages());
            case SearchKey.And k -> k.keys().forEach(this::checkNumbers);
            case SearchKey.Or k -> {
                checkNumbers(k.left());
                checkNumbers(k.right());
            }
            case SearchKey.Not k -> checkNumbers(k.key());
            case SearchKey.All k -> {}
            case SearchKey.Recent k -> {}
            case SearchKey.HasFlag k -> {}
            case SearchKey.HasKeyword k -> {}
            case SearchKey.Dated k -> {}
            case SearchKey.Within k -> {}
            case SearchKey.ModSeq k -> {}
            case SearchKey.Larger k -> {}
            case SearchKey.Smaller k -> {}
            case SearchKey.Header k -> {}
            case SearchKey.EmailId k -> {}
            case SearchKey.ThreadId k -> {}
            case SearchKey.Body k -> {}
            case SearchKey.Text k -> {}
        }
    }

    /** Messages that fit, among those that the client knows of and that are there: expunged ones that it has not been told of are not found. */
    UidRanges uids(SearchKey key) throws InterruptedException {
        Split split = Split.of(key);
        UidRanges among = known(split, view.told());
        return among.isEmpty() ? among : rest(split, ask(new SearchKey.And(split.service()), among));
    }

    /** The same in figures; counted where the messages are, if that can be. */
    SearchFigures figures(SearchKey key, Set<Figure> wanted) throws InterruptedException {
        Split split = Split.of(key);
        UidRanges among = known(split, view.told());
        if (among.isEmpty() || !split.rest().isEmpty()) {
            return SearchFigures.of(uids(key));
        }
        return mailboxes.figures(mailbox, new SearchKey.And(split.service()), now, scope(among), wanted);
    }

    /**
     * The highest MODSEQ of messages.
     *
     * @param asked whether anybody wants to know
     */
    OptionalLong modSeq(boolean asked, UidRanges found) throws InterruptedException {
        return asked && !found.isEmpty()
                ? OptionalLong.of(mailboxes.highestModSeq(mailbox, found))
                : OptionalLong.empty();
    }

    /** Keys that all have to be true, by who knows. */
    private record Split(List<SearchKey> view, List<SearchKey> service, List<SearchKey> rest) {
        static Split of(SearchKey key) {
            Split split = new Split(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            split.add(key);
            split.rest().sort(Comparator.comparing(Search::source));
            return split;
        }

        private void add(SearchKey key) {
            if (key instanceof SearchKey.And and) {
                and.keys().forEach(this::add);
                return;
            }
            switch (source(key)) {
                case ANYBODY, VIEW -> view.add(key);
                case SERVICE -> service.add(key);
                case BOTH, BODIES -> rest.add(key);
            }
        }
    }

    /** Those of {@code among} that fit. */
    private UidRanges evaluate(SearchKey key, UidRanges among) throws InterruptedException {
        if (among.isEmpty()) {
            return among;
        }
        if (key instanceof SearchKey.And and) {
            return all(and, among);
        }
        if (source(key) == Source.SERVICE) {
            return ask(key, among);
        }
        return switch (key) {
            case SearchKey.All k -> among;
            case SearchKey.Numbers numbers -> view.resolve(numbers.messages()).intersect(among);
            case SearchKey.Recent k -> view.recent().intersect(among);
            case SearchKey.Or or -> {
                UidRanges left = evaluate(or.left(), among);
                yield left.union(evaluate(or.right(), among.without(left)));
            }
            case SearchKey.Not not -> among.without(evaluate(not.key(), among));
            case SearchKey.Body body -> bodies.search(mailbox, among, body.value(), Scope.BODY);
            case SearchKey.Text text -> bodies.search(mailbox, among, text.value(), Scope.TEXT);
            case SearchKey.And k -> throw notReached();
            case SearchKey.HasFlag k -> throw notReached();
            case SearchKey.HasKeyword k -> throw notReached();
            case SearchKey.Dated k -> throw notReached();
            case SearchKey.Within k -> throw notReached();
            case SearchKey.ModSeq k -> throw notReached();
            case SearchKey.Larger k -> throw notReached();
            case SearchKey.Smaller k -> throw notReached();
            case SearchKey.Header k -> throw notReached();
            case SearchKey.EmailId k -> throw notReached();
            case SearchKey.ThreadId k -> throw notReached();
        };
    }

    /** Cheap keys first, those of the service in one question; what reads bodies works on the rest. */
    private UidRanges all(SearchKey.And and, UidRanges among) throws InterruptedException {
        Split split = Split.of(and);
        UidRanges left = known(split, among);
        if (!split.service().isEmpty() && !left.isEmpty()) {
            left = ask(new SearchKey.And(split.service()), left);
        }
        return rest(split, left);
    }

    private UidRanges known(Split split, UidRanges among) throws InterruptedException {
        UidRanges left = among;
        for (SearchKey key : split.view()) {
            left = evaluate(key, left);
        }
        return left;
    }

    private UidRanges rest(Split split, UidRanges among) throws InterruptedException {
        UidRanges left = among;
        for (SearchKey key : split.rest()) {
            left = evaluate(key, left);
        }
        return left;
    }

    private UidRanges ask(SearchKey key, UidRanges among) throws InterruptedException {
        return mailboxes.search(mailbox, key, now, scope(among)).intersect(among);
    }

    /** What the service finds below the highest UID that the client knows of, the client knows of, so that the ranges need not travel. */
    private UidRanges scope(UidRanges among) {
        return among == view.told() ? UidRanges.of(1, among.highest()) : among;
    }

    private static IllegalStateException notReached() {
        return new IllegalStateException("answered by the mailbox service");
    }
}
