package org.packetboat.delivery;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.service.config.DatabaseTlsConfig;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.MailboxConfig;
import org.packetboat.service.config.S3Config;
import org.packetboat.service.config.TracingConfig;

/** Everything that an operator of this service can set. */
@ConfigMapping(prefix = "packetboat")
public interface DeliveryConfig {
    /** The service itself. */
    Delivery delivery();

    /** The broker. */
    KafkaConfig kafka();

    /** The object store. */
    S3Config s3();

    /** The schema of what waits. */
    Database database();

    /** The mailbox service. */
    MailboxConfig mailbox();

    /** The collector of traces. */
    TracingConfig tracing();

    /** Mail for other domains. */
    RelayConfig relay();

    /** Who is asked where mail for other domains goes. */
    Dns dns();

    /** What an instance does. */
    enum Role {
        /** Accepted mail into mailboxes. */
        LOCAL,
        /** Queued mail to other servers. */
        REMOTE,
        /** Deletes dead objects. */
        COLLECT
    }

    /** The service itself. */
    interface Delivery {
        /** What this instance does. */
        @WithDefault("local,remote,collect")
        Set<Role> roles();

        /**
         * Name of this instance among those of the service; a restarted instance of the same name gets its partitions back at once. By default
         * the machine's name with the HTTP port.
         */
        Optional<String> instanceId();

        /** How this server calls itself to others and in bounces; by default the machine's name. */
        Optional<String> hostname();

        /** The least time between two batches when the first held several messages; what comes later than that does not wait. */
        @WithDefault("25ms")
        Duration gather();

        /** How long a mailbox that asks to try again is tried before its recipient goes to the deferral table. */
        @WithDefault("30s")
        Duration retryFor();

        /** How often the deferral table is looked at. */
        @WithDefault("5s")
        Duration deferralInterval();

        /** Until a deferred recipient is tried the first time; doubles with every attempt. */
        @WithDefault("1m")
        Duration deferralFirstDelay();

        /** The longest time between two attempts. */
        @WithDefault("1h")
        Duration deferralLongestDelay();

        /** After which a deferred local recipient bounces. */
        @WithDefault("5d")
        Duration deferralExpiry();

        /** How often the ledger is asked for dead objects. */
        @WithDefault("5s")
        Duration collectInterval();

        /** How often the ledger is asked what to write again, when there was nothing. */
        @WithDefault("30s")
        Duration compactInterval();

        /** Octets of bodies that are written again in a second, at most; 0: none are. */
        @WithDefault("8M")
        MemorySize compactRate();

        /** For one call to the object store; the upload of a large body may take four times as long. */
        @WithDefault("8s")
        Duration storeTimeout();

        /** Where large bodies are kept while they are written again; by default below the directory for temporary files. */
        Optional<String> spoolDirectory();

        /** Octets of all spool files together. */
        @WithDefault("256M")
        MemorySize spoolSize();

        /** The bearer key of {@code /api/v1}: dead letters and the queue; without it there is no such thing. */
        Optional<String> adminKey();
    }

    /** Name servers. */
    interface Dns {
        /** {@code host:port} each; by default those of the system. */
        Optional<List<String>> servers();
    }

    /** The schema of what waits. */
    interface Database extends DatabaseTlsConfig {
        /** {@code postgresql://host:port/database}. */
        URI url();

        /** Role; owns the schema {@code delivery}. */
        String user();

        /** Its password. */
        String password();
    }
}
