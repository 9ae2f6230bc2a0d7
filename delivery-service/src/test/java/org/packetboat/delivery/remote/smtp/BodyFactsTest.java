package org.packetboat.delivery.remote.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.smtp.OctetSink;

/** What is found out about a message, an octet at a time. */
class BodyFactsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: für\r\n\r\n",
                "Subject: für",
                "Subject : für\r\n",
                ": für\r\n",
                "Subject: x\r\n\tfür\r\n",
                "From x@y für\r\nSubject: x\r\n\r\n",
                "Subject: x\nTo: 字😀\n\n"
            })
    void charactersBeyondAsciiInAFieldAreInTheHeader(String message) throws Exception {
        assertThat(facts(message.getBytes(StandardCharsets.UTF_8)))
                .returns(true, BodyFacts::eightBit)
                .returns(true, BodyFacts::utf8Header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x\r\n\r\nfür: y\r\n",
                "Subject: x\r\nfür\r\n",
                "Subject: x\r\nno field für: x\r\n",
                "Subject: x\r\nFrom\tfür: x\r\n",
                "Subject: x\r\n\rX: für\r\n",
                "Subject: x\n\nX: für\r\n",
                "\r\nX: für\r\n",
                "Fürs: x\r\n\r\n"
            })
    void theHeaderEndsAtTheFirstLineThatIsNoField(String message) throws Exception {
        assertThat(facts(message.getBytes(StandardCharsets.UTF_8)))
                .returns(true, BodyFacts::eightBit)
                .returns(false, BodyFacts::utf8Header);
    }

    @Test
    void aHeaderInAnotherCharsetIsNotInternationalised() throws Exception {
        assertThat(facts("Subject: für\r\nTo: jörg\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)))
                .returns(true, BodyFacts::eightBit)
                .returns(false, BodyFacts::utf8Header);
        byte[] both = "Subject: für\r\nX: ?\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        both[both.length - 5] = (byte) 0xE9;
        assertThat(facts(both).utf8Header()).isFalse();
    }

    @Test
    void whatIsUtf8IsWhatADecoderTakes() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        int[] edges = {
            'x', 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3,
            0xF4, 0xF5, 0xFF
        };
        int valid = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] message = {'S', ':', 'x', 'x', 'x', 'x', 'x'};
            for (int at = 2; at < 2 + random.nextInt(1, 6); at++) {
                message[at] = (byte) edges[random.nextInt(edges.length)];
            }
            message[2 + random.nextInt(5)] = (byte) random.nextInt(0x80, 0x100);
            boolean isUtf8 = isUtf8(message);
            valid += isUtf8 ? 1 : 0;
            assertThat(facts(message).utf8Header()).isEqualTo(isUtf8);
        }
        assertThat(valid).isGreaterThan(1_000);
    }

    private static boolean isUtf8(byte[] octets) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static BodyFacts facts(byte[] message) throws InterruptedException {
        return BodyFacts.of(new OutboundBody() {
            @Override
            public long octets() {
                return message.length;
            }

            @Override
            public void writeTo(OctetSink sink) throws InterruptedException {
                for (int at = 0; at < message.length; at++) {
                    sink.octets(message, at, 1);
                }
            }
        });
    }
}
