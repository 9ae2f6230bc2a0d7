package org.packetboat.smtp;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.packetboat.net.limits.ConnectionLimits.Admission;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.server.ProtocolServer;
import org.packetboat.net.server.Session;
import org.packetboat.net.server.SessionFactory;
import org.packetboat.smtp.session.CommandDispatcher;
import org.packetboat.smtp.session.SmtpSession;
import org.packetboat.smtp.session.SmtpSettings;

/** The listener and its sessions, without anything behind the ports. */
public final class SmtpServer implements AutoCloseable {
    private final ProtocolServer server;

    /** Listens to nobody yet. */
    public SmtpServer(
            Vertx vertx,
            List<ListenerOptions> listeners,
            MeterRegistry registry,
            SmtpSettings settings,
            CommandDispatcher dispatcher) {
        server = new ProtocolServer(
                vertx, "smtp", listeners, new Sessions(settings, dispatcher), registry, new SplittableRandom());
    }

    /** Binds; gives the ports in the order of the listeners. */
    public List<Integer> start() {
        return server.start();
    }

    /** Accepts no more, lets commands end, and says 421 to everybody. */
    public int drain(Duration grace) throws InterruptedException {
        return server.drain(grace);
    }

    @Override
    public void close() {
        server.close();
    }

    /** Makes sessions. */
    private final class Sessions implements SessionFactory {
        private final SmtpSettings settings;
        private final CommandDispatcher dispatcher;

        Sessions(SmtpSettings settings, CommandDispatcher dispatcher) {
            this.settings = settings;
            this.dispatcher = dispatcher;
        }

        @Override
        public Session open(Connection connection) {
            return new SmtpSession(connection, settings, dispatcher, server.metrics());
        }

        @Override
        public byte[] refusal(Admission reason) {
            return SmtpSession.refusal();
        }
    }
}
