package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.mail.message.MessageGenerator.Sample;
import org.packetboat.mail.message.MessageGenerator.Transport;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;

/** What holds for every message, however odd. */
class MessagePropertyTest {
    private static final long SEED = Seed.value();

    static Stream<Sample> messages() {
        return Stream.concat(
                MessageGenerator.corpus(SEED).stream(),
                LongStream.range(0, 300)
                        .map(i -> SEED * 1000 + i)
                        .mapToObj(seed ->
                                new Sample("any-" + seed, () -> new MessageGenerator(seed, Transport.ANY).next())));
    }

    @ParameterizedTest
    @MethodSource("messages")
    @Covers("RFC 8970 §3.3")
    void holds(Sample sample) {
        byte[] message = sample.octets().get();
        MessageMetadata metadata = MessageMetadata.of(Octets.of(message));
        checkParts(metadata.partIndex(), message);
        assertThat(PartIndex.decode(metadata.partIndex().encode())).isEqualTo(metadata.partIndex());
        assertThat(metadata.size()).isEqualTo(message.length);
        assertThat(ImapData.parse(metadata.envelope()).size()).isEqualTo(10);
        checkEnvelope(ImapData.parse(metadata.envelope()));
        checkStructure(metadata.partIndex(), metadata.partIndex().root(), ImapData.parse(metadata.body()), 0);
        checkStructure(metadata.partIndex(), metadata.partIndex().root(), ImapData.parse(metadata.bodyStructure()), 1);
        checkText(metadata);
        Octets header = Octets.of(message, 0, (int) metadata.partIndex().root().bodyStart());
        assertThat(header.startsWith(metadata.header())).isTrue();
        assertThat(metadata.header().length() == header.length() || header.length() > 256 * 1024)
                .isTrue();
        assertThat(HeaderSection.leading(Octets.of(message))).isEqualTo(header);
        for (int round = 0; round < 3; round++) {
            assertThat(fragmented(message, new Random(SEED + round), round)).isEqualTo(metadata);
        }
    }

    private static MessageMetadata fragmented(byte[] message, Random random, int round) {
        MessageScanner scanner = new MessageScanner();
        byte[] chunk = new byte[20_000];
        int at = 0;
        while (at < message.length) {
            int most = round == 0 && message.length < 20_000 ? 1 : round == 1 ? 20 : 20_000;
            int length = Math.min(message.length - at, 1 + random.nextInt(most));
            System.arraycopy(message, at, chunk, 0, length);
            scanner.accept(chunk, 0, length);
            java.util.Arrays.fill(chunk, (byte) 'X');
            at += length;
        }
        return scanner.finish();
    }

    private static void checkParts(PartIndex index, byte[] message) {
        assertThat(index.root().headerStart()).isZero();
        assertThat(index.root().bodyEnd()).isEqualTo(message.length);
        assertThat(index.parts().size()).isLessThanOrEqualTo(1001);
        for (Part part : index.parts()) {
            assertThat(part.bodyStart()).isBetween(part.headerStart(), part.bodyEnd());
            assertThat(part.lines()).isEqualTo(lineFeeds(message, part.bodyStart(), part.bodyEnd()));
            long before = part.bodyStart();
            List<Part> children = index.children(part);
            for (Part child : children) {
                assertThat(child.headerStart()).isGreaterThanOrEqualTo(before);
                assertThat(child.bodyEnd()).isLessThanOrEqualTo(part.bodyEnd());
                before = child.bodyEnd();
            }
            switch (part.kind()) {
                case LEAF -> assertThat(children).isEmpty();
                case MULTIPART -> assertThat(children).isNotEmpty();
                case MESSAGE -> {
                    assertThat(children).hasSize(1);
                    assertThat(children.getFirst().whole()).isEqualTo(part.body());
                }
            }
        }
    }

    private static long lineFeeds(byte[] message, long from, long to) {
        long count = 0;
        for (long i = from; i < to; i++) {
            count += message[(int) i] == '\n' ? 1 : 0;
        }
        return count;
    }

    private static void checkEnvelope(ImapData envelope) {
        assertThat(envelope.size()).isEqualTo(10);
        for (int field : new int[] {0, 1, 8, 9}) {
            assertThat(envelope.at(field)).isInstanceOfAny(ImapData.Text.class, ImapData.Nil.class);
        }
        for (int field = 2; field < 8; field++) {
            if (envelope.at(field) instanceof ImapData.Items list) {
                boolean inGroup = false;
                for (ImapData address : list.items()) {
                    assertThat(address.size()).isEqualTo(4);
                    boolean marker = address.at(3) instanceof ImapData.Nil;
                    if (marker) {
                        assertThat(address.at(2) instanceof ImapData.Nil).isEqualTo(inGroup);
                        inGroup = !inGroup;
                    }
                }
                assertThat(inGroup).isFalse();
            }
        }
    }

    private static void checkStructure(PartIndex index, Part part, ImapData data, int extended) {
        switch (part.kind()) {
            case MULTIPART -> {
                List<Part> children = index.children(part);
                int count = children.size();
                assertThat(data.size()).isEqualTo(count + 1 + extended * 4);
                for (int i = 0; i < children.size(); i++) {
                    checkStructure(index, children.get(i), data.at(i), extended);
                }
                assertThat(data.at(count)).isInstanceOf(ImapData.Text.class);
            }
            case MESSAGE -> {
                assertThat(data.size()).isEqualTo(10 + extended * 4);
                checkFields(part, data);
                checkEnvelope(data.at(7));
                checkStructure(index, index.children(part).getFirst(), data.at(8), extended);
                assertThat(data.at(9)).isEqualTo(new ImapData.Number(part.lines()));
            }
            case LEAF -> {
                boolean text = ((ImapData.Text) data.at(0)).octets().contentEquals("TEXT");
                assertThat(data.size()).isEqualTo((text ? 8 : 7) + extended * 4);
                checkFields(part, data);
                if (text) {
                    assertThat(data.at(7)).isEqualTo(new ImapData.Number(part.lines()));
                }
            }
        }
    }

    private static void checkFields(Part part, ImapData data) {
        assertThat(data.at(0)).isInstanceOf(ImapData.Text.class);
        assertThat(data.at(1)).isInstanceOf(ImapData.Text.class);
        if (data.at(2) instanceof ImapData.Items parameters) {
            assertThat(parameters.items().size() % 2).isZero();
        }
        assertThat(data.at(5)).isInstanceOf(ImapData.Text.class);
        assertThat(data.at(6)).isEqualTo(new ImapData.Number(part.body().length()));
    }

    private static void checkText(MessageMetadata metadata) {
        for (String text :
                List.of(metadata.subject(), metadata.from(), metadata.to(), metadata.preview(), metadata.messageId())) {
            assertThat(text).doesNotContain("\0", "\r", "\n");
            assertThat(text.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000))
                    .isTrue();
        }
        assertThat(metadata.preview().length()).isLessThanOrEqualTo(200);
    }
}
