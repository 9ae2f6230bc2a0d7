package org.packetboat.delivery;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mail for other domains. */
public interface RelayConfig {
    /** {@code host:port} to which all of it goes; by default it goes where DNS says. */
    Optional<String> smarthost();

    /** How the smarthost is spoken to; with a user the default is VERIFIED, else OPPORTUNISTIC. */
    Optional<Encryption> smarthostEncryption();

    /** Name to log in with at the smarthost. */
    Optional<String> smarthostUser();

    /** Its password; never logged. */
    Optional<String> smarthostPassword();

    /** PEM file of the authorities of the smarthost's certificate; by default those that the JDK knows. */
    Optional<Path> caCertificate();

    /** Names of this system in MX records, besides its own. */
    Optional<List<String>> ownNames();

    /** Networks of this system's mail servers, at which mail for others would come back. */
    Optional<List<String>> ownNetworks();

    /** Networks to which mail may go although they are this machine's, link-local, or otherwise nobody's in the world. */
    Optional<List<String>> allowedNetworks();

    /** Whether mail may go to addresses for private use. */
    @WithDefault("allowed")
    PrivateNetworks privateNetworks();

    /** The port of mail servers. */
    @WithDefault("25")
    int port();

    /** Connections at once. */
    @WithDefault("64")
    int connections();

    /** Connections at once to one destination, or to the smarthost. */
    @WithDefault("20")
    int connectionsPerDestination();

    /** How often the queue is looked at when nothing happens. */
    @WithDefault("1s")
    Duration interval();

    /** How often delays, expiries and old rows are looked for. */
    @WithDefault("10s")
    Duration sweepInterval();

    /** Until the second attempt; doubles with every attempt. */
    @WithDefault("1m")
    Duration firstDelay();

    /** The longest time between two attempts. */
    @WithDefault("2h")
    Duration longestDelay();

    /** After which the sender is told of the delay; 0: never. */
    @WithDefault("4h")
    Duration delayWarning();

    /** After which a message comes back. */
    @WithDefault("5d")
    Duration expiry();

    /** The same for single domains: {@code packetboat.relay.domain-expiry."example.org"=2d}. */
    Map<String, Duration> domainExpiry();

    /** For how long an instance has what it tries, unless it says that it still does. */
    @WithDefault("2m")
    Duration lease();

    /** How long a recipient that is done is remembered, from the time of its message: retention of mail.accepted and 7 days. */
    @WithDefault("888h")
    Duration memory();

    /** After which a large body that waits is copied; less than mailbox-service's staged-reference-window. */
    @WithDefault("25d")
    Duration bodyWindow();

    /** When the service is stopped: until a message that was sent has to have its reply. */
    @WithDefault("25s")
    Duration stopGrace();

    /** Octets a second that a server has to take of a message, besides {@code timeout.data-block} for all of it. */
    @WithDefault("1K")
    MemorySize minOutputRate();

    /** How long other servers may take (RFC 5321 §4.5.3.2). */
    TimeoutConfig timeout();

    /** Whether addresses for private use are asked. */
    enum PrivateNetworks {
        /** As any other. */
        ALLOWED,
        /** Unless they are allowed by name. */
        REFUSED
    }

    /** What is asked of the connection to the smarthost. */
    enum Encryption {
        /** STARTTLS where it is offered, with any certificate. */
        OPPORTUNISTIC,
        /** STARTTLS with a certificate of its name. */
        VERIFIED,
        /** TLS from the start with a certificate of its name. */
        VERIFIED_FROM_START,
        /** No TLS. */
        NONE
    }

    /** How long other servers may take. */
    interface TimeoutConfig {
        /** For a connection, and for a TLS handshake. */
        @WithDefault("30s")
        Duration connect();

        /** For the greeting. */
        @WithDefault("5m")
        Duration greeting();

        /** For the reply to a command. */
        @WithDefault("5m")
        Duration command();

        /** For the reply to DATA. */
        @WithDefault("2m")
        Duration dataBegin();

        /** To take a piece of a message. */
        @WithDefault("3m")
        Duration dataBlock();

        /** For the reply to the end of a message. */
        @WithDefault("10m")
        Duration dataEnd();

        /** For all replies to MAIL and RCPT together. */
        @WithDefault("15m")
        Duration envelope();
    }
}
