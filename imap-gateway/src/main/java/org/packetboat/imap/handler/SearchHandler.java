package org.packetboat.imap.handler;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.NumberRanges;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResultOption;
import org.packetboat.imap.codec.SearchCharset;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.SearchFigures;
import org.packetboat.imap.port.SearchFigures.Figure;
import org.packetboat.imap.session.BadCharsetException;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.Exchange;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.NotSavedException;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;

/**
 * SEARCH (RFC 3501 §6.4.4, RFC 4731, RFC 5182): has the keys evaluated, by {@link Search}, and answers. Where only figures are wanted, the
 * numbers are not fetched.
 */
public final class SearchHandler {
    /** Ranges of a saved result: what a session may cost for {@code $} is 128 KiB. */
    private static final int MOST_SAVED = 16_384;

    private final MailboxClient mailboxes;
    private final BodySearch bodies;
    private final InstantSource clock;

    /**
     * Asks {@code mailboxes} for metadata and {@code bodies} for text.
     *
     * @param clock what OLDER and YOUNGER are reckoned by
     */
    public SearchHandler(MailboxClient mailboxes, BodySearch bodies, InstantSource clock) {
        this.mailboxes = mailboxes;
        this.bodies = bodies;
        this.clock = clock;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Search command, Exchange exchange)
            throws InterruptedException {
        MailboxView view = state.mailbox().view();
        Search search = new Search(state.mailbox().key(), view, mailboxes, bodies, clock.instant());
        search.checkNumbers(command.key());
        Wanted wanted = Wanted.of(command, state.enabled());
        // What is saved by a search that fails (RFC 5182 §2.1); with a BAD, which does not come here, it stays.
        UidRanges saved = UidRanges.EMPTY;
        try {
            if (command.charset() instanceof SearchCharset.Unknown) {
                throw new BadCharsetException();
            }
            Result result = result(search, command, wanted);
            if (wanted.saves()) {
                saved = checked(saved(result, wanted));
            }
            answer(view, command, wanted, result, exchange);
        } finally {
            if (wanted.saves()) {
                view.save(saved);
            }
        }
        return Completion.ok("Searched", state);
    }

    /**
     * What the result options come to.
     *
     * @param extended whether ESEARCH is the answer, as it always is in rev2 (RFC 9051 §6.4.4)
     * @param all whether the numbers are told; without options they are
     */
    private record Wanted(boolean extended, boolean all, Set<ResultOption> options) {
        static Wanted of(ImapCommand.Search command, Enabled enabled) {
            Set<ResultOption> options = EnumSet.noneOf(ResultOption.class);
            options.addAll(command.results().orElse(Set.of()));
            return new Wanted(
                    enabled.isRev2() || command.results().isPresent(),
                    options.isEmpty() || options.contains(ResultOption.ALL),
                    options);
        }

        boolean has(ResultOption option) {
            return options.contains(option);
        }

        boolean saves() {
            return has(ResultOption.SAVE);
        }

        /** SAVE keeps everything found, unless MIN and MAX alone go with it (RFC 5182 §2.4). */
        boolean savesAll() {
            boolean ends = has(ResultOption.MIN) || has(ResultOption.MAX);
            return saves() && (!ends || has(ResultOption.ALL) || has(ResultOption.COUNT));
        }

        /** Nothing is told by SAVE alone (RFC 9051 §6.4.4). */
        boolean tells() {
            return options.size() != 1 || !saves();
        }

        Set<Figure> figures() {
            Set<Figure> figures = EnumSet.noneOf(Figure.class);
            if (has(ResultOption.MIN)) {
                figures.add(Figure.LOWEST);
            }
            if (has(ResultOption.MAX)) {
                figures.add(Figure.HIGHEST);
            }
            if (has(ResultOption.COUNT)) {
                figures.add(Figure.COUNT);
            }
            return figures;
        }
    }

    /**
     * What was found.
     *
     * @param uids all of it, where that matters
     * @param modSeq the highest of what is told, where it was asked about (RFC 7162 §3.1.5)
     */
    private record Result(UidRanges uids, SearchFigures figures, OptionalLong modSeq) {}

    private static Result result(Search search, ImapCommand.Search command, Wanted wanted) throws InterruptedException {
        boolean asksModSeq = command.key().asksModSeq();
        if (!wanted.all() && !wanted.savesAll() && !(asksModSeq && wanted.has(ResultOption.COUNT))) {
            SearchFigures figures = search.figures(command.key(), wanted.figures());
            return new Result(UidRanges.EMPTY, figures, search.modSeq(asksModSeq, ends(figures, wanted)));
        }
        UidRanges found = search.uids(command.key());
        return new Result(found, SearchFigures.of(found), search.modSeq(asksModSeq, found));
    }

    private static UidRanges saved(Result result, Wanted wanted) {
        return wanted.savesAll() ? result.uids() : ends(result.figures(), wanted);
    }

    private static UidRanges ends(SearchFigures figures, Wanted wanted) {
        UidRanges.Builder ends = new UidRanges.Builder();
        if (wanted.has(ResultOption.MIN)) {
            figures.lowestUid().ifPresent(ends::add);
        }
        if (wanted.has(ResultOption.MAX)) {
            figures.highestUid().ifPresent(ends::add);
        }
        return ends.build();
    }

    private static UidRanges checked(UidRanges saved) {
        if (saved.rangeCount() > MOST_SAVED) {
            throw new NotSavedException();
        }
        return saved;
    }

    private static void answer(
            MailboxView view, ImapCommand.Search command, Wanted wanted, Result result, Exchange exchange)
            throws InterruptedException {
        Numbering numbering = command.numbering();
        NumberRanges numbers = view.numbers(result.uids(), numbering);
        if (!wanted.extended()) {
            exchange.out().write(new Response.Found(numbers, result.modSeq()));
        } else if (wanted.tells()) {
            SearchFigures figures = result.figures();
            exchange.out()
                    .write(new Response.ExtendedSearch(
                            exchange.tag(),
                            numbering,
                            number(wanted.has(ResultOption.MIN), figures.lowestUid(), view, numbering),
                            number(wanted.has(ResultOption.MAX), figures.highestUid(), view, numbering),
                            wanted.has(ResultOption.COUNT) ? OptionalLong.of(figures.count()) : OptionalLong.empty(),
                            wanted.all() && !result.uids().isEmpty() ? Optional.of(numbers) : Optional.empty(),
                            result.modSeq()));
        }
    }

    private static OptionalLong number(boolean asked, OptionalLong uid, MailboxView view, Numbering numbering) {
        if (!asked || uid.isEmpty() || numbering == Numbering.UID) {
            return asked ? uid : OptionalLong.empty();
        }
        return OptionalLong.of(view.sequenceOf(uid.getAsLong()));
    }
}
