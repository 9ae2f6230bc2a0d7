package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;

/** VRFY, RFC 5321 §3.5: answers with the address of a real user, those who may know it. */
final class VrfyHandler {
    private static final SmtpReply MAILING_LIST =
            SmtpReply.of(252, EnhancedStatus.RECIPIENT_OK, "A mailing list, EXPN tells its members");

    private final NamesPolicy policy;
    private final RecipientDirectory directory;

    VrfyHandler(NamesPolicy policy, RecipientDirectory directory) {
        this.policy = policy;
        this.directory = directory;
    }

    Completion handle(SmtpState state, SmtpCommand.Vrfy command, Exchange exchange) throws InterruptedException {
        if (!policy.isTold(state, exchange)) {
            return new Completion(NamesPolicy.NOT_TOLD, state);
        }
        SmtpReply reply = switch (directory.expand(NamesPolicy.text(command.name()))) {
            case Expansion.Account account -> NamesPolicy.reply(command.name(), List.of(account.address()));
            case Expansion.Alias _, Expansion.MailingList _ -> MAILING_LIST;
            case Expansion.Ambiguous _ -> throw new RefusedException(Refusal.AMBIGUOUS_NAME);
            case Expansion.Unknown _ -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
        };
        return new Completion(reply, state);
    }
}
