package org.packetboat.smtp.handler;

import java.util.Collections;
import java.util.List;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.session.Arrival;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.DataSource;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;

/** DATA, RFC 5321 §4.1.1.4: 250 is said when the message is durable, not before. */
final class DataHandler {
    private static final SmtpReply GO_AHEAD = SmtpReply.plain(354, "End data with <CR><LF>.<CR><LF>");

    private final MessageIngest ingest;
    private final PolicyGate policy;

    DataHandler(MessageIngest ingest, PolicyGate policy) {
        this.ingest = ingest;
        this.policy = policy;
    }

    Completion handle(SmtpState.Receiving state, Exchange exchange) throws InterruptedException {
        policy.data(state.peer(), state.transaction(), exchange);
        DataSource source = exchange.openData(GO_AHEAD);
        try (Arrival arrival = ingest.begin(exchange.role(), state.peer(), state.transaction())) {
            arrival.readData(source);
            return new Completion(accepted(state, arrival.accept(), exchange), SmtpTransitions.received(state));
        }
    }

    /** All recipients share the record that was acknowledged: what is true of one is true of each (RFC 2033 §4.2). */
    static List<SmtpReply> accepted(SmtpState.Receiving state, DeliveryId id, Exchange exchange) {
        SmtpReply reply = SmtpReply.of(250, EnhancedStatus.OK, "Ok: queued as " + id);
        int answers =
                exchange.role() == Role.LMTP ? state.transaction().recipients().size() : 1;
        return Collections.nCopies(answers, reply);
    }
}
