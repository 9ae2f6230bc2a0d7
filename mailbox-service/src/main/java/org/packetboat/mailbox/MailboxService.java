package org.packetboat.mailbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.packetboat.mailbox.account.AccountSettings;
import org.packetboat.mailbox.account.Accounts;
import org.packetboat.mailbox.account.Aliases;
import org.packetboat.mailbox.account.Domains;
import org.packetboat.mailbox.account.MailingLists;
import org.packetboat.mailbox.account.Routing;
import org.packetboat.mailbox.admin.AdminKey;
import org.packetboat.mailbox.store.StatisticsTable.Statistics;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.grpc.MutualTls;

/**
 * The mailbox service: accounts, aliases, mailboxes, message metadata and the object ledger in PostgreSQL, which nobody else touches.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A call that changes something is one transaction with its operation id in it (or a sequence that a repeat goes on with): answered once, done
 *       once, whatever is killed in between.
 *   <li>Within a mailbox and UIDVALIDITY UIDs only ascend; no two mailboxes of an account ever have the same UIDVALIDITY.
 *   <li>MODSEQ of a mailbox only grows.
 *   <li>A message row points to a body row, a body row to an object that the ledger knows as live.
 *   <li>Nothing here is kept in memory that another instance would have to know.
 * </ul>
 */
@Singleton
public final class MailboxService {
    private final MailboxApplication application;
    private final AdminKey adminKey;
    private final InstantSource clock = InstantSource.system();
    private final Instant startedAt = clock.instant();
    private final StatisticsCache statistics;

    MailboxService(
            MailboxServiceConfig config,
            DatabaseConfig database,
            KafkaConfig kafka,
            TlsConfigurationRegistry tls,
            Vertx vertx,
            MeterRegistry metrics)
            throws IOException {
        adminKey = new AdminKey(config.adminKey());
        Optional<SslContext> listener = new MutualTls(tls, vertx).server(config.tlsConfigurationName());
        application = MailboxApplication.start(config, database, kafka, listener, vertx, metrics);
        statistics = new StatisticsCache(application::statistics, clock);
    }

    void start(@Observes StartupEvent event) {
        // Observing is what makes the container create this bean at start.
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        application.close();
    }

    /** For the health check and the status page. */
    public boolean isReady() {
        return application.isReady();
    }

    /** Since this process began to run. */
    public Duration upFor() {
        return Duration.between(startedAt, clock.instant());
    }

    /** How much there is, or was a few seconds ago. */
    public Statistics statistics() throws InterruptedException {
        return statistics.get();
    }

    @Produces
    @Singleton
    Domains domains() {
        return application.domains();
    }

    @Produces
    @Singleton
    Accounts accounts() {
        return application.accounts();
    }

    @Produces
    @Singleton
    AccountSettings accountSettings() {
        return application.accountSettings();
    }

    @Produces
    @Singleton
    MailingLists lists() {
        return application.lists();
    }

    @Produces
    @Singleton
    Aliases aliases() {
        return application.aliases();
    }

    @Produces
    @Singleton
    Routing routing() {
        return application.routing();
    }

    @Produces
    @Singleton
    AdminKey adminKey() {
        return adminKey;
    }
}
