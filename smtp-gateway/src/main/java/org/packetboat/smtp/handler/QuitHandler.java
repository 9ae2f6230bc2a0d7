package org.packetboat.smtp.handler;

import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;

/** QUIT, RFC 5321 §4.1.1.10. */
final class QuitHandler {
    private final SmtpReply reply;

    QuitHandler(String hostname) {
        reply = SmtpReply.of(221, EnhancedStatus.OK, hostname + " closing connection");
    }

    Completion handle(SmtpState state) {
        return new Completion(reply, SmtpTransitions.quit(state));
    }
}
