package org.packetboat.smtp.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
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
    private final PolicyGate policy;

    RcptHandler(SmtpSettings settings, RecipientDirectory directory, PolicyGate policy) {
        this.settings = settings;
        this.directory = directory;
        this.policy = policy;
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
        AcceptedRecipient recipient =
                new AcceptedRecipient(forwardPath, parameters, resolve(state, forwardPath, exchange));
        if (!transaction.hasRoomFor(recipient)) {
            throw tooMany(transaction);
        }
        policy.rcpt(state.peer(), transaction, recipient, exchange);
        transaction.add(recipient);
        return new Completion(OK, state);
    }

    /** What does not go together may go apart (RFC 5321 §4.5.3.1.10); what is too much alone never goes. */
    private static MailFailure tooMany(Transaction transaction) {
        return transaction.recipients().isEmpty()
                ? new RefusedException(Refusal.POLICY, "an address stands for too many")
                : new LimitException(Limit.RECIPIENTS, "recipients stand for too many");
    }

    /** Each address is asked for once a transaction, and none when nobody answers: a client has 5 minutes for each reply, and many recipients. */
    private Resolution resolve(SmtpState.InTransaction state, ForwardPath forwardPath, Exchange exchange)
            throws InterruptedException {
        Transaction transaction = state.transaction();
        Optional<Resolution> known = transaction.resolution(forwardPath).or(() -> directory.recall(forwardPath));
        if (known.isPresent()) {
            return known.get();
        }
        if (transaction.isDirectorySilent()) {
            throw new UnavailableException("the directory has not answered for another recipient");
        }
        exchange.flush();
        try {
            return directory.resolve(
                    forwardPath, transaction.parameters().size().orElse(0), transaction.reversePath());
        } catch (UnavailableException e) {
            transaction.directoryWasSilent();
            throw e;
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
