package org.packetboat.mailbox;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code packetboat.mailbox-service}. */
@ConfigMapping(prefix = "packetboat.mailbox-service")
public interface MailboxServiceConfig {
    /** Where the mailbox API listens. */
    @WithDefault("127.0.0.1")
    String grpcHost();

    /** 0: any free port. */
    @WithDefault("9105")
    int grpcPort();

    /** The configuration {@code quarkus.tls.NAME} with our certificate and the authority of callers; without it everybody may call, in plaintext. */
    Optional<String> tlsConfigurationName();

    /** The bearer key of {@code /api/v1}; without one the API refuses everybody. */
    Optional<String> adminKey();

    /** An object is kept so long after its last body ended. */
    @WithDefault("1h")
    Duration objectGrace();

    /** An expunged message can be read for so long by sessions that were not told yet. */
    @WithDefault("24h")
    Duration expungeGrace();

    /** Clients that come back within this time are told exactly what was expunged (QRESYNC); later ones are told everything that is not there. */
    @WithDefault("2160h")
    Duration expungeLogRetention();

    /** A pack may be referred to for so long after its reservation. */
    @WithDefault("1h")
    Duration packReferenceWindow();

    /** No pack younger than this is deleted. */
    @WithDefault("2h")
    Duration packMinimumAge();

    /** A staged object may be referred to for so long: retention of mail.accepted and a day. */
    @WithDefault("744h")
    Duration stagedReferenceWindow();

    /** Messages that arrived so long ago are put together by mailbox, when they are many. */
    @WithDefault("1h")
    Duration compactAfter();

    /** Messages that arrived so long ago are put together also when they are few. */
    @WithDefault("7d")
    Duration compactFewAfter();

    /** Results of mutating calls are kept for so long. */
    @WithDefault("15m")
    Duration operationRetention();

    /** A delivery is recognised for so long, from the time of its record: retention of mail.accepted and 7 days. */
    @WithDefault("888h")
    Duration dedupRetention();

    @WithDefault("10s")
    Duration housekeepingInterval();

    /** A POP3 session that died keeps others away for so long. */
    @WithDefault("60s")
    Duration maildropLease();

    /** SCRAM iterations of passwords from now on (RFC 7677 §4 asks for 4,096 at least); clients with Cyrus SASL refuse more than the default. */
    @WithDefault("65536")
    int scramIterations();

    /** A password that was checked is not hashed again for so long; 0: always. */
    @WithDefault("5m")
    Duration credentialCacheTtl();

    /** Threads that hash passwords; 0: one for every two processors. */
    @WithDefault("0")
    int hashingThreads();

    /** Recipients that a login may write to in an hour, unless the settings of its account say otherwise; 0: no limit. */
    @WithDefault("0")
    int recipientsPerHour();

    /** The same in a day. */
    @WithDefault("0")
    int recipientsPerDay();

    /** Memory for texts of header fields that are searched; by default an eighth of the heap. */
    Optional<MemorySize> searchCache();

    /** What failed logins lead to. */
    LoginConfig login();

    /** Whose bearer tokens log in. */
    OidcConfig oidc();
}
