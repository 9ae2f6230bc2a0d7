package org.packetboat.imap.handler;

import java.util.Optional;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.port.CopiedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * MOVE (RFC 6851), in transactions of at most 1,000 messages (architecture 5.5): after each COPYUID is told in an untagged OK, then what has
 * left the mailbox (§4.3). A failure in between leaves every message in one of the two mailboxes and is told as it stands.
 */
public final class MoveHandler {
    private final MailboxClient mailboxes;

    /** Moves through {@code mailboxes}. */
    public MoveHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Move command, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges uids = mailbox.view().resolve(command.messages());
        if (mailbox.access() == Access.READ_ONLY) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "selected for reading");
        }
        int moved = 0;
        for (UidRanges chunk : UidSets.chunks(uids, UidSets.CHUNK)) {
            CopiedUids done =
                    mailboxes.move(mailbox.key(), chunk, command.mailbox().value());
            tell(mailbox, done, out);
            moved += done.source().size();
        }
        if (moved < uids.size()) {
            return Completion.ok(ResponseCode.Word.EXPUNGEISSUED, "Moved what was still there", state);
        }
        return Completion.ok(moved == 0 ? "Nothing to move" : "Moved", state);
    }

    private static void tell(SelectedMailbox mailbox, CopiedUids moved, ResponseWriter out)
            throws InterruptedException {
        if (moved.source().isEmpty()) {
            return;
        }
        out.write(new Response.Untagged(
                Status.OK,
                Optional.of(new ResponseCode.CopyUid(
                        moved.uidValidity(), UidSets.numbers(moved.source()), UidSets.numbers(moved.target()))),
                "Moved"));
        UidRanges.Builder gone = new UidRanges.Builder();
        moved.source().forEach(gone::add);
        mailbox.view().expunged(gone.build());
        for (Response response : mailbox.view().tellExpunges()) {
            out.write(response);
        }
    }
}
