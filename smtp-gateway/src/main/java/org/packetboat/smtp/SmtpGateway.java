package org.packetboat.smtp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.dns.DnsjavaDns;
import org.packetboat.frontdoor.FrontDoor;
import org.packetboat.frontdoor.FrontDoors;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.network.HostAndPort;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.ObjectStores;
import org.packetboat.service.config.grpc.MailboxEndpoints;
import org.packetboat.smtp.adapter.Backend;
import org.packetboat.smtp.handler.SmtpHandlers;
import org.packetboat.smtp.ingest.CountedLog;
import org.packetboat.smtp.ingest.IngestMetrics;
import org.packetboat.smtp.ingest.InlineBudget;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.policy.NullMx;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.policy.Policy;
import org.packetboat.smtp.policy.PolicyChain;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.TimeLimits;
import org.packetboat.smtp.session.Trust;

/**
 * The gateway's life. What holds while it runs:
 *
 * <ul>
 *   <li>250 after DATA means that the broker has acknowledged the record; nothing else means that.
 *   <li>Without 250 a message is accepted at most once, and only if its record was handed to the producer; that is counted.
 *   <li>The octets of a message are those that came, behind Return-Path and Received; a bare CR or LF is refused unless the
 *       operator wants it mended, and what is submitted is made complete.
 *   <li>Mail goes to addresses here; anywhere else only for those who have logged in or are in a network named for that.
 *   <li>A message uses heap up to the inline limit, all messages together up to the inline memory; no session waits on an event loop.
 *   <li>The port is open while broker, store or mailbox service are away, and answers "temporarily" within 10 s.
 * </ul>
 */
@Singleton
public class SmtpGateway {
    private static final System.Logger LOG = System.getLogger(SmtpGateway.class.getName());
    private static final Duration WARM_UP_PAUSE = Duration.ofMillis(200);
    private static final int INLINE_SHARE_OF_HEAP = 4;
    /** An answer to MAIL or RCPT waits for it, and strangers choose what is asked. */
    private static final DnsjavaDns.Bounds DNS =
            new DnsjavaDns.Bounds(Duration.ofMillis(350), Duration.ofSeconds(1), 2_000, DnsjavaDns.LargeAnswer.LEFT);

    /** A record has at most 1 MiB at the broker, and holds the envelope beside the message. */
    private static final long MAX_INLINE_OCTETS = 768 << 10;

    private final SmtpConfig config;
    private final TlsConfigurationRegistry tls;
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final FrontDoors doors;
    private @Nullable SmtpServer server;
    private volatile @Nullable Backend backend;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Starts nothing. */
    @Inject
    public SmtpGateway(
            SmtpConfig config, TlsConfigurationRegistry tls, Vertx vertx, MeterRegistry registry, FrontDoors doors) {
        this.config = config;
        this.tls = tls;
        this.vertx = vertx;
        this.registry = registry;
        this.doors = doors;
    }

    void start(@Observes StartupEvent event) {
        SmtpConfig.Smtp smtp = config.smtp();
        String hostname = smtp.hostname().orElseGet(SmtpGateway::machineName);
        SmtpLimits limits = new SmtpLimits(
                smtp.maxMessageSize().asLongValue(),
                smtp.maxMessageTime().orElseGet(() -> messageTime(smtp)),
                Math.toIntExact(smtp.maxHeaderSize().asLongValue()),
                smtp.maxRecipients(),
                inlineLimit(smtp),
                smtp.maxErrors(),
                smtp.maxUnknownRecipients(),
                new TimeLimits(smtp.maxHold(), smtp.minDeliverBy()));
        SmtpSettings settings = new SmtpSettings(
                hostname, limits, trust(smtp), lineEnds(smtp), smtp.blindCopies(), smtp.foreignAuthors());
        Backend connected = new Backend(addresses(hostname), bounds(), registry);
        backend = connected;
        InlineBudget budget = new InlineBudget(smtp.inlineMemory()
                .map(size -> size.asLongValue())
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / INLINE_SHARE_OF_HEAP));
        Gauge.builder("packetboat.inline.octets", budget, InlineBudget::used).register(registry);
        OwnAddresses own = new OwnAddresses(connected.directory(), connected.submissions());
        MessageIngest ingest = new MessageIngest(
                new MessageIngest.Identity(InstantSource.system(), new SecureRandom(), connected.tracing()),
                settings,
                own,
                new MessageIngest.Room(budget, connected.staging()),
                new CountedLog(connected.log(), connected.submissions()),
                new IngestMetrics(registry));
        SmtpHandlers handlers = new SmtpHandlers(
                settings, own, connected.logins(), ingest, policies(connected.directory()), InstantSource.system());
        SmtpServer listening = new SmtpServer(vertx, listeners(doors.open(smtp)), registry, settings, handlers);
        server = listening;
        List<Integer> ports = listening.start();
        doors.leaveBy(() -> listening.drain(smtp.drainGrace()));
        Thread.ofVirtual().name("warm-up").start(() -> warmUp(connected));
        LOG.log(Level.INFO, "listening protocol=smtp host={0} ports={1}", smtp.host(), ports);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
        SmtpServer listening = server;
        if (listening != null) {
            listening.close();
        }
        Backend connected = backend;
        if (connected != null) {
            connected.close();
        }
    }

    /** What is behind this gateway; {@code null} before the start. */
    @Nullable
    Backend backend() {
        return backend;
    }

    private void warmUp(Backend connected) {
        try {
            do {
                try {
                    connected.warmUp();
                } catch (UnavailableException e) {
                    LOG.log(Level.DEBUG, "broker not there yet", e);
                }
            } while (!connected.isWarm() && !stopping.await(WARM_UP_PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What has to ask DNS does so where the operator has named servers for that: a gateway on its own has no business with the system's. */
    private Policy policies(RecipientDirectory directory) {
        List<InetSocketAddress> servers = config.dns().servers().orElse(List.of()).stream()
                .map(server -> HostAndPort.of(server, "packetboat.dns.servers"))
                .map(server -> InetSocketAddress.createUnresolved(server.host(), server.port()))
                .toList();
        return servers.isEmpty()
                ? PolicyChain.NONE
                : new PolicyChain(List.of(new NullMx(DnsjavaDns.asking(servers, DNS), directory, registry)));
    }

    /** Of the slowest client that is waited for, with the largest message; and an hour in which it may wait for us. */
    private static Duration messageTime(SmtpConfig.Smtp smtp) {
        long seconds = smtp.maxMessageSize().asLongValue() / smtp.minInputRate().asLongValue();
        return Duration.ofHours(1).plusSeconds(seconds);
    }

    private static int inlineLimit(SmtpConfig.Smtp smtp) {
        long octets = smtp.inlineLimit().asLongValue();
        if (octets > MAX_INLINE_OCTETS) {
            throw new IllegalArgumentException("packetboat.smtp.inline-limit is above " + MAX_INLINE_OCTETS);
        }
        return Math.toIntExact(octets);
    }

    private Backend.Addresses addresses(String hostname) {
        BlobStoreOptions store =
                ObjectStores.options(config.s3()).withCallTimeout(config.smtp().storeTimeout());
        Path spool = Path.of(config.smtp()
                .spoolDirectory()
                .orElseGet(() -> System.getProperty("java.io.tmpdir") + "/packetboat-smtp-spool"));
        String instance =
                "smtp-gateway/" + hostname + "/" + ProcessHandle.current().pid();
        return new Backend.Addresses(
                KafkaConnection.of(config.kafka()),
                MailboxEndpoints.of(config.mailbox(), tls, vertx),
                MailboxEndpoints.tokens(config.mailbox()),
                store,
                spool,
                instance,
                config.tracing().endpoint());
    }

    private Backend.Bounds bounds() {
        SmtpConfig.Smtp smtp = config.smtp();
        return new Backend.Bounds(
                smtp.acknowledgementTimeout(),
                smtp.directoryTimeout(),
                smtp.spoolSize().asLongValue(),
                smtp.producerMemory().asLongValue());
    }

    private static SmtpSettings.LineEnds lineEnds(SmtpConfig.Smtp smtp) {
        return new SmtpSettings.LineEnds(smtp.bareLineEnds(), smtp.submissionBareLineEnds(), smtp.lmtpBareLineEnds());
    }

    private static Trust trust(SmtpConfig.Smtp smtp) {
        return new Trust(
                networks(smtp.vrfyNetworks()),
                networks(smtp.xclientNetworks()),
                networks(smtp.relayNetworks()),
                networks(smtp.lmtpNetworks()));
    }

    private static NetworkSet networks(Optional<List<String>> texts) {
        return texts.map(NetworkSet::parse).orElse(NetworkSet.EMPTY);
    }

    /** Other servers need not log in; mail clients do, and in time. */
    private List<ListenerOptions> listeners(FrontDoor door) {
        SmtpConfig.Smtp smtp = config.smtp();
        ListenerOptions transfer = door.onRequest(Role.TRANSFER.listener(), smtp.port());
        ListenerOptions submission = door.onRequest(Role.SUBMISSION.listener(), smtp.submissionPort());
        List<ListenerOptions> listeners = new ArrayList<>(List.of(withoutLogin(transfer), submission));
        if (door.hasTls()) {
            listeners.add(door.implicit(Role.SUBMISSIONS.listener(), smtp.submissionsPort()));
        }
        if (smtp.lmtpPort() != 0) {
            listeners.add(withoutLogin(door.onRequest(Role.LMTP.listener(), smtp.lmtpPort())));
        }
        return listeners;
    }

    private static ListenerOptions withoutLogin(ListenerOptions listener) {
        return listener.with(listener.timeouts().withAuthentication(Duration.ZERO));
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
