package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.SmtpLimits;

/** RFC 2920 §3.2: what is earned is said, whatever the commands behind it wait for. */
class AnswersInTimeTest {
    private static final String MESSAGE =
            "MAIL FROM:<bob@mail.test>\r\nRCPT TO:<alice@mail.test>\r\nDATA\r\nSubject: x\r\n\r\nhello\r\n.\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
    private final RecipientDirectory directory = new FakeDirectory(FakeDirectory.Presence.THERE);

    @AfterEach
    void stop() {
        opened.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aMessageIsAnsweredWhileTheNextOneWaitsForTheLog() throws IOException {
        try (TestGateway gateway = gateway(directory, new SecondWaits());
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.write(MESSAGE + MESSAGE);
            assertMessage(client);
            assertThat(client.reply()).startsWith("250 2.1.0");
            assertThat(client.reply()).startsWith("250 2.1.5");
            assertThat(client.reply()).startsWith("354");
            opened.countDown();
            assertThat(client.reply()).startsWith("250 2.0.0");
        }
    }

    @Test
    void aMessageIsAnsweredWhileTheNextOneWaitsForTheDirectory() throws IOException {
        try (TestGateway gateway = gateway(new CarolWaits(), log);
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.write(MESSAGE + "MAIL FROM:<bob@mail.test>\r\nRCPT TO:<carol@mail.test>\r\n");
            assertMessage(client);
            assertThat(client.reply()).startsWith("250 2.1.0");
            opened.countDown();
            assertThat(client.reply()).startsWith("550 5.1.1");
        }
    }

    @Test
    void whatIsNoPartOfAGroupIsAnsweredAtOnce() throws IOException {
        try (TestGateway gateway = gateway(new CarolWaits(), log);
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.write("NOOP\r\nFOO\r\nMAIL FROM:<bob@mail.test>\r\nRCPT TO:<carol@mail.test>\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0");
            assertThat(client.reply()).startsWith("500 5.5.1");
            assertThat(client.reply()).startsWith("250 2.1.0");
        }
    }

    /** A hundred recipients that each wait for a directory that does not answer would keep their client for a quarter of an hour. */
    @Test
    void aDirectoryThatDoesNotAnswerIsAskedOnceATransaction() throws IOException {
        AtomicInteger questions = new AtomicInteger();
        RecipientDirectory silent = new Delegate() {
            @Override
            public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) {
                questions.incrementAndGet();
                throw new UnavailableException("no answer");
            }
        };
        try (TestGateway gateway = gateway(silent, log);
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            for (int i = 0; i < 20; i++) {
                assertThat(client.say("RCPT TO:<user" + i + "@mail.test>")).startsWith("451 4.3.0");
            }
            assertThat(questions).hasValue(1);
            client.say("RSET");
            client.say("MAIL FROM:<bob@mail.test>");
            client.say("RCPT TO:<alice@mail.test>");
            assertThat(questions).hasValue(2);
        }
    }

    private static void assertMessage(SmtpClient client) throws IOException {
        assertThat(client.reply()).startsWith("250 2.1.0");
        assertThat(client.reply()).startsWith("250 2.1.5");
        assertThat(client.reply()).startsWith("354");
        assertThat(client.reply()).startsWith("250 2.0.0");
    }

    private TestGateway gateway(RecipientDirectory recipients, AcceptanceLog accepted) {
        return new TestGateway(
                vertx, SmtpLimits.DEFAULTS, recipients, new FakeStagingArea(FakeStagingArea.Behaviour.WORKS), accepted);
    }

    private void awaitOpening() throws InterruptedException {
        opened.await();
    }

    private class Delegate implements RecipientDirectory {
        @Override
        public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender)
                throws InterruptedException {
            return directory.resolve(forwardPath, octets, sender);
        }

        @Override
        public Expansion expand(String name) throws InterruptedException {
            return directory.expand(name);
        }
    }

    private final class CarolWaits extends Delegate {
        @Override
        public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender)
                throws InterruptedException {
            if (forwardPath.address().startsWith("carol")) {
                awaitOpening();
            }
            return super.resolve(forwardPath, octets, sender);
        }
    }

    private final class SecondWaits implements AcceptanceLog {
        private final AtomicInteger messages = new AtomicInteger();

        @Override
        public void check() {
            log.check();
        }

        @Override
        public Deadline deadline() {
            return log.deadline();
        }

        @Override
        public Handover handOver(AcceptedMessage message, Deadline deadline) throws InterruptedException {
            if (messages.incrementAndGet() == 2) {
                awaitOpening();
            }
            return log.handOver(message, deadline);
        }
    }
}
