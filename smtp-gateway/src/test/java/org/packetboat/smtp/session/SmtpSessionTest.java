package org.packetboat.smtp.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.RcptParameters;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.server.ListenerOptions.Timeouts;
import org.packetboat.smtp.SmtpServer;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Resolution;

class SmtpSessionTest {
    /** Less than goes to a socket at once. */
    private static final String LONG_ANSWER = "x".repeat(15 << 10);
    /** After so many of them a socket that takes nothing has too much to take. */
    private static final int ANSWERS = 5;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final CountDownLatch socketGoesOn = new CountDownLatch(1);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> dispatched = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    /** Lane only. */
    private boolean isSocketGoing = true;

    @AfterEach
    void stop() {
        socketGoesOn.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The answers before a chunk, which are sent first, wait for the client until it is given up. */
    @Test
    void aMessageInChunksIsClosedWhoseClientReadsNoAnswers() throws Exception {
        Timeouts defaults = TestGateway.TRANSFER.timeouts();
        ListenerOptions options = TestGateway.TRANSFER.with(new Timeouts(
                defaults.idle(),
                defaults.authentication(),
                defaults.command(),
                defaults.input(),
                Duration.ofMillis(100),
                defaults.inputRate()));
        SmtpSettings settings = SmtpSettings.of(TestGateway.HOSTNAME, SmtpLimits.DEFAULTS);
        String commands = "EHLO x\r\nBDAT 0\r\n" + "NOOP\r\n".repeat(ANSWERS) + "MAIL FROM:<>\r\nBDAT 1\r\nx";
        try (SmtpServer server = new SmtpServer(vertx, List.of(options), registry, settings, this::dispatch);
                Socket socket = new Socket("127.0.0.1", server.start().getFirst())) {
            socket.getOutputStream().write(commands.getBytes(US_ASCII));
            await().until(() -> stalls() > 0);
            socketGoesOn.countDown();
            await().until(() -> closed.get() == 1);
        }
        assertThat(dispatched).startsWith("EHLO", "BDAT").hasSize(2 + ANSWERS).endsWith("NOOP");
    }

    private double stalls() {
        return registry.counter("packetboat.limits.hit", "protocol", "smtp", "limit", "stall")
                .count();
    }

    /** A transaction is open from the start, and the sockets take nothing from the first NOOP on. */
    private Completion dispatch(SmtpState state, SmtpCommand command, Exchange exchange) {
        dispatched.add(command.verb());
        if (command instanceof SmtpCommand.Ehlo) {
            return new Completion(SmtpReply.plain(250, "Hello"), inTransaction());
        }
        if (state instanceof SmtpState.Receiving receiving) {
            return new Completion(
                    SmtpReply.of(250, EnhancedStatus.OK, "0 octets received"),
                    SmtpTransitions.chunked(receiving, new CountedArrival()));
        }
        if (isSocketGoing) {
            isSocketGoing = false;
            vertx.runOnContext(_ -> awaitOrFail(socketGoesOn));
        }
        return new Completion(SmtpReply.of(250, EnhancedStatus.OK, LONG_ANSWER), state);
    }

    private static SmtpState inTransaction() {
        Transaction transaction = new Transaction(ReversePath.NULL, MailParameters.NONE, Allowance.NONE);
        transaction.add(new AcceptedRecipient(
                ForwardPath.POSTMASTER, RcptParameters.NONE, new Resolution(List.of(), List.of())));
        return new SmtpState.InTransaction(
                new SmtpState.Peer(
                        "192.0.2.1", "x", SmtpState.Dialect.ESMTP, SmtpState.Privacy.CLEAR, Optional.empty()),
                transaction);
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class CountedArrival implements Arrival {
        @Override
        public void readData(DataSource source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void readChunk(ChunkSource chunk) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DeliveryId accept() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
