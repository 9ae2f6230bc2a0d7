package org.packetboat.net.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FlowWriterTest {
    private final Memory sink = new Memory();
    private final FlowWriter writer = new FlowWriter(sink, new ScratchPool(2), Duration.ofMillis(200));

    @Test
    void gathersUntilFlushed() throws InterruptedException {
        writer.writeAscii("* ");
        writer.writeDecimal(7);
        writer.write(' ');
        writer.writeDecimal(-1234567890123L);
        writer.write(" x".getBytes(US_ASCII));
        writer.write(ByteBuffer.wrap("yz".getBytes(US_ASCII)));
        writer.crlf();
        assertThat(sink.sizes).isEmpty();
        writer.flush();
        assertThat(sink.text()).isEqualTo("* 7 -1234567890123 xyz\r\n");
        assertThat(sink.sizes).hasSize(1);
        writer.flush();
        assertThat(sink.sizes).hasSize(1);
    }

    @Test
    void sendsAtMost16KibAtOnce() throws InterruptedException {
        writer.write(new byte[40_000]);
        writer.writeStable(new byte[40_000], 10, 39_000);
        writer.write(1);
        writer.flush();
        assertThat(sink.octets.size()).isEqualTo(79_001);
        assertThat(sink.sizes).allMatch(n -> n <= 16 * 1024);
        assertThat(writer.sent()).isEqualTo(79_001);
    }

    @Test
    void parksWhileThePeerIsSlow() throws InterruptedException {
        sink.writable = false;
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                writer.write(1);
                writer.flush();
                done.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(done.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
        sink.writable = true;
        await().until(() -> {
            writer.drained();
            return done.getCount() == 0;
        });
        assertThat(sink.stalls).isZero();
    }

    @Test
    void givesUpWhenThePeerTakesNothing() throws InterruptedException {
        sink.writable = false;
        writer.write(1);
        assertThatThrownBy(writer::flush).isInstanceOf(InterruptedException.class);
        assertThat(sink.stalls).isEqualTo(1);
        sink.open = false;
        assertThatThrownBy(() -> writer.write(new byte[20_000])).isInstanceOf(InterruptedException.class);
        assertThat(sink.stalls).isEqualTo(1);
    }

    /** A peer in memory. */
    private static final class Memory implements OctetSink {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        final List<Integer> sizes = new ArrayList<>();
        volatile boolean writable = true;
        volatile boolean open = true;
        int stalls;

        String text() {
            return octets.toString(US_ASCII);
        }

        @Override
        public void send(byte[] array, int offset, int length) {
            octets.write(array, offset, length);
            sizes.add(length);
        }

        @Override
        public void sendStable(byte[] array, int offset, int length) {
            send(array, offset, length);
        }

        @Override
        public boolean writable() {
            return writable;
        }

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public void stalled() {
            stalls++;
        }
    }
}
