package org.packetboat.smtp.handler;

import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpTransitions;

/** HELO, RFC 5321 §4.1.1.1. */
final class HeloHandler {
    private final String hostname;

    HeloHandler(String hostname) {
        this.hostname = hostname;
    }

    Completion handle(SmtpState state, SmtpCommand.Helo command, Exchange exchange) {
        return new Completion(
                SmtpReply.plain(250, hostname),
                SmtpTransitions.introduced(state, command.name(), Dialect.SMTP, exchange));
    }
}
