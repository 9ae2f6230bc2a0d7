package org.packetboat.smtp.handler;

import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpState;

/** NOOP, RFC 5321 §4.1.1.9. */
final class NoopHandler {
    private static final SmtpReply OK = SmtpReply.of(250, EnhancedStatus.OK, "Ok");

    Completion handle(SmtpState state) {
        return new Completion(OK, state);
    }
}
