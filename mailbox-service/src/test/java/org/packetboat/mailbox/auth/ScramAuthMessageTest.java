package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.sasl.ScramParameters;

final class ScramAuthMessageTest {
    private static Optional<ScramParameters> parameters(String message) {
        return ScramAuthMessage.parameters(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void findsWhatTheServerSaid() {
        for (String first : List.of("n=a=2Cb@c,r=xyz", "n=\u00e4,r=xyz,s=AAAA,i=1", "n=,r=s=AQID,a=,i=7,s=r=x")) {
            ScramParameters told = parameters(first + ",r=xyz+abc,s=AQID,i=4096,c=biws,r=xyz+abc")
                    .orElseThrow();
            assertThat(told.salt()).containsExactly(1, 2, 3);
            assertThat(told.iterations()).isEqualTo(4_096);
        }
    }

    /** Instances that have counted accounts at different times tell different iterations of a login that nobody has. */
    @Test
    void isAboutKeysWithTheSameSalt() {
        ScramParameters told = new ScramParameters(new byte[] {1, 2}, 4_096);

        assertThat(ScramAuthMessage.isAbout(told, new ScramParameters(new byte[] {1, 2}, 65_536)))
                .isTrue();
        assertThat(ScramAuthMessage.isAbout(told, new ScramParameters(new byte[] {1, 3}, 4_096)))
                .isFalse();
    }

    @Test
    void isEmptyForWhatNoServerSaid() {
        for (String message : List.of(
                "",
                "anything",
                "n=a,r=x",
                "n=a,r=x,",
                "n=a,r=x,a=b",
                "n=a,r=x,r=xy,s=AQID",
                "n=a,r=x,r=xy,s=AQID,i=1",
                "n=a,r=x,r=xy,s=A,i=1,c=biws",
                "n=a,r=x,r=xy,s=AQID,i=0,c=biws",
                "n=a,r=x,r=xy,s=AQID,i=99999999999999999999,c=biws",
                "n=a,r=x,r=xy,i=1,s=AQID,c=biws")) {
            assertThat(parameters(message)).isEmpty();
        }
    }
}
