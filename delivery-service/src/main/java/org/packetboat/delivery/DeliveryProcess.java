package org.packetboat.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.TopicNames;
import org.packetboat.delivery.DeliveryConfig.Role;
import org.packetboat.delivery.adapter.KafkaIntake;
import org.packetboat.delivery.adapter.KafkaSettings;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.bounce.DsnComposer;
import org.packetboat.delivery.collect.Collector;
import org.packetboat.delivery.collect.Compactor;
import org.packetboat.delivery.deferral.DeferralScheduler;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.list.ListExpander;
import org.packetboat.delivery.local.Appender;
import org.packetboat.delivery.local.BatchWorker;
import org.packetboat.delivery.local.BodyWriter;
import org.packetboat.delivery.local.DeadLetters;
import org.packetboat.delivery.local.Expansions;
import org.packetboat.delivery.local.Intake;
import org.packetboat.delivery.local.LocalDelivery;
import org.packetboat.delivery.local.Recipients;
import org.packetboat.delivery.local.Retries;
import org.packetboat.delivery.port.CompactionLedger;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Events;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.ObjectLedger;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.remote.route.Smarthost;
import org.packetboat.dns.MailDns;

/** Everything that works in this service, without its container; what tests start as well. */
public final class DeliveryProcess implements AutoCloseable {
    private static final int WORKERS = 2;

    private final Set<Role> roles;
    private final KafkaIntake consumer;
    private final BatchWorker worker;
    private final Retries retries;
    private final Expansions expansions;
    private final DeferralScheduler scheduler;
    private final Collector collector;
    private final Optional<Compactor> compactor;
    private final KeptBodies kept;
    private final DeliveryEvents events;
    private final RelayQueue queue;
    private final Optional<String> shared;
    private final Optional<RemoteDelivery> remote;
    private volatile Runnable queued = () -> {};
    private final List<Thread> threads = new ArrayList<>();

    /** What it works on. */
    public record Ports(
            BlobStore store,
            Mailboxes mailboxes,
            ObjectLedger ledger,
            CompactionLedger compaction,
            Deferrals deferrals,
            RelayQueue queue,
            MailDns dns,
            Consumer<RelayQueue.Depth> queueGauges,
            Outbox outbox,
            Events events,
            Counts counts,
            Tracing tracing) {}

    /** How it works. */
    public record Settings(
            Set<Role> roles,
            KafkaSettings kafka,
            String hostname,
            Duration gather,
            Duration retryFor,
            DeferralScheduler.DeferralTimes deferral,
            Duration collectInterval,
            Optional<Compactor.Pace> compaction,
            RelaySettings relay) {}

    public DeliveryProcess(Settings settings, Ports ports, Spool spool, InstantSource clock) {
        roles = settings.roles().isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(settings.roles());
        events = new DeliveryEvents(ports.events(), clock);
        queue = ports.queue();
        shared = settings.relay().smarthost().map(host -> Smarthost.sharedName(host.host(), host.port()));
        Counts counts = ports.counts();
        BodyWriter bodies = new BodyWriter(ports.store(), new ReservedKeys(ports.ledger()::reserve), spool);
        ReservedKeys stagedKeys = new ReservedKeys(ports.ledger()::reserveStaged);
        kept = new KeptBodies(
                ports.store(),
                stagedKeys,
                spool,
                ports.ledger(),
                settings.relay().times().bodyWindow(),
                clock);
        Handover handover = new Handover(ports.queue(), kept, settings.relay().times(), clock, () -> queued.run());
        Bouncer bouncer = new Bouncer(
                new DsnComposer(settings.hostname()),
                ports.mailboxes(),
                ports.outbox(),
                handover,
                events,
                counts,
                clock);
        Appender appender = new Appender(ports.mailboxes(), bodies, bouncer, events, counts, clock);
        Recipients recipients = new Recipients(
                ports.deferrals(), events, counts, clock, settings.deferral().firstDelay(), handover, kept);
        Intake intake = new Intake(settings.gather());
        DeadLetters deadLetters = new DeadLetters(ports.outbox(), counts, clock);
        retries = new Retries(appender, recipients, deadLetters, settings.retryFor());
        ListExpander lists = new ListExpander(
                ports.store(), stagedKeys, spool, ports.mailboxes(), ports.outbox(), handover, bouncer, events, clock);
        expansions = new Expansions(lists, deadLetters);
        worker = new BatchWorker(
                intake, bodies, appender, recipients, retries, expansions, deadLetters, counts, ports.tracing());
        consumer = new KafkaIntake(settings.kafka(), TopicNames.MAIL_ACCEPTED, intake, ports.tracing());
        scheduler = new DeferralScheduler(
                ports.deferrals(),
                new LocalDelivery(bodies, appender),
                bouncer,
                kept,
                clock,
                settings.deferral(),
                ports.tracing());
        collector = new Collector(ports.ledger(), ports.store(), counts, settings.collectInterval());
        compactor = settings.compaction().map(pace -> new Compactor(ports.compaction(), ports.store(), counts, pace));
        remote = roles.contains(Role.REMOTE)
                ? Optional.of(new RemoteDelivery(
                        settings.relay(),
                        new RemoteDelivery.Name(
                                settings.hostname(), settings.kafka().instanceId()),
                        new RemoteDelivery.Ports(ports.queue(), ports.dns(), ports.store(), ports.queueGauges()),
                        kept,
                        new RemoteDelivery.Voices(bouncer, events, counts, ports.tracing()),
                        clock))
                : Optional.empty();
        remote.ifPresent(some -> queued = some.relay()::wake);
    }

    /** Starts everything that the roles name; nothing needs to be there yet. */
    public void start() {
        if (roles.contains(Role.LOCAL)) {
            for (int i = 1; i <= WORKERS; i++) {
                threads.add(Thread.ofPlatform().name("delivery-" + i).daemon().start(worker::run));
            }
            threads.add(Thread.ofVirtual().name("deferral").start(scheduler::run));
            consumer.start();
        }
        remote.ifPresent(some -> {
            some.relay().start();
            threads.add(Thread.ofVirtual().name("queue-sweep").start(some.sweep()::run));
            threads.add(Thread.ofVirtual().name("queue-watch").start(some.watch()::run));
        });
        if (roles.contains(Role.COLLECT)) {
            threads.add(Thread.ofVirtual().name("collector").start(collector::run));
            compactor.ifPresent(
                    some -> threads.add(Thread.ofVirtual().name("compactor").start(some::run)));
        }
    }

    /** What operators do with the queue, of which this is {@code control}. */
    public QueueDesk queueDesk(QueueControl control) {
        return new QueueDesk(control, queue, shared, kept, events, () -> queued.run());
    }

    /** The consumer, if this instance has one. */
    public Optional<KafkaIntake> consumer() {
        return roles.contains(Role.LOCAL) ? Optional.of(consumer) : Optional.empty();
    }

    /** Whether everything that was started is still at work. */
    public boolean isAlive() {
        return threads.stream().allMatch(Thread::isAlive)
                && remote.map(some -> some.relay().isAlive()).orElse(true);
    }

    /** Ends everything; what is under way is given up and comes again. */
    @Override
    public void close() {
        if (roles.contains(Role.LOCAL)) {
            consumer.close();
        }
        expansions.close();
        retries.close();
        remote.ifPresent(RemoteDelivery::close);
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
