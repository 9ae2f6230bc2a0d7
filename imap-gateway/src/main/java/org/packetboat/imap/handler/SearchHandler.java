package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.MessageSet;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.BadCharsetException;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.message.TextSearch.Scope;

/**
 * SEARCH (RFC 3501 §6.4.4). What the mailbox service knows it answers; BODY and TEXT are looked for here, in the octets of those messages
 * alone that the other keys leave.
 */
public final class SearchHandler {
    private final MailboxClient mailboxes;
    private final BodySearch bodies;

    /** Asks {@code mailboxes} for metadata and {@code bodies} for text. */
    public SearchHandler(MailboxClient mailboxes, BodySearch bodies) {
        this.mailboxes = mailboxes;
        this.bodies = bodies;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Search command, ResponseWriter out)
            throws InterruptedException {
        if (command.unknownCharset().isPresent()) {
            throw new BadCharsetException();
        }
        SelectedMailbox mailbox = state.mailbox();
        UidRanges found = evaluate(mailbox, command.key(), mailbox.view().told());
        long[] numbers = new long[found.size()];
        int[] at = {0};
        found.forEach(uid -> numbers[at[0]++] =
                command.numbering() == Numbering.UID ? uid : mailbox.view().sequenceOf(uid));
        out.write(new Response.Found(numbers));
        return Completion.ok("Searched", state);
    }

    /** Those of {@code among} that fit. */
    private UidRanges evaluate(SelectedMailbox mailbox, SearchKey key, UidRanges among) throws InterruptedException {
        if (among.isEmpty()) {
            return among;
        }
        if (!readsBodies(key)) {
            return ask(mailbox, key, among);
        }
        return switch (key) {
            case SearchKey.And and -> all(mailbox, and.keys(), among);
            case SearchKey.Or or -> {
                UidRanges left = evaluate(mailbox, or.left(), among);
                yield left.union(evaluate(mailbox, or.right(), among.without(left)));
            }
            case SearchKey.Not not -> among.without(evaluate(mailbox, not.key(), among));
            case SearchKey.Body body -> bodies.search(mailbox.key(), among, body.value(), Scope.BODY);
            case SearchKey.Text text -> bodies.search(mailbox.key(), among, text.value(), Scope.TEXT);
            case SearchKey.All k -> throw notReached();
            case SearchKey.Numbers k -> throw notReached();
            case SearchKey.HasFlag k -> throw notReached();
            case SearchKey.HasKeyword k -> throw notReached();
            case SearchKey.Recent k -> throw notReached();
            case SearchKey.Dated k -> throw notReached();
            case SearchKey.ModSeq k -> throw notReached();
            case SearchKey.Larger k -> throw notReached();
            case SearchKey.Smaller k -> throw notReached();
            case SearchKey.Header k -> throw notReached();
            case SearchKey.EmailId k -> throw notReached();
            case SearchKey.ThreadId k -> throw notReached();
        };
    }

    /** Cheap keys first, in one question; what reads bodies works on the rest. */
    private UidRanges all(SelectedMailbox mailbox, List<SearchKey> keys, UidRanges among) throws InterruptedException {
        List<SearchKey> cheap = new ArrayList<>();
        List<SearchKey> dear = new ArrayList<>();
        for (SearchKey key : keys) {
            (readsBodies(key) ? dear : cheap).add(key);
        }
        UidRanges left = cheap.isEmpty() ? among : evaluate(mailbox, new SearchKey.And(cheap), among);
        for (SearchKey key : dear) {
            left = evaluate(mailbox, key, left);
        }
        return left;
    }

    private UidRanges ask(SelectedMailbox mailbox, SearchKey key, UidRanges among) throws InterruptedException {
        MailboxView view = mailbox.view();
        Optional<UidRanges> only = among == view.told() ? Optional.empty() : Optional.of(among);
        return mailboxes.search(mailbox.key(), key, new ViewUids(view), only).intersect(among);
    }

    private record ViewUids(MailboxView view) implements MailboxClient.SessionUids {
        @Override
        public UidRanges resolve(MessageSet messages) {
            return view.resolve(messages);
        }

        @Override
        public UidRanges recent() {
            return view.recent();
        }
    }

    /** Whether the octets of bodies are needed. */
    private static boolean readsBodies(SearchKey key) {
        return switch (key) {
            case SearchKey.Body k -> true;
            case SearchKey.Text k -> true;
            case SearchKey.And k -> k.keys().stream().anyMatch(SearchHandler::readsBodies);
            case SearchKey.Or k -> readsBodies(k.left()) || readsBodies(k.right());
            case SearchKey.Not k -> readsBodies(k.key());
            case SearchKey.All k -> false;
            case SearchKey.Numbers k -> false;
            case SearchKey.HasFlag k -> false;
            case SearchKey.HasKeyword k -> false;
            case SearchKey.Recent k -> false;
            case SearchKey.Dated k -> false;
            case SearchKey.ModSeq k -> false;
            case SearchKey.Larger k -> false;
            case SearchKey.Smaller k -> false;
            case SearchKey.Header k -> false;
            case SearchKey.EmailId k -> false;
            case SearchKey.ThreadId k -> false;
        };
    }

    private static IllegalStateException notReached() {
        return new IllegalStateException("answered by the mailbox service");
    }
}
