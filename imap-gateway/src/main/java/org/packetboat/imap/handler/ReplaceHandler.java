package org.packetboat.imap.handler;

import java.util.Optional;
import java.util.Set;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.port.AppendedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.AppendSource;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;

/**
 * REPLACE (RFC 8508): the message is appended and the other one expunged in one transaction. APPENDUID is told in an untagged OK before the
 * EXPUNGE (§4.3).
 */
public final class ReplaceHandler {
    private final MailboxClient mailboxes;
    private final MessageReceiver receiver;

    /** Takes messages through {@code receiver}. */
    public ReplaceHandler(MailboxClient mailboxes, MessageReceiver receiver) {
        this.mailboxes = mailboxes;
        this.receiver = receiver;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Replace command, AppendSource source, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges replaced = mailbox.view().resolve(command.replaced());
        if (mailbox.access() == Access.READ_ONLY) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "selected for reading");
        }
        if (replaced.isEmpty()) {
            throw new RefusedException(Refusal.MESSAGE_GONE, "no such message");
        }
        mailboxes.status(state.account().id(), command.mailbox().value(), Set.of());
        AppendMessage message = command.message();
        try (MessageWriter.Incoming incoming = receiver.receive(message, source, state.enabled())) {
            if (source.next().isPresent()) {
                throw new SyntaxException(0, "end of command");
            }
            AppendedUids appended = receiver.storeAndUse(
                    incoming,
                    message,
                    stored -> mailboxes.replace(
                            mailbox.key(), replaced.highest(), command.mailbox().value(), stored));
            tell(mailbox, replaced, appended, out);
        }
        return Completion.ok("Replaced", state);
    }

    private static void tell(SelectedMailbox mailbox, UidRanges replaced, AppendedUids appended, ResponseWriter out)
            throws InterruptedException {
        out.write(new Response.Untagged(
                Status.OK,
                Optional.of(new ResponseCode.AppendUid(appended.uidValidity(), UidSets.numbers(appended.uids()))),
                "Replacement appended"));
        mailbox.view().expunged(replaced);
        for (Response response : mailbox.view().tellExpunges()) {
            out.write(response);
        }
    }
}
