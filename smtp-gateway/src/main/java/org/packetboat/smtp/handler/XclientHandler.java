package org.packetboat.smtp.handler;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.network.Network;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.XclientAttribute;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.Proxied;
import org.packetboat.smtp.session.SmtpSession;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpTransitions;

/**
 * XCLIENT as Postfix has it: a proxy that is trusted says who its client is, and the session starts again as that client's. What concerns the
 * connection itself (limits, TLS, the right to say XCLIENT) stays the proxy's. NAME, PORT, DESTADDR and DESTPORT change nothing here.
 */
final class XclientHandler {
    private static final String IPV6 = "IPv6:";
    private static final String UNKNOWN_ADDRESS = "0.0.0.0";

    private final SmtpSettings settings;
    private final RecipientDirectory directory;

    XclientHandler(SmtpSettings settings, RecipientDirectory directory) {
        this.settings = settings;
        this.directory = directory;
    }

    Completion handle(SmtpState state, SmtpCommand.Xclient command, Exchange exchange) throws InterruptedException {
        if (!settings.trust().proxies().contains(exchange.connectedAddress())) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "XCLIENT");
        }
        Told told = new Told(command.attributes());
        // Behind another address is another client, of whom nothing is known yet.
        Optional<Proxied> before =
                command.attributes().containsKey(XclientAttribute.ADDR) ? Optional.empty() : exchange.proxied();
        Optional<Login> login = login(told, before);
        if (login.isPresent()) {
            exchange.loggedIn(login.get().address());
        }
        exchange.become(new Proxied(
                told.attribute(XclientAttribute.ADDR, exchange::clientAddress, XclientHandler::address),
                told.attribute(XclientAttribute.HELO, () -> before.flatMap(Proxied::helo), helo -> helo),
                told.attribute(
                        XclientAttribute.PROTO,
                        () -> before.flatMap(Proxied::dialect),
                        proto -> proto.map(XclientHandler::dialect)),
                login));
        return new Completion(SmtpSession.greeting(settings, exchange), SmtpTransitions.restarted(state));
    }

    private Optional<Login> login(Told told, Optional<Proxied> before) throws InterruptedException {
        if (!told.attributes().containsKey(XclientAttribute.LOGIN)) {
            return before.flatMap(Proxied::login);
        }
        Optional<String> name = told.attributes().get(XclientAttribute.LOGIN);
        return name.isEmpty() ? Optional.empty() : Optional.of(account(name.get()));
    }

    /** What is not said again stays, of the same client. */
    private record Told(Map<XclientAttribute, Optional<String>> attributes) {
        <T> T attribute(XclientAttribute attribute, Supplier<T> before, Function<Optional<String>, T> reader) {
            return attributes.containsKey(attribute)
                    ? reader.apply(attributes.getOrDefault(attribute, Optional.empty()))
                    : before.get();
        }
    }

    /** An IPv4 address, or an IPv6 address behind "IPV6:"; one that the proxy does not know is in no network. */
    private static InetAddress address(Optional<String> told) {
        String text = told.orElse(UNKNOWN_ADDRESS);
        boolean isTagged =
                text.length() > IPV6.length() && Ascii.equalsIgnoreCase(text.substring(0, IPV6.length()), IPV6);
        String digits = isTagged ? text.substring(IPV6.length()) : text;
        try {
            Network network = Network.parse(digits);
            if (network.prefix() == network.family().bits() && digits.indexOf('/') < 0) {
                return InetAddress.ofLiteral(digits);
            }
        } catch (SyntaxException _) {
            throw invalid("an IP address");
        }
        throw invalid("an IP address");
    }

    private static Dialect dialect(String protocol) {
        return switch (Ascii.toUpper(protocol)) {
            case "SMTP" -> Dialect.SMTP;
            case "ESMTP" -> Dialect.ESMTP;
            default -> throw invalid("SMTP or ESMTP");
        };
    }

    /** The proxy has checked the credentials; whether there is such an account is checked here. */
    private Login account(String name) throws InterruptedException {
        if (directory.expand(name) instanceof Expansion.Account(String canonical)
                && Ascii.equalsIgnoreCase(name, canonical)) {
            AccountId account = directory
                    .resolve(new ForwardPath.Address(MailAddress.parse(canonical)), 0, new ReversePath.Null())
                    .accounts()
                    .getFirst();
            return new Login(account, canonical);
        }
        throw new RefusedException(Refusal.NO_SUCH_ACCOUNT);
    }

    private static SyntaxException invalid(String expected) {
        return new SyntaxException(1, expected);
    }
}
