package org.packetboat.smtp.handler;

import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;
import org.packetboat.smtp.session.Transaction;

/** MAIL, RFC 5321 §4.1.1.2; SIZE, RFC 1870 §6.1. */
final class MailHandler {
    private static final SmtpReply OK = SmtpReply.of(250, EnhancedStatus.SENDER_OK, "Ok");

    private final SmtpLimits limits;

    MailHandler(SmtpLimits limits) {
        this.limits = limits;
    }

    Completion handle(SmtpState.Ready state, SmtpCommand.Mail command) {
        MailParameters parameters = command.parameters();
        if (!parameters.unknown().isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_SUPPORTED, parameters.unknown().getFirst().keyword());
        }
        if (parameters.size().orElse(0) > limits.messageOctets()) {
            throw new LimitException(Limit.MESSAGE_SIZE, "declared=" + parameters.size());
        }
        Transaction transaction = new Transaction(command.reversePath(), parameters);
        return new Completion(OK, SmtpTransitions.begun(state, transaction));
    }
}
