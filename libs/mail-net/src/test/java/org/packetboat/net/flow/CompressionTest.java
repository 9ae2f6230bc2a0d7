package org.packetboat.net.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.testkit.seed.Seed;

/** RFC 4978: raw DEFLATE both ways. */
@Timeout(60)
class CompressionTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Compression compression = new Compression(new Slices(threads));
    private final Memory sink = new Memory();
    private final FlowWriter writer = new FlowWriter(sink, new ScratchPool(4), Duration.ofSeconds(5));
    private final ChunkQueue compressed = new ChunkQueue(
            new ChunkQueue.Source() {
                @Override
                public void pause() {
                    // the test does not read ahead
                }

                @Override
                public void resume() {
                    // nor is it paused
                }
            },
            1 << 20);
    private final Inflation inflation = new Inflation(compression);

    @AfterEach
    void stop() {
        compression.close();
        threads.shutdown();
    }

    private static final class Memory implements OctetSink {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public void send(byte[] sent, int offset, int length) {
            octets.write(sent, offset, length);
        }

        @Override
        public void sendStable(byte[] sent, int offset, int length) {
            octets.write(sent, offset, length);
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public void stalled() {
            throw new AssertionError("stalled");
        }
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        byte[] line = "* 1 FETCH (FLAGS (\\Seen) UID 17)\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (line[i % line.length] + i / 4096 % 3);
        }
        return text;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        Seed.random("CompressionTest").nextBytes(noise);
        return noise;
    }

    /** What comes before is plain, what comes after one stream, though a deflater is borrowed for each answer. */
    @Test
    void answersAreOneStream() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        writer.writeAscii("a OK DEFLATE active\r\n");
        writer.compress(compression);
        String plain = sink.octets.toString(StandardCharsets.US_ASCII);
        assertThat(plain).isEqualTo("a OK DEFLATE active\r\n");
        sink.octets.reset();
        Inflater inflater = new Inflater(true);
        for (byte[] answer :
                new byte[][] {text(40), text(100_000), noise(70_000), text(1), noise(16 * 1024), text(5)}) {
            writer.write(answer, 0, answer.length / 2);
            writer.writeStable(answer, answer.length / 2, answer.length - answer.length / 2);
            writer.flush();
            writer.release();
            expected.write(answer);
            byte[] sent = sink.octets.toByteArray();
            sink.octets.reset();
            assertThat(inflate(inflater, sent)).isEqualTo(answer);
        }
        inflater.end();
    }

    private static byte[] inflate(Inflater inflater, byte[] octets) throws DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[5_000];
        inflater.setInput(octets);
        for (int n = inflater.inflate(piece); n > 0; n = inflater.inflate(piece)) {
            out.write(piece, 0, n);
        }
        assertThat(inflater.getRemaining()).isZero();
        return out.toByteArray();
    }

    @Test
    void responsesShrink() throws Exception {
        writer.compress(compression);
        writer.write(text(64 * 1024));
        writer.flush();
        assertThat(sink.octets.size()).isLessThan(8 * 1024);
    }

    /** Commands refer back to earlier ones over any number of rests; the chunks are cut anywhere. */
    @Test
    void inputIsOneStreamOverRests() throws Exception {
        RandomGenerator random = Seed.random("CompressionTest");
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] out = new byte[300_000];
        for (int i = 0; i < 300; i++) {
            byte[] command = i % 50 == 49 ? noise(100_000) : text(1 + random.nextInt(3_000));
            deflater.setInput(command);
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int at = 0; at < length; ) {
                int count = Math.min(length - at, 1 + random.nextInt(i % 3 == 0 ? 40 : 20_000));
                compressed.add(ByteBuffer.wrap(Arrays.copyOfRange(out, at, at + count)));
                at += count;
                drain(read);
                if (random.nextInt(10) == 0 && at == length) {
                    assertThat(inflation.isEmpty()).isTrue();
                }
            }
            assertThat(read.toByteArray()).isEqualTo(command);
            inflation.rest();
        }
        deflater.end();
    }

    private void drain(ByteArrayOutputStream read) throws DataFormatException {
        for (ByteBuffer piece = inflation.poll(compressed); piece != null; piece = inflation.poll(compressed)) {
            assertThat(piece.remaining()).isLessThanOrEqualTo(8 * 1024);
            read.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
    }

    /** A client that does not end at an octet's border keeps its inflater, and everything still comes out. */
    @Test
    void restsOnlyBehindAFlush() throws Exception {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] out = new byte[10_000];
        deflater.setInput(text(5_000));
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            compressed.add(ByteBuffer.wrap(out, i, 1).slice());
            drain(read);
            inflation.rest();
        }
        assertThat(read.toByteArray()).isEqualTo(text(5_000));
        deflater.end();
    }

    /** A bomb is worth a piece at a time: nothing is held but what was asked for. */
    @Test
    void expandsOnlyAsFarAsItIsRead() throws Exception {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        byte[] out = new byte[100_000];
        deflater.setInput(new byte[10 << 20]);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        compressed.add(ByteBuffer.wrap(out, 0, length).slice());
        long total = 0;
        for (ByteBuffer piece = inflation.poll(compressed); piece != null; piece = inflation.poll(compressed)) {
            assertThat(piece.remaining()).isLessThanOrEqualTo(8 * 1024);
            total += piece.remaining();
            assertThat(total < 10 << 20 && inflation.isEmpty()).isFalse();
        }
        assertThat(total).isEqualTo(10 << 20);
    }

    @Test
    void refusesWhatIsNoStream() {
        compressed.add(ByteBuffer.wrap("a NOOP\r\nb NOOP\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(() -> drain(new ByteArrayOutputStream())).isInstanceOf(DataFormatException.class);
        inflation.close();
        assertThat(inflation.isEmpty()).isTrue();
    }

    @Test
    void refusesWhatComesBehindTheEnd() throws Exception {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] out = new byte[100];
        deflater.setInput(text(10));
        deflater.finish();
        int length = deflater.deflate(out);
        deflater.end();
        compressed.add(ByteBuffer.wrap(out, 0, length).slice());
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        drain(read);
        assertThat(read.toByteArray()).isEqualTo(text(10));
        compressed.add(ByteBuffer.wrap(new byte[] {1}));
        assertThatThrownBy(() -> drain(read)).isInstanceOf(DataFormatException.class);
    }
}
