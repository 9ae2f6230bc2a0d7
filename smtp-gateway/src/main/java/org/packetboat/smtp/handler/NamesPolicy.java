package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;
import org.packetboat.smtp.session.Trust;

/** Who is told the names that VRFY and EXPN ask for (RFC 5321 §7.3), and in which letters. */
record NamesPolicy(Trust trust) {
    /** What everybody else hears (RFC 5321 §3.5.3): whether it is right is found at RCPT. */
    static final SmtpReply NOT_TOLD =
            SmtpReply.of(252, EnhancedStatus.PROTOCOL_OK, "Not told, but mail for it would be tried");

    private static final SmtpReply NOT_IN_ASCII =
            SmtpReply.of(252, EnhancedStatus.UTF8_NEEDED, "Found, and cannot be told without SMTPUTF8");

    boolean isTold(SmtpState state, Exchange exchange) {
        return SmtpTransitions.login(state).isPresent() || trust.names().contains(exchange.clientAddress());
    }

    /** The text of a name, which may be beyond ASCII only if the client said so. */
    static String text(SmtpCommand.Name name) {
        if (!name.utf8() && !Ascii.isAscii(name.text())) {
            throw new RefusedException(Refusal.NON_ASCII_ADDRESS);
        }
        return name.text();
    }

    /** The addresses that were found, RFC 6531 §3.7.4.2. */
    static SmtpReply reply(SmtpCommand.Name name, List<String> addresses) {
        if (!name.utf8() && !addresses.stream().allMatch(Ascii::isAscii)) {
            return NOT_IN_ASCII;
        }
        List<String> lines =
                addresses.stream().map(address -> "<" + address + ">").toList();
        return new SmtpReply(
                250,
                EnhancedStatus.RECIPIENT_OK,
                lines,
                name.utf8() ? SmtpReply.Repertoire.UTF8 : SmtpReply.Repertoire.ASCII);
    }
}
