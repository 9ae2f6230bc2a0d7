package org.packetboat.smtp.handler;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.mail.smtp.XclientAttribute;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpTransitions;
import org.packetboat.smtp.session.TimeLimits;

/** EHLO, RFC 5321 §4.1.1.1, and LHLO, RFC 2033 §4.1: say what this server can beside the minimum, on this connection and now. */
final class EhloHandler {
    private static final List<String> COMMANDS = List.of("VRFY", "EXPN", "HELP");
    private static final String XCLIENT = Stream.of(XclientAttribute.values())
            .map(XclientAttribute::name)
            .collect(Collectors.joining(" ", "XCLIENT ", ""));

    private final SmtpSettings settings;
    private final AuthHandler auth;
    private final InstantSource clock;

    EhloHandler(SmtpSettings settings, AuthHandler auth, InstantSource clock) {
        this.settings = settings;
        this.auth = auth;
        this.clock = clock;
    }

    /** @param name how the client calls itself */
    Completion handle(SmtpState state, String name, Dialect dialect, Exchange exchange) {
        List<String> lines = new ArrayList<>();
        lines.add(settings.hostname());
        for (Extension extension : Extension.values()) {
            if (extension.isOffered(exchange)) {
                lines.add(extension.keyword() + arguments(extension, clock.instant()));
            }
        }
        if (exchange.offersStartTls()) {
            lines.add("STARTTLS"); // RFC 3207
        }
        List<String> mechanisms = auth.mechanisms(exchange);
        if (!mechanisms.isEmpty()) {
            lines.add("AUTH " + String.join(" ", mechanisms)); // RFC 4954
        }
        if (settings.trust().proxies().contains(exchange.connectedAddress())) {
            lines.add(XCLIENT);
        }
        lines.addAll(COMMANDS);
        return new Completion(
                new SmtpReply(250, null, lines), SmtpTransitions.introduced(state, name, dialect, exchange));
    }

    private String arguments(Extension extension, Instant now) {
        SmtpLimits limits = settings.limits();
        TimeLimits times = limits.times();
        return switch (extension) {
            case SIZE -> " " + limits.messageOctets();
            case LIMITS -> " RCPTMAX=" + limits.recipients();
            case FUTURERELEASE -> " " + times.longestHold().toSeconds() + " " + times.latestRelease(now);
            case DELIVERBY -> " " + times.shortestReturn().toSeconds();
            default -> "";
        };
    }
}
