package org.packetboat.smtp.handler;

import java.time.InstantSource;
import java.util.Optional;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.DsnRequest;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpTransitions;
import org.packetboat.smtp.session.Transaction;

/** MAIL, RFC 5321 §4.1.1.2, with what extensions add: SIZE, RFC 1870 §6.1, and those of {@link Extension}. */
final class MailHandler {
    private static final SmtpReply OK = SmtpReply.of(250, EnhancedStatus.SENDER_OK, "Ok");

    private final SmtpSettings settings;
    private final OwnAddresses own;
    private final PolicyGate policy;
    private final InstantSource clock;

    MailHandler(SmtpSettings settings, OwnAddresses own, PolicyGate policy, InstantSource clock) {
        this.settings = settings;
        this.own = own;
        this.policy = policy;
        this.clock = clock;
    }

    Completion handle(SmtpState.Ready state, SmtpCommand.Mail command, Exchange exchange) throws InterruptedException {
        if (exchange.role() == Role.LMTP && !isLmtpClient(exchange)) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "not an LMTP client of ours");
        }
        MailParameters parameters = command.parameters();
        checkOffered(parameters, exchange);
        settings.limits().times().check(parameters.timing(), clock.instant());
        if (!command.reversePath().isAscii() && !parameters.has(MailOption.SMTPUTF8)) {
            throw new RefusedException(Refusal.NON_ASCII_ADDRESS);
        }
        long limit = settings.limits().messageOctets();
        if (parameters.size().orElse(0) > limit) {
            throw new LimitException(Limit.MESSAGE_SIZE, "declared=" + parameters.size());
        }
        Optional<Login> login = state.peer().login();
        Allowance allowance =
                login.isPresent() ? allowance(login.get(), command.reversePath(), exchange) : Allowance.NONE;
        policy.mail(state.peer(), command.reversePath(), exchange);
        Transaction transaction = new Transaction(command.reversePath(), parameters, allowance);
        return new Completion(OK, SmtpTransitions.begun(state, transaction));
    }

    private boolean isLmtpClient(Exchange exchange) {
        return exchange.hasClientCertificate() || settings.trust().lmtp().contains(exchange.connectedAddress());
    }

    private static void checkOffered(MailParameters parameters, Exchange exchange) {
        if (!parameters.unknown().isEmpty()) {
            throw notSupported(parameters.unknown().getFirst().keyword());
        }
        check(parameters.has(MailOption.SMTPUTF8), Extension.SMTPUTF8, exchange);
        check(parameters.has(MailOption.REQUIRETLS), Extension.REQUIRETLS, exchange);
        check(parameters.body() == BodyType.BINARY_MIME, Extension.BINARYMIME, exchange);
        check(!parameters.dsn().equals(DsnRequest.NONE), Extension.DSN, exchange);
        check(parameters.timing().priority().isPresent(), Extension.MT_PRIORITY, exchange);
        check(parameters.timing().hold().isPresent(), Extension.FUTURERELEASE, exchange);
        check(parameters.timing().deliverBy().isPresent(), Extension.DELIVERBY, exchange);
    }

    private static void check(boolean isUsed, Extension extension, Exchange exchange) {
        if (isUsed && !extension.isOffered(exchange)) {
            throw notSupported(extension.keyword());
        }
    }

    private static RefusedException notSupported(String keyword) {
        return new RefusedException(Refusal.NOT_SUPPORTED, keyword);
    }

    private Allowance allowance(Login login, ReversePath sender, Exchange exchange) throws InterruptedException {
        exchange.flush();
        Allowance allowance = own.submissions().admit(login, sender.unquoted());
        if (!allowance.ownsSender() && !own.isLedTo(login, sender.unquoted())) {
            throw new RefusedException(Refusal.SENDER_NOT_OWNED);
        }
        return allowance;
    }
}
