package org.packetboat.pop3.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BodyCache;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyReaderOptions;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.pop3.MaildropsContract;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.Maildrops;

class GrpcMaildropsTest extends MaildropsContract {
    private final MemoryBlobs blobs = new MemoryBlobs();
    private final FakeMailboxServer server = server(blobs);
    private final MailboxChannel channel = MailboxChannel.to("127.0.0.1:" + server.port());
    private final Maildrops maildrops = new GrpcMaildrops(
            channel.maildrop(),
            channel.messages(),
            new BodyReader(blobs, new BodyCache(1 << 20), BodyReaderOptions.DEFAULT, BlobMetrics.NONE),
            new SplittableRandom(1));

    private static FakeMailboxServer server(MemoryBlobs blobs) {
        try {
            return new FakeMailboxServer(blobs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        channel.close();
        server.close();
    }

    @Override
    protected Maildrops maildrops() {
        return maildrops;
    }

    @Override
    protected void add(byte[] octets) {
        server.add(octets);
    }

    @Override
    protected List<Long> uids() {
        return server.uids();
    }

    @Override
    protected void steal() {
        server.steal();
    }

    @Override
    protected void storeAway() {
        blobs.away = true;
    }

    @Override
    protected void directoryAway(boolean away) {
        server.commitsFail = away;
    }

    @Override
    protected boolean locked() {
        return server.locked();
    }

    @Test
    void freesTheLockWhenACommitFailsWhoseClientIsGone() throws Exception {
        add(octets("one"));
        LockedMaildrop drop = maildrops.open(ALICE);
        server.gate = new CountDownLatch(1);
        server.commitsFail = true;
        Thread lane = commitAndLeave(drop);
        server.committing.await();
        lane.interrupt();
        lane.join();
        assertThat(server.locked()).as("the commit is under way").isTrue();
        server.gate.countDown();
        await().untilAsserted(() -> assertThat(server.locked()).isFalse());
        assertThat(uids()).containsExactly(1L);
    }

    @Test
    void asksAgainWhereABodyIsWhenItWasMoved() throws InterruptedException {
        add(octets("one"));
        add(octets("two"));
        LockedMaildrop drop = maildrops.open(ALICE);
        server.moveBodies();
        assertThat(text(drop.body(0), 0)).isEqualTo("one");
        assertThat(text(drop.body(1), 0)).isEqualTo("two");
    }

    @Test
    void saysThatABodyIsGone() throws InterruptedException {
        add(octets("one"));
        LockedMaildrop drop = maildrops.open(ALICE);
        blobs.objects.clear();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> drop.body(0))
                .returns(Refusal.BODY_UNREADABLE, RefusedException::reason);
    }

    @Test
    void readsAheadForWhoGoesThroughAll() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            add(octets("message " + i));
        }
        LockedMaildrop drop = maildrops.open(ALICE);
        assertThat(text(drop.body(0), 0)).isEqualTo("message 0");
        await().untilAsserted(() -> assertThat(blobs.reads).hasValue(50));
        for (int i = 1; i < 50; i++) {
            assertThat(text(drop.body(i), 0)).isEqualTo("message " + i);
        }
        assertThat(blobs.reads).hasValue(50);
    }

    @Test
    void completesACommitWhoseClientIsGone() throws Exception {
        add(octets("one"));
        LockedMaildrop drop = maildrops.open(ALICE);
        server.gate = new CountDownLatch(1);
        Thread lane = commitAndLeave(drop);
        server.committing.await();
        lane.interrupt();
        lane.join();
        server.gate.countDown();
        await().untilAsserted(() -> assertThat(uids()).isEmpty());
        assertThat(server.locked()).isFalse();
    }

    private static Thread commitAndLeave(LockedMaildrop drop) {
        return Thread.ofVirtual().start(() -> {
            BitSet deleted = new BitSet();
            deleted.set(0);
            try {
                drop.commit(deleted);
            } catch (InterruptedException e) {
                release(drop);
            }
        });
    }

    private static void release(LockedMaildrop drop) {
        try {
            drop.release();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
