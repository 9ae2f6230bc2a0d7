package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.MultipartUpload;
import org.packetboat.blob.ReservedKey;
import org.packetboat.blob.Spool;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.smtp.adapter.BlobStagingArea;
import org.packetboat.smtp.fake.DiscardingStore;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.session.SmtpLimits;

/** Many large messages at once, and room in the spool for a few of their parts: their senders are slowed down, and all arrive. */
class SlowSendersTest {
    private static final int SENDERS = 16;
    private static final int PARTS_IN_SPOOL = 4;
    private static final String BLOCK = ("x".repeat(998) + "\r\n").repeat(64);
    /** Two parts and a little more. */
    private static final int BLOCKS = 2 * MultipartUpload.MINIMUM_PART_OCTETS / BLOCK.length() + 4;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void allArrive() throws Exception {
        DiscardingStore store = new DiscardingStore();
        FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
        Spool spool = new Spool(
                directory, PARTS_IN_SPOOL * (long) MultipartUpload.MINIMUM_PART_OCTETS, Duration.ofMinutes(5));
        AtomicInteger keys = new AtomicInteger();
        List<String> replies = new CopyOnWriteArrayList<>();
        try (MailboxChannel mailbox = MailboxChannel.to("127.0.0.1:1");
                TestGateway gateway = new TestGateway(
                        vertx,
                        SmtpLimits.DEFAULTS,
                        new FakeDirectory(FakeDirectory.Presence.THERE),
                        new BlobStagingArea(
                                store,
                                () -> new ReservedKey("staged/" + keys.incrementAndGet(), Long.MAX_VALUE),
                                spool,
                                mailbox.ledger(),
                                Duration.ZERO),
                        log)) {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> replies.add(send(gateway.port()))));
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
        assertThat(replies).hasSize(SENDERS).allMatch(reply -> reply.startsWith("250 2.0.0"));
        assertThat(store.objects().values())
                .hasSize(SENDERS)
                .allMatch(octets -> octets > BLOCKS * (long) BLOCK.length());
        assertThat(log.messages()).hasSize(SENDERS);
        await().until(() -> spool.usedOctets() == 0);
    }

    private static String send(int port) {
        try (SmtpClient client = new SmtpClient(port)) {
            client.say("MAIL FROM:<bob@mail.test>");
            client.say("RCPT TO:<alice@mail.test>");
            client.say("DATA");
            client.write("Subject: large\r\n\r\n");
            for (int i = 0; i < BLOCKS; i++) {
                client.write(BLOCK);
            }
            return client.say(".");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
