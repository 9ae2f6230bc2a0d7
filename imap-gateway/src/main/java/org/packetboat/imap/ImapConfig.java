package org.packetboat.imap;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.packetboat.frontdoor.FrontDoorConfig;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.MailboxConfig;
import org.packetboat.service.config.S3Config;

/** Everything that an operator of this gateway can set. */
@ConfigMapping(prefix = "packetboat")
public interface ImapConfig {
    /** The gateway itself. */
    Imap imap();

    /** The broker. */
    KafkaConfig kafka();

    /** The object store. */
    S3Config s3();

    /** The mailbox service. */
    MailboxConfig mailbox();

    /** The gateway itself. */
    interface Imap extends FrontDoorConfig {
        /** In the clear, and STARTTLS; 143 in the world. */
        @WithDefault("2143")
        int port();

        /** With TLS from the start, if there are certificates; 993 in the world. */
        @WithDefault("2993")
        int tlsPort();

        /** Octets of an appended message. */
        @WithDefault("50M")
        MemorySize maxMessageSize();

        /** Octets of a command with the literals in it. */
        @WithDefault("64K")
        MemorySize maxCommandSize();

        /** Memory for bodies that were read; by default a quarter of the heap. */
        Optional<MemorySize> bodyCache();

        /** Octets on the local disk of bodies that memory had no room for; 0: none. */
        @WithDefault("1G")
        MemorySize bodyDiskCache();

        /** Where those are; by default below the directory for temporary files. */
        Optional<String> bodyDiskDirectory();

        /** Memory for envelopes, headers and body structures; by default an eighth of the heap. */
        Optional<MemorySize> metadataCache();

        /** Where large appended messages wait for the object store; by default below the directory for temporary files. */
        Optional<String> spoolDirectory();

        /** Octets of all spool files together. */
        @WithDefault("1G")
        MemorySize spoolSize();

        /** For one call to the object store; the upload of a part may take four times as long. */
        @WithDefault("4s")
        Duration storeTimeout();

        /** For one call to the mailbox service, repeats included. */
        @WithDefault("10s")
        Duration mailboxTimeout();

        /** Whether UNAUTHENTICATE is offered; not behind a proxy that looks at the first login only (RFC 8437 §8). */
        @WithDefault("true")
        boolean unauthenticate();

        /** How often a selected mailbox is asked about without a hint. */
        @WithDefault("60s")
        Duration pollInterval();

        /** Threads that search in bodies; by default as many as there are processors. */
        Optional<Integer> searchThreads();

        /** A mail client opens one for each mailbox that it watches: more for an office behind one address. */
        @Override
        @WithDefault("200")
        int maxConnectionsPerAddress();

        /** Also in IDLE. */
        @Override
        @WithDefault("30m")
        Duration idleTimeout();

        /** Mistakes after which a client is sent away. */
        @WithDefault("20")
        int maxErrors();
    }
}
