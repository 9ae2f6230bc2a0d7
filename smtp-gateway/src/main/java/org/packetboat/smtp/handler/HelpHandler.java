package org.packetboat.smtp.handler;

import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpState;

/** HELP, RFC 5321 §4.1.1.8. */
final class HelpHandler {
    private static final SmtpReply COMMANDS = SmtpReply.of(
            214,
            EnhancedStatus.OK,
            "Commands: HELO EHLO MAIL RCPT DATA BDAT RSET NOOP QUIT HELP VRFY EXPN STARTTLS AUTH");

    Completion handle(SmtpState state) {
        return new Completion(COMMANDS, state);
    }
}
