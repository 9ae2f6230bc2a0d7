package org.packetboat.mailbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.packetboat.mailbox.account.AccountSettings;
import org.packetboat.mailbox.account.Accounts;
import org.packetboat.mailbox.account.Aliases;
import org.packetboat.mailbox.account.Domains;
import org.packetboat.mailbox.account.MailingLists;
import org.packetboat.mailbox.account.Routing;
import org.packetboat.mailbox.auth.AuthMetrics;
import org.packetboat.mailbox.auth.CredentialCache;
import org.packetboat.mailbox.auth.HashingPool;
import org.packetboat.mailbox.auth.LoginGuard;
import org.packetboat.mailbox.auth.LoginTurns;
import org.packetboat.mailbox.auth.PasswordCheck;
import org.packetboat.mailbox.auth.ScramHash;
import org.packetboat.mailbox.auth.SharedSecret;
import org.packetboat.mailbox.auth.TokenVerifier;
import org.packetboat.mailbox.auth.UnknownLogins;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.directory.Resolver;
import org.packetboat.mailbox.grpc.DirectoryService;
import org.packetboat.mailbox.grpc.LedgerService;
import org.packetboat.mailbox.grpc.MailboxServer;
import org.packetboat.mailbox.grpc.MailboxesService;
import org.packetboat.mailbox.grpc.MaildropService;
import org.packetboat.mailbox.grpc.MessagesService;
import org.packetboat.mailbox.ledger.Compaction;
import org.packetboat.mailbox.ledger.Housekeeping;
import org.packetboat.mailbox.ledger.Ledger;
import org.packetboat.mailbox.ledger.LedgerGauges;
import org.packetboat.mailbox.ledger.LedgerWindows;
import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.mailboxes.MailboxReader;
import org.packetboat.mailbox.mailboxes.Mailboxes;
import org.packetboat.mailbox.mailboxes.Removals;
import org.packetboat.mailbox.maildrop.Maildrops;
import org.packetboat.mailbox.message.DeliveryTerms;
import org.packetboat.mailbox.message.HeaderTextSearch;
import org.packetboat.mailbox.message.MessageOperations;
import org.packetboat.mailbox.message.SlicePool;
import org.packetboat.mailbox.oidc.OidcTokens;
import org.packetboat.mailbox.publish.KafkaChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DatabaseOptions;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.KeyBlockTable;
import org.packetboat.mailbox.store.LoginTable;
import org.packetboat.mailbox.store.Migrations;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.SecretTable;
import org.packetboat.mailbox.store.StatisticsTable;
import org.packetboat.mailbox.store.StatisticsTable.Statistics;
import org.packetboat.mailbox.store.SubmissionTable;
import org.packetboat.service.config.KafkaConfig;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.service.config.store.DatabaseEndpoint;

/** The whole service without its container: what tests start, and what {@link MailboxService} does. */
public final class MailboxApplication implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int SEARCH_SHARE_OF_HEAP = 8;

    private final HashingPool hashing;
    private final Database database;
    private final DatabaseWatch watch;
    private final KafkaChangeHints hints;
    private final SlicePool slices;
    private final Housekeeping housekeeping;
    private final MailboxServer server;
    private final Domains domains;
    private final Accounts accounts;
    private final Aliases aliases;
    private final Routing routing;
    private final AccountSettings accountSettings;
    private final MailingLists lists;

    private MailboxApplication(
            MailboxServiceConfig config,
            DatabaseConfig databaseConfig,
            KafkaConfig kafka,
            Optional<SslContext> tls,
            Vertx vertx,
            MeterRegistry metrics)
            throws IOException {
        DatabaseOptions options = new DatabaseOptions(
                DatabaseEndpoint.of(databaseConfig.url(), databaseConfig),
                databaseConfig.user(),
                databaseConfig.password().orElse(""),
                databaseConfig.schema(),
                databaseConfig.connections(),
                databaseConfig.deadline());
        database = Database.open(vertx, options);
        SecureRandom random = new SecureRandom();
        ScramHash hash = new ScramHash(random, config.scramIterations());
        hashing = new HashingPool(hashingThreads(config));
        DirectoryTable directory = new DirectoryTable(database);
        Resolver resolver = new Resolver(directory, InstantSource.system());
        domains = new Domains(database, resolver::forget);
        accounts = new Accounts(database, hash, hashing, resolver::forget);
        aliases = new Aliases(database, resolver::forget);
        routing = new Routing(database, resolver::forget);
        accountSettings = new AccountSettings(database, resolver::forget);
        lists = new MailingLists(database, directory, resolver::forget);
        SubmissionTable submissions = new SubmissionTable(
                database, new SubmissionTable.Limits(config.recipientsPerHour(), config.recipientsPerDay()));
        hints = new KafkaChangeHints(KafkaConnection.of(kafka));
        slices = new SlicePool(Runtime.getRuntime().availableProcessors());
        HeaderTextSearch texts = new HeaderTextSearch(database, slices, searchMemory(config));
        texts.register(metrics);
        housekeeping = housekeeping(config, metrics);
        watch = new DatabaseWatch(() -> Migrations.run(options), database, housekeeping::start);
        OperationTable operations = new OperationTable(database);
        BodyIds ids = new BodyIds(InstantSource.system(), random);
        ReferenceWindows windows = new ReferenceWindows(new KeyBlockTable(database));
        Ledger ledger = new Ledger(database, ledgerWindows(config), random);
        DeliveryTerms terms = new DeliveryTerms(config.dedupRetention(), databaseConfig.accountsPerTransaction());
        MailboxServer.Services services = new MailboxServer.Services(
                new DirectoryService(
                        resolver, authenticator(config, databaseConfig, hash, random, metrics), submissions),
                new MailboxesService(new Mailboxes(database, operations, hints), new MailboxReader(database)),
                new MaildropService(new Maildrops(database, operations, hints, config.maildropLease())),
                new MessagesService(MessageOperations.on(database, windows, ids, hints, slices, texts, terms)),
                new LedgerService(
                        ledger,
                        new Compaction(database, ledger, windows, compactionAges(config), InstantSource.system())));
        server = MailboxServer.start(
                vertx.nettyEventLoopGroup(),
                new InetSocketAddress(config.grpcHost(), config.grpcPort()),
                tls,
                services,
                watch::isMigrated,
                metrics);
    }

    private Authenticator authenticator(
            MailboxServiceConfig config,
            DatabaseConfig databaseConfig,
            ScramHash hash,
            SecureRandom random,
            MeterRegistry metrics) {
        LoginTable logins = new LoginTable(database);
        LoginTurns turns = LoginTurns.forDatabase(Math.max(1, databaseConfig.connections() / 4));
        CredentialCache cache = new CredentialCache(InstantSource.system(), config.credentialCacheTtl(), random);
        SharedSecret secret = new SharedSecret(new SecretTable(database)::getOrMake, random);
        AuthMetrics counts = new AuthMetrics(metrics);
        UnknownLogins unknown = new UnknownLogins(
                secret, logins::accountsByIterations, config.scramIterations(), InstantSource.system());
        return new Authenticator(
                new LoginGuard(logins, turns, secret, config.login().rules(), counts),
                new PasswordCheck(
                        hash, LoginTurns.forHashing(hashingThreads(config)), hashing, cache, unknown, logins::rehash),
                unknown,
                config.oidc()
                        .toIssuer()
                        .<TokenVerifier>map(issuer -> new OidcTokens(issuer, InstantSource.system()))
                        .orElse(TokenVerifier.NONE),
                counts);
    }

    /** Listens when this returns; the database need not be reachable. */
    public static MailboxApplication start(
            MailboxServiceConfig config,
            DatabaseConfig databaseConfig,
            KafkaConfig kafka,
            Optional<SslContext> tls,
            Vertx vertx,
            MeterRegistry metrics)
            throws IOException {
        MailboxApplication application = new MailboxApplication(config, databaseConfig, kafka, tls, vertx, metrics);
        application.watch.start();
        return application;
    }

    private static Compaction.Ages compactionAges(MailboxServiceConfig config) {
        return new Compaction.Ages(config.compactAfter(), config.compactFewAfter());
    }

    private Housekeeping housekeeping(MailboxServiceConfig config, MeterRegistry metrics) {
        Duration pause = config.expungeGrace().dividedBy(4);
        Removals removals = new Removals(database, pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        Housekeeping.Times times = new Housekeeping.Times(
                config.housekeepingInterval(),
                config.expungeGrace(),
                config.expungeLogRetention(),
                config.operationRetention(),
                config.compactAfter());
        LoginTable logins = new LoginTable(database);
        Duration window = config.login().window();
        return new Housekeeping(
                database,
                times,
                List.of(removals::runOnce, () -> logins.clean(window), new LedgerGauges(database, metrics)));
    }

    private static LedgerWindows ledgerWindows(MailboxServiceConfig config) {
        return new LedgerWindows(
                config.packReferenceWindow(),
                config.stagedReferenceWindow(),
                config.packMinimumAge(),
                config.objectGrace());
    }

    private static long searchMemory(MailboxServiceConfig config) {
        return config.searchCache()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / SEARCH_SHARE_OF_HEAP);
    }

    private static int hashingThreads(MailboxServiceConfig config) {
        return config.hashingThreads() > 0
                ? config.hashingThreads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
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

    public Routing routing() {
        return routing;
    }

    public Aliases aliases() {
        return aliases;
    }

    public AccountSettings accountSettings() {
        return accountSettings;
    }

    public MailingLists lists() {
        return lists;
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
        housekeeping.close();
        hints.close();
        slices.close();
        hashing.close();
        database.close();
    }
}
