package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.SmtpTransitions;

/** EHLO, RFC 5321 §4.1.1.1: says what this server can beside the minimum. */
final class EhloHandler {
    private final SmtpReply reply;

    EhloHandler(String hostname, SmtpLimits limits) {
        reply = new SmtpReply(
                250,
                null,
                List.of(
                        hostname,
                        "PIPELINING", // RFC 2920
                        "SIZE " + limits.messageOctets(), // RFC 1870
                        "8BITMIME", // RFC 6152
                        "ENHANCEDSTATUSCODES", // RFC 2034
                        "VRFY",
                        "EXPN",
                        "HELP"));
    }

    Completion handle(SmtpState state, SmtpCommand.Ehlo command, String clientAddress) {
        Peer peer = new Peer(clientAddress, command.name(), Dialect.ESMTP);
        return new Completion(reply, SmtpTransitions.introduced(state, peer));
    }
}
