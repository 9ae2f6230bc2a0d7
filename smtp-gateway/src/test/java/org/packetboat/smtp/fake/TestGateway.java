package org.packetboat.smtp.fake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.smtp.SmtpServer;
import org.packetboat.smtp.handler.SmtpHandlers;
import org.packetboat.smtp.ingest.CountedLog;
import org.packetboat.smtp.ingest.IngestMetrics;
import org.packetboat.smtp.ingest.InlineBudget;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.policy.Policy;
import org.packetboat.smtp.policy.PolicyChain;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.StagingArea;
import org.packetboat.smtp.port.Submissions;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;

/** The gateway on a free port, over whatever ports it is given. */
public final class TestGateway implements AutoCloseable {
    /** When everything is accepted. */
    public static final Instant NOW = Instant.parse("2026-11-23T10:20:30Z");

    public static final String HOSTNAME = "mx.mail.test";

    /** One for all gateways: each delivery id is given once. */
    private static final Random RANDOM = new Random(1);

    /** A listener for other servers. */
    public static final ListenerOptions TRANSFER = ListenerOptions.of(Role.TRANSFER.listener(), "127.0.0.1", 0)
            .with(ListenerOptions.Timeouts.DEFAULTS.withAuthentication(Duration.ZERO));

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final InlineBudget budget = new InlineBudget(64 << 20);
    private final SmtpServer server;
    private final int port;

    public TestGateway(
            Vertx vertx, SmtpLimits limits, RecipientDirectory directory, StagingArea staging, AcceptanceLog log) {
        this(vertx, limits, directory, staging, log, Tracing.OFF, TRANSFER);
    }

    public TestGateway(
            Vertx vertx,
            SmtpLimits limits,
            RecipientDirectory directory,
            StagingArea staging,
            AcceptanceLog log,
            Tracing tracing,
            ListenerOptions options) {
        this(vertx, SmtpSettings.of(HOSTNAME, limits), directory, staging, log, tracing, options);
    }

    public TestGateway(
            Vertx vertx,
            SmtpSettings settings,
            RecipientDirectory directory,
            StagingArea staging,
            AcceptanceLog log,
            Tracing tracing,
            ListenerOptions options) {
        this(
                vertx,
                settings,
                directory,
                new FakeSubmissions(FakeDirectory.Presence.THERE, Allowance.NONE),
                staging,
                log,
                tracing,
                options);
    }

    public TestGateway(
            Vertx vertx,
            SmtpSettings settings,
            RecipientDirectory directory,
            Submissions submissions,
            StagingArea staging,
            AcceptanceLog log,
            Tracing tracing,
            ListenerOptions options) {
        this(
                vertx,
                settings,
                new OwnAddresses(directory, submissions),
                PolicyChain.NONE,
                staging,
                log,
                tracing,
                options);
    }

    public TestGateway(
            Vertx vertx,
            SmtpSettings settings,
            OwnAddresses own,
            Policy policy,
            StagingArea staging,
            AcceptanceLog log,
            Tracing tracing,
            ListenerOptions options) {
        MessageIngest ingest = new MessageIngest(
                new MessageIngest.Identity(InstantSource.fixed(NOW), RANDOM, tracing),
                settings,
                own,
                new MessageIngest.Room(budget, staging),
                new CountedLog(log, own.submissions()),
                new IngestMetrics(registry));
        SmtpHandlers handlers =
                new SmtpHandlers(settings, own, new FakeLogins(), ingest, policy, InstantSource.fixed(NOW));
        server = new SmtpServer(vertx, List.of(options), registry, settings, handlers);
        port = server.start().getFirst();
    }

    public int port() {
        return port;
    }

    public SmtpServer server() {
        return server;
    }

    /** Octets of messages that are held now. */
    public long heldOctets() {
        return budget.used();
    }

    public double counter(String name) {
        return registry.counter(name).count();
    }

    @Override
    public void close() {
        server.close();
    }
}
