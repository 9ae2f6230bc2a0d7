package org.packetboat.smtp.handler;

import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.session.Arrival;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;

/** BDAT, RFC 3030 §2: a chunk, and with the last one the same promise as at the end of DATA. What was read of a chunk that fails is lost. */
final class BdatHandler {
    private final MessageIngest ingest;
    private final PolicyGate policy;

    BdatHandler(MessageIngest ingest, PolicyGate policy) {
        this.ingest = ingest;
        this.policy = policy;
    }

    Completion handle(SmtpState.Receiving state, SmtpCommand.Bdat command, Exchange exchange)
            throws InterruptedException {
        Arrival arrival = state.begun().isPresent() ? state.begun().get() : begin(state, exchange);
        boolean isGoingOn = false;
        try {
            arrival.readChunk(exchange.chunk());
            if (command.chunk() == SmtpCommand.Chunk.LAST) {
                return new Completion(
                        DataHandler.accepted(state, arrival.accept(), exchange), SmtpTransitions.received(state));
            }
            isGoingOn = true;
            return new Completion(received(command), SmtpTransitions.chunked(state, arrival));
        } finally {
            if (!isGoingOn) {
                arrival.close();
            }
        }
    }

    private Arrival begin(SmtpState.Receiving state, Exchange exchange) throws InterruptedException {
        policy.data(state.peer(), state.transaction(), exchange);
        return ingest.begin(exchange.role(), state.peer(), state.transaction());
    }

    private static SmtpReply received(SmtpCommand.Bdat command) {
        return SmtpReply.of(250, EnhancedStatus.OK, command.octets() + " octets received");
    }
}
