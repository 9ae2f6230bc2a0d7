package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.imap.codec.ObjectIds.Kind;
import org.packetboat.testkit.conformance.Covers;

class ObjectIdsTest {
    @Test
    @Covers("RFC 8474 §5.2")
    void printsAndParses() {
        for (UUID id : new UUID[] {new UUID(0, 0), new UUID(-1, -1), new UUID(0x0199_1234_5678_7abcL, 42)}) {
            for (Kind kind : Kind.values()) {
                String text = ObjectIds.of(kind, id);
                assertThat(text).hasSize(23).matches("[A-Za-z0-9_-]+");
                assertThat(ObjectIds.parse(kind, text)).contains(id);
            }
            assertThat(ObjectIds.parse(Kind.THREAD, ObjectIds.of(Kind.EMAIL, id)))
                    .isEmpty();
        }
        assertThat(ObjectIds.ofMailbox(17)).isEqualTo("F17");
    }

    /** One spelling for an id: the last digit holds two bits alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "M",
                "",
                "MAAAAAAAAAAAAAAAAAAAAAB",
                "MAAAAAAAAAAAAAAAAAAAAA",
                "MAAAAAAAAAAAAAAAAAAAAAAA",
                "M+AAAAAAAAAAAAAAAAAAAAA"
            })
    void knowsWhatIsNone(String text) {
        assertThat(ObjectIds.parse(Kind.EMAIL, text)).isEmpty();
    }
}
