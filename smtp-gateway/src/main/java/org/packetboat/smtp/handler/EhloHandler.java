package org.packetboat.smtp.handler;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpTransitions;

/** EHLO, RFC 5321 §4.1.1.1: says what this server can beside the minimum, on this connection and now. */
final class EhloHandler {
    private static final List<String> COMMANDS = List.of("VRFY", "EXPN", "HELP");

    private final List<String> always;
    private final AuthHandler auth;

    EhloHandler(String hostname, SmtpLimits limits, AuthHandler auth) {
        this.auth = auth;
        always = List.of(
                hostname,
                "PIPELINING", // RFC 2920
                "SIZE " + limits.messageOctets(), // RFC 1870
                "8BITMIME", // RFC 6152
                "ENHANCEDSTATUSCODES"); // RFC 2034
    }

    Completion handle(SmtpState state, SmtpCommand.Ehlo command, Exchange exchange) {
        List<String> lines = new ArrayList<>(always);
        if (exchange.offersStartTls()) {
            lines.add("STARTTLS"); // RFC 3207
        }
        List<String> mechanisms = auth.mechanisms(exchange);
        if (!mechanisms.isEmpty()) {
            lines.add("AUTH " + String.join(" ", mechanisms)); // RFC 4954
        }
        lines.addAll(COMMANDS);
        return new Completion(
                new SmtpReply(250, null, lines),
                SmtpTransitions.introduced(state, command.name(), Dialect.ESMTP, exchange));
    }
}
