package org.packetboat.imap.handler;

import java.util.Optional;
import org.packetboat.imap.codec.MessageSet;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.ExpungedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** EXPUNGE, UID EXPUNGE and CLOSE (RFC 3501 §6.4.2, §6.4.3; RFC 4315 §2.1), in transactions of at most 1,000 messages. */
public final class ExpungeHandler {
    private final MailboxClient mailboxes;

    /** Expunges through {@code mailboxes}. */
    public ExpungeHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion expunge(ImapState.Selected state, Optional<MessageSet> messages, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        if (mailbox.access() == Access.READ_ONLY) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "selected for reading");
        }
        Optional<UidRanges> among = messages.map(mailbox.view()::resolve);
        if (among.isEmpty() || !among.get().isEmpty()) {
            expungeAll(mailbox, among, out);
        }
        return Completion.ok("Expunged", state);
    }

    private void expungeAll(SelectedMailbox mailbox, Optional<UidRanges> among, ResponseWriter out)
            throws InterruptedException {
        Optional<UidRanges> left = among;
        boolean more = true;
        while (more) {
            ExpungedUids done = mailboxes.expunge(mailbox.key(), left);
            left = left.map(uids -> uids.from(done.uids().highest() + 1));
            mailbox.view().expunged(done.uids(), done.modSeqBefore(), done.modSeq());
            for (Response response : mailbox.view().tellExpunges()) {
                out.write(response);
            }
            more = done.rest() == ExpungedUids.Rest.MORE;
        }
    }

    /** CLOSE tells of nothing (RFC 3501 §6.4.2). */
    Completion close(ImapState.Selected state) throws InterruptedException {
        if (state.mailbox().access() == Access.READ_WRITE) {
            ExpungedUids.Rest rest;
            do {
                rest = mailboxes
                        .expunge(state.mailbox().key(), Optional.empty())
                        .rest();
            } while (rest == ExpungedUids.Rest.MORE);
        }
        return Completion.ok("Closed", state.deselected());
    }
}
