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
import org.packetboat.smtp.session.SmtpState;

/** EXPN, RFC 5321 §3.5: one line for each member of a list. */
final class ExpnHandler {
    private static final SmtpReply NO_MEMBERS =
            SmtpReply.of(252, EnhancedStatus.RECIPIENT_OK, "A mailing list without members");

    private final RecipientDirectory directory;

    ExpnHandler(RecipientDirectory directory) {
        this.directory = directory;
    }

    Completion handle(SmtpState state, SmtpCommand.Expn command) throws InterruptedException {
        SmtpReply reply = switch (directory.expand(command.name())) {
            case Expansion.MailingList list -> members(list.members());
            case Expansion.Account account -> members(List.of(account.address()));
            case Expansion.Ambiguous _ -> throw new RefusedException(Refusal.AMBIGUOUS_NAME);
            case Expansion.Unknown _ -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
        };
        return new Completion(reply, state);
    }

    private static SmtpReply members(List<String> addresses) {
        if (addresses.isEmpty()) {
            return NO_MEMBERS;
        }
        List<String> lines =
                addresses.stream().map(address -> "<" + address + ">").toList();
        return new SmtpReply(250, EnhancedStatus.RECIPIENT_OK, lines);
    }
}
