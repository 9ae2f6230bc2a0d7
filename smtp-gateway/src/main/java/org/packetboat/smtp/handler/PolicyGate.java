package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.smtp.policy.Policy;
import org.packetboat.smtp.policy.Stage;
import org.packetboat.smtp.policy.Stage.Client;
import org.packetboat.smtp.policy.Stage.Destination;
import org.packetboat.smtp.policy.Stage.Standing;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.SmtpState.Ready;
import org.packetboat.smtp.session.Transaction;
import org.packetboat.smtp.session.Trust;

/** Where commands that are allowed pass the operator's policy. Earlier answers do not wait for it. */
record PolicyGate(Policy policy, Trust trust) {
    /** After HELO, EHLO or LHLO. */
    void introduced(Ready state, Exchange exchange) throws InterruptedException {
        policy.check(new Stage.Introduced(client(state.peer(), exchange)));
    }

    void mail(Peer peer, ReversePath reversePath, Exchange exchange) throws InterruptedException {
        exchange.flush();
        policy.check(new Stage.Mail(client(peer, exchange), reversePath));
    }

    void rcpt(Peer peer, Transaction transaction, AcceptedRecipient recipient, Exchange exchange)
            throws InterruptedException {
        ForwardPath forwardPath = recipient.forwardPath();
        policy.check(new Stage.Rcpt(
                client(peer, exchange),
                transaction.reversePath(),
                forwardPath,
                destination(forwardPath, recipient.resolution())));
    }

    void data(Peer peer, Transaction transaction, Exchange exchange) throws InterruptedException {
        policy.check(new Stage.Data(
                client(peer, exchange),
                transaction.reversePath(),
                transaction.recipients().stream()
                        .map(AcceptedRecipient::forwardPath)
                        .toList()));
    }

    /** What is relayed stands for itself. */
    private static Destination destination(ForwardPath forwardPath, Resolution resolution) {
        return resolution.equals(new Resolution(List.of(), List.of(forwardPath.address())))
                ? Destination.ELSEWHERE
                : Destination.HERE;
    }

    private Client client(Peer peer, Exchange exchange) {
        return new Client(exchange.role(), exchange.clientAddress(), peer.helo(), standing(peer, exchange));
    }

    private Standing standing(Peer peer, Exchange exchange) {
        if (peer.login().isPresent()) {
            return Standing.LOGGED_IN;
        }
        return trust.relaying().contains(exchange.clientAddress()) ? Standing.TRUSTED : Standing.STRANGER;
    }
}
