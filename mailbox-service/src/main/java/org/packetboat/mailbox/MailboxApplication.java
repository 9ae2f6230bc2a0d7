package org.packetboat.mailbox;

import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.packetboat.mailbox.account.Accounts;
import org.packetboat.mailbox.account.Aliases;
import org.packetboat.mailbox.account.Domains;
import org.packetboat.mailbox.auth.CredentialCache;
import org.packetboat.mailbox.auth.HashingPool;
import org.packetboat.mailbox.auth.ScramHash;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.directory.Resolver;
import org.packetboat.mailbox.grpc.CallMetrics;
import org.packetboat.mailbox.grpc.DirectoryService;
import org.packetboat.mailbox.grpc.MailboxServer;
import org.packetboat.mailbox.grpc.MailboxesService;
import org.packetboat.mailbox.grpc.MaildropService;
import org.packetboat.mailbox.grpc.ReadyGate;
import org.packetboat.mailbox.mailboxes.MailboxReader;
import org.packetboat.mailbox.mailboxes.Mailboxes;
import org.packetboat.mailbox.maildrop.Maildrops;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DatabaseOptions;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.Migrations;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.StatisticsTable;
import org.packetboat.mailbox.store.StatisticsTable.Statistics;

/** The whole service without its container: what tests start, and what {@link MailboxService} does. */
public final class MailboxApplication implements AutoCloseable {
    private final HashingPool hashing;
    private final Database database;
    private final DatabaseWatch watch;
    private final MailboxServer server;
    private final Domains domains;
    private final Accounts accounts;
    private final Aliases aliases;

    private MailboxApplication(
            MailboxServiceConfig config,
            DatabaseConfig databaseConfig,
            KafkaConfig kafka,
            Vertx vertx,
            MeterRegistry metrics)
            throws IOException {
        DatabaseOptions options = new DatabaseOptions(
                databaseConfig.url(),
                databaseConfig.user(),
                databaseConfig.password().orElse(""),
                databaseConfig.schema(),
                databaseConfig.connections(),
                databaseConfig.deadline());
        database = Database.open(vertx, options);
        SecureRandom random = new SecureRandom();
        ScramHash hash = new ScramHash(random, config.scramIterations());
        hashing = new HashingPool(hashingThreads(config));
        domains = new Domains(database);
        accounts = new Accounts(database, hash, hashing);
        aliases = new Aliases(database);
        watch = new DatabaseWatch(() -> Migrations.run(options), database, () -> {});
        CredentialCache cache = new CredentialCache(InstantSource.system(), config.credentialCacheTtl(), random);
        DirectoryTable directory = new DirectoryTable(database);
        OperationTable operations = new OperationTable(database);
        ChangeHints hints = ChangeHints.none();
        List<BindableService> services = List.of(
                new DirectoryService(new Resolver(directory), new Authenticator(directory, hash, hashing, cache)),
                new MailboxesService(
                        new Mailboxes(database, operations, hints, (account, operation, to) -> {
                            throw new UnsupportedOperationException();
                        }),
                        new MailboxReader(database)),
                new MaildropService(new Maildrops(
                        database,
                        operations,
                        (transaction, account, mailbox, uids) -> {
                            throw new UnsupportedOperationException();
                        },
                        config.maildropLease())));
        server = MailboxServer.start(
                new InetSocketAddress(config.grpcHost(), config.grpcPort()),
                services,
                List.of(new ReadyGate(watch::isMigrated), new CallMetrics(metrics)));
    }

    /** Listens when this returns; the database need not be reachable. */
    public static MailboxApplication start(
            MailboxServiceConfig config,
            DatabaseConfig databaseConfig,
            KafkaConfig kafka,
            Vertx vertx,
            MeterRegistry metrics)
            throws IOException {
        MailboxApplication application = new MailboxApplication(config, databaseConfig, kafka, vertx, metrics);
        application.watch.start();
        return application;
    }

    private static int hashingThreads(MailboxServiceConfig config) {
        return config.hashingThreads() > 0
                ? config.hashingThreads()
                : Runtime.getRuntime().availableProcessors();
    }

    /** Whether the database is reachable and has our schema. */
    public boolean isReady() {
        return watch.isReachable();
    }

    /** Port of the mailbox API. */
    public int port() {
        return server.port();
    }

    public Domains domains() {
        return domains;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Aliases aliases() {
        return aliases;
    }

    /** How much there is now; reads whole tables. */
    public Statistics statistics() throws InterruptedException {
        return StatisticsTable.count(database);
    }

    /** Calls under way end first. */
    @Override
    public void close() throws InterruptedException {
        server.close();
        watch.close();
        hashing.close();
        database.close();
    }
}
