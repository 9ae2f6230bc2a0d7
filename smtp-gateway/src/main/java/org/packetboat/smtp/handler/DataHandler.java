package org.packetboat.smtp.handler;

import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.DataSource;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;

/** DATA, RFC 5321 §4.1.1.4: 250 is said when the message is durable, not before. */
final class DataHandler {
    private static final SmtpReply GO_AHEAD = SmtpReply.plain(354, "End data with <CR><LF>.<CR><LF>");

    private final MessageIngest ingest;

    DataHandler(MessageIngest ingest) {
        this.ingest = ingest;
    }

    Completion handle(SmtpState.Receiving state, Exchange exchange) throws InterruptedException {
        DataSource source = exchange.openData(GO_AHEAD);
        DeliveryId id = ingest.receive(state.peer(), state.transaction(), source);
        SmtpReply reply = SmtpReply.of(250, EnhancedStatus.OK, "Ok: queued as " + id);
        return new Completion(reply, SmtpTransitions.received(state));
    }
}
