package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.AppendedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.MessageLiteral;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

/**
 * APPEND (RFC 3501 §6.3.11) with the UID of the message (RFC 4315 §3). The mailbox and its quota are asked before the octets are; OK says that the
 * object is stored and the row committed.
 */
public final class AppendHandler {
    private final MailboxClient mailboxes;
    private final MessageWriter writer;
    private final InstantSource clock;

    /** @param clock gives the internal date of messages that come without one */
    public AppendHandler(MailboxClient mailboxes, MessageWriter writer, InstantSource clock) {
        this.mailboxes = mailboxes;
        this.writer = writer;
        this.clock = clock;
    }

    Completion handle(ImapState.LoggedIn state, ImapCommand.Append command, MessageLiteral literal)
            throws InterruptedException {
        mailboxes.admit(
                state.account().id(),
                command.mailbox().value(),
                command.message().octets());
        try (MessageWriter.Incoming incoming = writer.begin(command.message().octets())) {
            literal.open();
            for (ByteBuffer octets = literal.take(); octets != null; octets = literal.take()) {
                requireNoNul(octets);
                incoming.append(octets);
            }
            literal.end();
            AppendedUids appended = append(state, command, incoming);
            return Completion.ok(
                    new ResponseCode.AppendUid(appended.uidValidity(), UidSets.numbers(appended.uids())),
                    "Appended",
                    state);
        }
    }

    /** {@code CHAR8} (RFC 3501 §4.3, §9); NUL is for literal8, which is not offered. */
    private static void requireNoNul(ByteBuffer octets) {
        if (Octets.of(octets).indexOf(0) >= 0) {
            throw new SyntaxException(0, "message without NUL");
        }
    }

    /** A reference that came too late is answered by writing the octets again, once (architecture 4.3). */
    private AppendedUids append(ImapState.LoggedIn state, ImapCommand.Append command, MessageWriter.Incoming incoming)
            throws InterruptedException {
        try {
            return append(state, command, incoming.store());
        } catch (RefusedException e) {
            if (e.reason() != Refusal.STALE_BLOB) {
                throw e;
            }
            return append(state, command, incoming.store());
        }
    }

    private AppendedUids append(ImapState.LoggedIn state, ImapCommand.Append command, StoredBody body)
            throws InterruptedException {
        NewMessage message =
                new NewMessage(body, command.flags(), command.internalDate().orElseGet(clock::millis));
        return mailboxes.append(state.account().id(), command.mailbox().value(), List.of(message));
    }
}
