package org.packetboat.pop3;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.packetboat.blob.MicrometerBlobMetrics;
import org.packetboat.net.limits.ConnectionLimits.Admission;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.server.ProtocolServer;
import org.packetboat.net.server.Session;
import org.packetboat.net.server.SessionFactory;
import org.packetboat.pop3.handler.Pop3Handlers;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.session.CommandHandlers;
import org.packetboat.pop3.session.Leases;
import org.packetboat.pop3.session.LoginDelays;
import org.packetboat.pop3.session.Pop3Session;

/** A POP3 port with all that is behind it but its backends; tests give it fakes. */
public final class Pop3Listener implements AutoCloseable {
    private static final long TICK_MILLIS = 1000;
    private static final byte[] REFUSAL =
            "-ERR [SYS/TEMP] too many connections\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx;
    private final ProtocolServer server;
    private final Leases leases = new Leases(System::nanoTime);
    private long timer = -1;

    /** What a listener needs of others. */
    public record Backing(Accounts accounts, Maildrops maildrops) {}

    /**
     * Does not bind yet.
     *
     * @param loginDelay zero for none
     */
    public Pop3Listener(
            Vertx vertx,
            List<ListenerOptions> listeners,
            Backing backing,
            Duration loginDelay,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.server = new ProtocolServer(
                vertx,
                "pop3",
                listeners,
                new Sessions(new MeteredHandlers(
                        new Pop3Handlers(
                                backing.accounts(), backing.maildrops(), new LoginDelays(loginDelay, System::nanoTime)),
                        new MicrometerBlobMetrics(registry))),
                registry,
                new SplittableRandom());
    }

    /** Binds; returns the ports in the order of the listeners. */
    public List<Integer> start() {
        timer = vertx.setPeriodic(TICK_MILLIS, t -> leases.tick());
        return server.start();
    }

    /** Lets commands end, closes all connections; returns how many had to be cut. */
    public int drain(Duration grace) throws InterruptedException {
        return server.drain(grace);
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        server.close();
    }

    private final class Sessions implements SessionFactory {
        private final CommandHandlers handlers;

        Sessions(CommandHandlers handlers) {
            this.handlers = handlers;
        }

        @Override
        public Session open(Connection connection) {
            ProtocolMetrics metrics = server.metrics();
            return new Pop3Session(connection, handlers, metrics, leases);
        }

        @Override
        public byte[] refusal(Admission reason) {
            return REFUSAL;
        }
    }
}
