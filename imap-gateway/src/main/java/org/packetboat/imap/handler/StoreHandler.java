package org.packetboat.imap.handler;

import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.codec.StoreReply;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.StoredFlags;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** STORE (RFC 3501 §6.4.6), in transactions of at most 1,000 messages. */
public final class StoreHandler {
    private final MailboxClient mailboxes;

    /** Stores through {@code mailboxes}. */
    public StoreHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Store command, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges uids = mailbox.view().resolve(command.messages());
        if (mailbox.access() == Access.READ_ONLY) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "selected for reading");
        }
        if (mailbox.learns(command.flags().keywords())) {
            out.write(new Response.FlagsDefined(mailbox.keywords()));
            out.write(new Response.Untagged(
                    Status.OK,
                    Optional.of(new ResponseCode.PermanentFlags(PermanentFlags.with(mailbox.keywords()))),
                    "Flags that can be set"));
        }
        for (UidRanges chunk : UidSets.chunks(uids, UidSets.CHUNK)) {
            StoredFlags stored = mailboxes.store(mailbox.key(), chunk, command.mode(), command.flags());
            reply(mailbox.view(), stored, command, out);
        }
        return Completion.ok("Stored", state);
    }

    /** {@code .SILENT} hides our own change alone: what somebody else had done unnoticed is told (RFC 3501 §6.4.6). */
    private static void reply(MailboxView view, StoredFlags stored, ImapCommand.Store command, ResponseWriter out)
            throws InterruptedException {
        boolean byUid = command.messages().numbering() == Numbering.UID;
        for (StoredFlags.State state : stored.states()) {
            boolean told = command.reply() == StoreReply.FLAGS || view.isNews(state.previousModSeq());
            int sequence = told ? view.sequenceOf(state.uid()) : 0;
            if (sequence > 0) {
                out.write(new Response.FlagUpdate(
                        sequence,
                        byUid ? OptionalLong.of(state.uid()) : OptionalLong.empty(),
                        state.flags(),
                        view.recency(state.uid())));
            }
        }
        view.stored(stored.changedModSeq());
    }
}
