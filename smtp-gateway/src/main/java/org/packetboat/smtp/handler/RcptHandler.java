package org.packetboat.smtp.handler;

import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.Transaction;

/** RCPT, RFC 5321 §4.1.1.3: a recipient is resolved here, once for all (architecture 2.2). */
final class RcptHandler {
    private static final SmtpReply OK = SmtpReply.of(250, EnhancedStatus.RECIPIENT_OK, "Ok");

    private final SmtpLimits limits;
    private final RecipientDirectory directory;

    RcptHandler(SmtpLimits limits, RecipientDirectory directory) {
        this.limits = limits;
        this.directory = directory;
    }

    Completion handle(SmtpState.InTransaction state, SmtpCommand.Rcpt command) throws InterruptedException {
        if (!command.unknown().isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_SUPPORTED, command.unknown().getFirst().keyword());
        }
        Transaction transaction = state.transaction();
        if (transaction.recipients().size() >= limits.recipients()) {
            throw new LimitException(Limit.RECIPIENTS, "limit=" + limits.recipients());
        }
        long octets = transaction.parameters().size().orElse(0);
        Resolution resolution = directory.resolve(command.forwardPath(), octets);
        transaction.add(new AcceptedRecipient(command.forwardPath(), resolution));
        return new Completion(OK, state);
    }
}
