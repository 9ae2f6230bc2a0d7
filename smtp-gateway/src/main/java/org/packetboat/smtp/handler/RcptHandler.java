package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.RcptParameters;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.Transaction;

/** RCPT, RFC 5321 §4.1.1.3: a recipient is resolved here, once for all (architecture 2.2). */
final class RcptHandler {
    private static final SmtpReply OK = SmtpReply.of(250, EnhancedStatus.RECIPIENT_OK, "Ok");

    private final SmtpSettings settings;
    private final RecipientDirectory directory;

    RcptHandler(SmtpSettings settings, RecipientDirectory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    Completion handle(SmtpState.InTransaction state, SmtpCommand.Rcpt command, Exchange exchange)
            throws InterruptedException {
        RcptParameters parameters = command.parameters();
        if (!parameters.unknown().isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_SUPPORTED, parameters.unknown().getFirst().keyword());
        }
        if (parameters.asksForNotification() && !Extension.DSN.isOffered(exchange)) {
            throw new RefusedException(Refusal.NOT_SUPPORTED, Extension.DSN.keyword());
        }
        Transaction transaction = state.transaction();
        ForwardPath forwardPath = command.forwardPath();
        if (!forwardPath.isAscii() && !transaction.parameters().has(MailOption.SMTPUTF8)) {
            throw new RefusedException(Refusal.NON_ASCII_ADDRESS);
        }
        int limit = settings.limits().recipients();
        if (transaction.recipients().size() >= limit) {
            throw new LimitException(Limit.RECIPIENTS, "limit=" + limit);
        }
        if (transaction.allowance().isExceededBy(transaction.recipients().size() + 1)) {
            throw new LimitException(
                    Limit.RECIPIENT_RATE, "left=" + transaction.allowance().recipientsLeft());
        }
        transaction.add(new AcceptedRecipient(forwardPath, parameters, resolve(state, forwardPath, exchange)));
        return new Completion(OK, state);
    }

    private Resolution resolve(SmtpState.InTransaction state, ForwardPath forwardPath, Exchange exchange)
            throws InterruptedException {
        long octets = state.transaction().parameters().size().orElse(0);
        try {
            return directory.resolve(forwardPath, octets, state.transaction().reversePath());
        } catch (RefusedException e) {
            boolean isElsewhere = e.reason() == Refusal.RELAYING_DENIED;
            if (isElsewhere && mayRelay(state.peer(), exchange)) {
                return new Resolution(List.of(), List.of(forwardPath.address()));
            }
            throw e;
        }
    }

    /** Never an open relay: who has not logged in is in a network that the operator has named. */
    private boolean mayRelay(SmtpState.Peer peer, Exchange exchange) {
        return peer.login().isPresent() || settings.trust().relaying().contains(exchange.clientAddress());
    }
}
