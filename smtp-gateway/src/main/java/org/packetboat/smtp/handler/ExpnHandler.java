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

/** EXPN, RFC 5321 §3.5: one line for each member of a list. */
final class ExpnHandler {
    private static final SmtpReply NO_MEMBERS =
            SmtpReply.of(252, EnhancedStatus.RECIPIENT_OK, "A mailing list without members");

    private static final SmtpReply TOO_MANY =
            SmtpReply.of(252, EnhancedStatus.RECIPIENT_OK, "A mailing list with more members than are told");

    private final NamesPolicy policy;
    private final RecipientDirectory directory;

    ExpnHandler(NamesPolicy policy, RecipientDirectory directory) {
        this.policy = policy;
        this.directory = directory;
    }

    Completion handle(SmtpState state, SmtpCommand.Expn command, Exchange exchange) throws InterruptedException {
        if (!policy.isTold(state, exchange)) {
            return new Completion(NamesPolicy.NOT_TOLD, state);
        }
        SmtpReply reply = switch (directory.expand(NamesPolicy.text(command.name()))) {
            case Expansion.Alias alias -> members(command.name(), alias.members());
            case Expansion.MailingList list when list.more() -> TOO_MANY;
            case Expansion.MailingList list -> members(command.name(), list.members());
            case Expansion.Account account -> members(command.name(), List.of(account.address()));
            case Expansion.Ambiguous _ -> throw new RefusedException(Refusal.AMBIGUOUS_NAME);
            case Expansion.Unknown _ -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
        };
        return new Completion(reply, state);
    }

    private static SmtpReply members(SmtpCommand.Name name, List<String> addresses) {
        return addresses.isEmpty() ? NO_MEMBERS : NamesPolicy.reply(name, addresses);
    }
}
