package org.packetboat.smtp;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.packetboat.frontdoor.FrontDoorConfig;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.MailboxConfig;
import org.packetboat.service.config.S3Config;
import org.packetboat.service.config.TracingConfig;
import org.packetboat.smtp.session.SmtpSettings;

/** Everything that an operator of this gateway can set. */
@ConfigMapping(prefix = "packetboat")
public interface SmtpConfig {
    /** The gateway itself. */
    Smtp smtp();

    /** The broker. */
    KafkaConfig kafka();

    /** The object store. */
    S3Config s3();

    /** The mailbox service. */
    MailboxConfig mailbox();

    /** The collector of traces. */
    TracingConfig tracing();

    /** Name servers. */
    Dns dns();

    /** Name servers. */
    interface Dns {
        /** {@code host:port} each, asked for the null MX of senders, and of recipients elsewhere (RFC 7505); without any nobody is asked. */
        Optional<List<String>> servers();
    }

    /** The gateway itself. */
    interface Smtp extends FrontDoorConfig {
        /** For other servers, and STARTTLS; 25 in the world. */
        @WithDefault("2525")
        int port();

        /** For mail clients, with STARTTLS and AUTH; 587 in the world. */
        @WithDefault("2587")
        int submissionPort();

        /** The same with TLS from the start, if there are certificates; 465 in the world. */
        @WithDefault("2465")
        int submissionsPort();

        /** For servers in front that speak LMTP, and STARTTLS; 0 for none. */
        @WithDefault("2024")
        int lmtpPort();

        /** How this server calls itself in the greeting and in Received; by default the machine's name. */
        Optional<String> hostname();

        /** Octets of a message. */
        @WithDefault("50M")
        MemorySize maxMessageSize();

        /** From DATA or the first BDAT to the last octet of a message; by default an hour more than one of the largest size needs at the least rate. */
        Optional<Duration> maxMessageTime();

        /** Octets of a message's header section. */
        @WithDefault("256K")
        MemorySize maxHeaderSize();

        /** Recipients of one transaction. */
        @WithDefault("100")
        int maxRecipients();

        /** Octets up to which a message travels in its record; above them it is staged. The topic's record limit must be larger. */
        @WithDefault("256K")
        MemorySize inlineLimit();

        /** Heap for all messages that arrive inline at one time; by default a quarter of the heap. What finds no room is staged. */
        Optional<MemorySize> inlineMemory();

        /** Memory of the producer; when it is full, messages are answered 451. */
        @WithDefault("16M")
        MemorySize producerMemory();

        /** Where messages above the inline limit wait for the object store; by default below the directory for temporary files. */
        Optional<String> spoolDirectory();

        /**
         * Octets of all spool files together: up to 5 MiB for each large message that arrives, and as much again while the store is slower than the client.
         * Those that find no room are slowed down.
         */
        @WithDefault("6G")
        MemorySize spoolSize();

        /** From the end of data to the answer when the store or the broker gives none; waiting for a turn at the store apart. */
        @WithDefault("9s")
        Duration acknowledgementTimeout();

        /** From RCPT, VRFY or EXPN to the answer when the mailbox service does not answer. */
        @WithDefault("8s")
        Duration directoryTimeout();

        /** For one call to the object store; the upload of a part may take four times as long. */
        @WithDefault("2s")
        Duration storeTimeout();

        @Override
        @WithDefault("200")
        int maxConnectionsPerAddress();

        /** RFC 5321 §4.5.3.2.7: at least 5 minutes. */
        @Override
        @WithDefault("5m")
        Duration idleTimeout();

        /** A bare CR or LF in commands and messages of other servers: reject, or normalise to CR LF. */
        @WithDefault("reject")
        SmtpSettings.BareLineEnds bareLineEnds();

        /** The same for mail clients, and for devices that submit. */
        @WithDefault("reject")
        SmtpSettings.BareLineEnds submissionBareLineEnds();

        /** The same for servers that send by LMTP. */
        @WithDefault("reject")
        SmtpSettings.BareLineEnds lmtpBareLineEnds();

        /** Bcc in mail that is submitted: removed or kept. */
        @WithDefault("removed")
        SmtpSettings.BlindCopies blindCopies();

        /** Submitted mail whose From names nobody but others: accepted, refused, or named, which adds Sender as Exim does by itself. */
        @WithDefault("named")
        SmtpSettings.Authors foreignAuthors();

        /** Networks whose clients VRFY and EXPN answer without a login. */
        Optional<List<String>> vrfyNetworks();

        /** Networks of proxies whose XCLIENT is believed. */
        Optional<List<String>> xclientNetworks();

        /** Networks whose clients may send to other domains without a login. */
        Optional<List<String>> relayNetworks();

        /** Networks of the servers that send by LMTP; others need a client certificate. */
        Optional<List<String>> lmtpNetworks();

        /** For how long a sender may have a message held (HOLDFOR, HOLDUNTIL); at most 20 days. */
        @WithDefault("7d")
        Duration maxHold();

        /** The least time in which a sender may want a message delivered or returned (BY with R). */
        @WithDefault("1m")
        Duration minDeliverBy();

        /** Mistakes after which a client is sent away; an accepted message clears them. */
        @WithDefault("20")
        int maxErrors();

        /** Recipients that do not exist after which a client is sent away; an accepted message clears them. */
        @WithDefault("50")
        int maxUnknownRecipients();
    }
}
