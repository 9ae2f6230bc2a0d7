package org.packetboat.delivery;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.packetboat.blob.BlobStore;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.remote.QueueWatch;
import org.packetboat.delivery.remote.QueuedBodies;
import org.packetboat.delivery.remote.Relay;
import org.packetboat.delivery.remote.RelayParts;
import org.packetboat.delivery.remote.Reporter;
import org.packetboat.delivery.remote.Schedule;
import org.packetboat.delivery.remote.Sweep;
import org.packetboat.delivery.remote.route.MxRouter;
import org.packetboat.delivery.remote.route.Router;
import org.packetboat.delivery.remote.route.Smarthost;
import org.packetboat.delivery.remote.smtp.SmtpConnector;
import org.packetboat.delivery.remote.smtp.TimerWatchdog;
import org.packetboat.delivery.remote.smtp.TlsContexts;
import org.packetboat.dns.MailDns;

/** Role {@code remote}: everything that makes mail leave. */
final class RemoteDelivery implements AutoCloseable {
    private final TimerWatchdog watchdog = new TimerWatchdog();
    private final Relay relay;
    private final Sweep sweep;
    private final QueueWatch watch;

    /** What it works on. */
    record Ports(RelayQueue queue, MailDns dns, BlobStore store, Consumer<RelayQueue.Depth> gauges) {}

    /** What it says and counts. */
    record Voices(Bouncer bouncer, DeliveryEvents events, Counts counts, Tracing tracing) {}

    /** Who it is. */
    record Name(String hostname, String instance) {}

    RemoteDelivery(
            RelaySettings settings, Name name, Ports ports, KeptBodies kept, Voices voices, InstantSource clock) {
        RandomGenerator random = new SecureRandom();
        QueuedBodies bodies = new QueuedBodies(ports.store());
        SmtpConnector connector = new SmtpConnector(
                name.hostname(), settings.timeouts(), TlsContexts.trusting(settings.authorities()), watchdog);
        RelayParts parts = new RelayParts(
                ports.queue(),
                new RelayQueue.Holder(name.instance(), settings.lease()),
                router(settings, name, ports.dns(), random),
                connector,
                bodies,
                kept,
                new Reporter(voices.bouncer(), bodies, clock),
                new Schedule(settings.delays().first(), settings.delays().longest(), random),
                clock,
                random);
        relay = new Relay(parts, settings.pace(), voices.events(), voices.counts(), voices.tracing());
        sweep = relay.sweep(settings.sweepInterval());
        watch = new QueueWatch(ports.queue(), ports.gauges());
    }

    private static Router router(RelaySettings settings, Name name, MailDns dns, RandomGenerator random) {
        return settings.smarthost()
                .<Router>map(smarthost -> new Smarthost(
                        dns, smarthost.host(), smarthost.port(), smarthost.encryption(), smarthost.login()))
                .orElseGet(() -> new MxRouter(
                        dns, settings.reach().withOwnName(name.hostname()), settings.port(), random, System::nanoTime));
    }

    Relay relay() {
        return relay;
    }

    Sweep sweep() {
        return sweep;
    }

    QueueWatch watch() {
        return watch;
    }

    @Override
    public void close() {
        relay.close();
        watchdog.close();
    }
}
