package org.packetboat.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.packetboat.delivery.queue.QueueTimes;
import org.packetboat.delivery.remote.Relay;
import org.packetboat.delivery.remote.route.Reach;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.delivery.remote.smtp.Target.Encryption;
import org.packetboat.delivery.remote.smtp.Target.Login;
import org.packetboat.delivery.remote.smtp.Timeouts;
import org.packetboat.mail.network.HostAndPort;
import org.packetboat.mail.network.NetworkSet;

/**
 * How mail leaves.
 *
 * @param port of mail servers
 * @param reach which hosts other people may send mail to; our own name is added
 */
public record RelaySettings(
        QueueTimes times,
        Relay.Pace pace,
        Delays delays,
        Duration sweepInterval,
        Duration lease,
        int port,
        Reach reach,
        Optional<SmarthostSettings> smarthost,
        Timeouts timeouts,
        Optional<Path> authorities) {
    /** When things are tried again. */
    public record Delays(Duration first, Duration longest) {}

    /** The host that all mail goes to. */
    public record SmarthostSettings(String host, int port, Encryption encryption, Optional<Login> login) {}

    static RelaySettings of(RelayConfig config) {
        RelayConfig.TimeoutConfig timeout = config.timeout();
        Map<String, Duration> byDomain = config.domainExpiry().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        return new RelaySettings(
                new QueueTimes(config.delayWarning(), config.expiry(), byDomain, config.memory(), config.bodyWindow()),
                new Relay.Pace(
                        config.connections(),
                        config.connectionsPerDestination(),
                        config.interval(),
                        config.stopGrace()),
                new Delays(config.firstDelay(), config.longestDelay()),
                config.sweepInterval(),
                config.lease(),
                config.port(),
                reach(config),
                config.smarthost()
                        .map(address -> smarthost(HostAndPort.of(address, "packetboat.relay.smarthost"), config)),
                new Timeouts(
                        timeout.connect(),
                        timeout.greeting(),
                        timeout.command(),
                        timeout.dataBegin(),
                        timeout.dataBlock(),
                        timeout.dataEnd(),
                        timeout.envelope(),
                        config.minOutputRate().asLongValue()),
                config.caCertificate());
    }

    private static Reach reach(RelayConfig config) {
        return new Reach(
                Set.copyOf(config.ownNames().orElse(List.of())),
                networks(config.ownNetworks()),
                networks(config.allowedNetworks()),
                switch (config.privateNetworks()) {
                    case ALLOWED -> Reach.PrivateNetworks.ALLOWED;
                    case REFUSED -> Reach.PrivateNetworks.REFUSED;
                });
    }

    private static NetworkSet networks(Optional<List<String>> texts) {
        return texts.map(NetworkSet::parse).orElse(NetworkSet.EMPTY);
    }

    private static SmarthostSettings smarthost(HostAndPort address, RelayConfig config) {
        Optional<Login> login = config.smarthostUser()
                .map(user -> new Login(user, config.smarthostPassword().orElse("")));
        Target.Encryption encryption = config.smarthostEncryption()
                .map(wanted -> switch (wanted) {
                    case OPPORTUNISTIC -> Encryption.OPPORTUNISTIC;
                    case VERIFIED -> Encryption.VERIFIED;
                    case VERIFIED_FROM_START -> Encryption.VERIFIED_FROM_START;
                    case NONE -> Encryption.NONE;
                })
                .orElse(login.isPresent() ? Encryption.VERIFIED : Encryption.OPPORTUNISTIC);
        return new SmarthostSettings(address.host(), address.port(), encryption, login);
    }
}
