package org.packetboat.smtp.handler;

import java.util.List;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.sasl.SaslDialogue;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.Logins;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;

/** AUTH, RFC 4954. */
final class AuthHandler {
    private static final SmtpReply SUCCEEDED =
            SmtpReply.of(235, EnhancedStatus.AUTHENTICATED, "Authentication succeeded");

    private final Logins logins;

    AuthHandler(Logins logins) {
        this.logins = logins;
    }

    /** What can be used on this connection now, the best first. */
    List<String> mechanisms(Exchange exchange) {
        boolean mustEncryptFirst =
                exchange.role().isSubmission() && !exchange.saslChannel().isConfidential();
        return mustEncryptFirst ? List.of() : server(exchange).mechanisms();
    }

    Completion handle(SmtpState.Ready state, SmtpCommand.Auth command, Exchange exchange) throws InterruptedException {
        if (state.peer().login().isPresent()) {
            throw new WrongStateException("Already authenticated");
        }
        Login login = exchange.login(
                SaslServer.nameOf(command.mechanism()),
                () -> SaslDialogue.conduct(
                        server(exchange).begin(command.mechanism()), command.initialResponse(), exchange::ask));
        exchange.loggedIn(login.address());
        return new Completion(SUCCEEDED, SmtpTransitions.loggedIn(state, login));
    }

    private SaslServer<Login> server(Exchange exchange) {
        return new SaslServer<>(
                logins.authority(exchange.clientAddress()), exchange.saslChannel(), logins.bearerTokens());
    }
}
