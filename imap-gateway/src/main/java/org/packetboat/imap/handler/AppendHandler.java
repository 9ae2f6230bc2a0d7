package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.port.AppendedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.session.AppendSource;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/**
 * APPEND (RFC 3501 §6.3.11) of one message or several (RFC 3502), all of them or none, with their UIDs (RFC 4315 §3). The mailbox and its quota
 * are asked before the octets are, unless it has just taken a message; OK says that the objects are stored and the rows committed.
 */
public final class AppendHandler {
    private final MailboxClient mailboxes;
    private final MessageReceiver receiver;

    /** Takes messages through {@code receiver}. */
    public AppendHandler(MailboxClient mailboxes, MessageReceiver receiver) {
        this.mailboxes = mailboxes;
        this.receiver = receiver;
    }

    Completion handle(ImapState.LoggedIn state, ImapCommand.Append command, AppendSource source)
            throws InterruptedException {
        mailboxes.admit(
                state.account().id(),
                command.mailbox().value(),
                command.first().literal().octets());
        AppendedUids appended = append(state, command, source);
        return Completion.ok(
                new ResponseCode.AppendUid(appended.uidValidity(), UidSets.numbers(appended.uids())),
                "Appended",
                state);
    }

    private AppendedUids append(ImapState.LoggedIn state, ImapCommand.Append command, AppendSource source)
            throws InterruptedException {
        long accountId = state.account().id();
        String mailbox = command.mailbox().value();
        AppendMessage first = command.first();
        MessageWriter.Incoming incoming = receiver.receive(first, source, state.enabled());
        boolean handedOver = false;
        try {
            Optional<AppendMessage> next = source.next();
            if (next.isEmpty()) {
                return receiver.storeAndUse(
                        incoming, first, message -> mailboxes.append(accountId, mailbox, List.of(message)));
            }
            handedOver = true;
            return mailboxes.append(accountId, mailbox, several(incoming, first, next.get(), source, state.enabled()));
        } finally {
            if (!handedOver) {
                incoming.close();
            }
        }
    }

    /** @param first whose octets have come */
    private List<NewMessage> several(
            MessageWriter.Incoming incoming,
            AppendMessage first,
            AppendMessage second,
            AppendSource source,
            Enabled enabled)
            throws InterruptedException {
        try (MessageBatch batch = new MessageBatch(receiver)) {
            batch.add(incoming, first);
            Optional<AppendMessage> next = Optional.of(second);
            while (next.isPresent()) {
                AppendMessage message = next.get();
                batch.add(receiver.receive(message, source, enabled), message);
                next = source.next();
            }
            return batch.stored();
        }
    }
}
