package org.packetboat.delivery.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.bounce.DsnComposer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeDns;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.FakeOutbox;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.fake.TestRelay;
import org.packetboat.delivery.fake.ToldWatchdog;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.remote.route.MxRouter;
import org.packetboat.delivery.remote.route.Router;
import org.packetboat.delivery.remote.smtp.SmtpConnector;
import org.packetboat.delivery.remote.smtp.Timeouts;
import org.packetboat.delivery.remote.smtp.TlsContexts;
import org.packetboat.dns.MailDns.Exchanger;

/** A relay with a queue in memory, a clock that a test turns, and peers that a test tells what to do. {@code far.test} has up to three of them. */
final class RelayStage implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    static final String FAR = "far.test";

    private static final long SENDER = 9;

    final FakeMailboxes mailboxes = new FakeMailboxes();
    final FakeOutbox outbox = new FakeOutbox();
    final FakeLedger ledger = new FakeLedger();
    final FakeDns dns = new FakeDns();
    final InMemoryBlobStore store = new InMemoryBlobStore();
    final Map<Counts.RelayOutcome, Integer> counts = new EnumMap<>(Counts.RelayOutcome.class);
    final List<MailEvent> events = new CopyOnWriteArrayList<>();
    final List<ScriptedPeer> peers = new ArrayList<>();
    private final ToldWatchdog watchdog = new ToldWatchdog();
    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong();
    private final InstantSource clock = time::get;
    final FakeRelayQueue queue = new FakeRelayQueue(clock);
    private final KeptBodies kept;
    private final Handover handover;
    private final DeliveryEvents published;
    private final Bouncer bouncer;
    private final Concurrency concurrency = new Concurrency(8, 4, nanos::get);
    private final RelayQueue.Holder holder = new RelayQueue.Holder("test", Duration.ofMinutes(2));
    final Leases leases = new Leases(queue, holder, nanos::get, clock);
    private final Counts counting = new Counts() {
        @Override
        public void relay(RelayOutcome outcome) {
            synchronized (counts) {
                counts.merge(outcome, 1, Integer::sum);
            }
        }
    };
    private volatile boolean patient;
    private TlsContexts tls = TlsContexts.trusting(Optional.empty());
    private Optional<Router> router = Optional.empty();

    RelayStage(Path spool) {
        kept = TestQueue.bodies(store, ledger, spool, clock);
        handover = TestQueue.handover(queue, kept, clock);
        published = new DeliveryEvents((event, trace) -> events.add(event), clock);
        bouncer = new Bouncer(
                new DsnComposer("mx.mail.test"), mailboxes, outbox, handover, published, Counts.NONE, clock);
        mailboxes.account("sender@mail.test", SENDER);
    }

    /** The next mail exchanger of far.test. */
    ScriptedPeer peer(String script) {
        int number = peers.size() + 1;
        String address = "127.0.0." + number;
        ScriptedPeer peer = new ScriptedPeer(address, peers.isEmpty() ? 0 : port(), this::hanging).told(script);
        peers.add(peer);
        dns.address("mx" + number + ".far.test", address);
        Exchanger[] records = new Exchanger[number];
        for (int i = 0; i < number; i++) {
            records[i] = new Exchanger(10 * i, "mx" + (i + 1) + ".far.test");
        }
        dns.mx(FAR, records);
        return peer;
    }

    private void hanging(int clientPort) {
        if (!patient) {
            watchdog.expire(clientPort);
        }
    }

    int port() {
        return peers.getFirst().port();
    }

    /** A peer that says nothing any more is waited for. */
    void hangForEver() {
        patient = true;
    }

    /** Certificates that are believed where they are looked at. */
    void verify(SSLContext context) {
        tls = new TlsContexts(tls.anybody(), context);
    }

    void route(Router other) {
        router = Optional.of(other);
    }

    void send(AcceptedMail mail) throws InterruptedException {
        handover.queue(new Mail(mail, MessageTrace.NONE));
    }

    /** Everything that is due now, each destination once. */
    void attempt() throws InterruptedException {
        RelayParts parts = parts();
        for (RelayQueue.Due due : queue.due("", 100, parts.router().shared())) {
            String name = parts.router().shared().orElse(due.destination());
            Concurrency.Health health = due.failures() > 0 ? Concurrency.Health.FAILING : Concurrency.Health.LIVE;
            if (concurrency.start(name, due.destination(), health) instanceof Concurrency.Answer.Yes yes) {
                try {
                    work(parts, due, yes.slot(), new Stop(Thread.currentThread(), () -> false));
                } finally {
                    concurrency.ended(yes.slot());
                }
            }
        }
    }

    private void work(RelayParts parts, RelayQueue.Due due, Concurrency.Slot slot, Stop stop)
            throws InterruptedException {
        Common common = new Common(parts, leases, concurrency, new Routes(parts.router(), nanos::get));
        new DestinationWorker(common, published, counting, Tracing.OFF).run(due, slot, stop, () -> {});
    }

    /** Somebody else has a connection to far.test. */
    void anotherTalks() {
        if (concurrency.start(FAR, FAR, Concurrency.Health.LIVE) instanceof Concurrency.Answer.Yes yes) {
            concurrency.talks(yes.slot(), true);
        }
    }

    /** One with its own threads, which nobody has started yet. */
    Relay relay(int connections, int connectionsPerDestination, Duration interval) {
        return relay(new Relay.Pace(connections, connectionsPerDestination, interval, Duration.ofSeconds(25)));
    }

    /** The same, also in how it ends. */
    Relay relay(Relay.Pace pace) {
        return new Relay(parts(), pace, published, counting, Tracing.OFF);
    }

    void sweep() throws InterruptedException {
        Sweep sweep = new Sweep(parts(), leases, counting, Duration.ofSeconds(1));
        while (sweep.once()) {
            // There may be more.
        }
    }

    private RelayParts parts() {
        QueuedBodies bodies = new QueuedBodies(store);
        return new RelayParts(
                queue,
                holder,
                router.orElseGet(this::byMx),
                new SmtpConnector("mx.mail.test", Timeouts.STANDARD, tls, watchdog),
                bodies,
                kept,
                new Reporter(bouncer, bodies, clock),
                new Schedule(Duration.ofMinutes(1), Duration.ofHours(2), new SplittableRandom(1)),
                clock,
                new SplittableRandom(1));
    }

    Router byMx() {
        int port = peers.isEmpty() ? 1 : port();
        return new MxRouter(dns, TestRelay.REACH, port, new SplittableRandom(1), nanos::get);
    }

    void pass(Duration duration) {
        time.updateAndGet(now -> now.plus(duration));
    }

    /** As if this process stood still. */
    void standStill(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /** What is not done. */
    List<QueueControl.Row> open() {
        return queue.open();
    }

    /** Notifications to the sender, as text. */
    List<String> notifications() {
        return outbox.accepted().stream()
                .map(mail -> mail.getInline().toStringUtf8())
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (ScriptedPeer peer : peers) {
            peer.close();
        }
    }
}
