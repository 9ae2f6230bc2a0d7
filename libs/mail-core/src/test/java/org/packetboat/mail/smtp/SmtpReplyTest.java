package org.packetboat.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

@Covers({"RFC 5321 §4.2", "RFC 2034 §5"})
class SmtpReplyTest {
    @Test
    void oneLine() {
        assertThat(text(SmtpReply.of(250, EnhancedStatus.OK, "Ok"))).isEqualTo("250 2.0.0 Ok\r\n");
        assertThat(text(SmtpReply.plain(354, "Go ahead"))).isEqualTo("354 Go ahead\r\n");
    }

    @Test
    void severalLinesCarryTheStatusEach() {
        SmtpReply reply = new SmtpReply(250, EnhancedStatus.RECIPIENT_OK, List.of("<a@b>", "<c@d>"));
        assertThat(text(reply)).isEqualTo("250-2.1.5 <a@b>\r\n250 2.1.5 <c@d>\r\n");
    }

    @Test
    void noTextEndsALineEarly() {
        assertThat(text(SmtpReply.plain(250, "a\r\n550 b\0é"))).isEqualTo("250 a??550 b??\r\n");
    }

    @Test
    void theClassesMustAgree() {
        assertThatThrownBy(() -> SmtpReply.of(550, EnhancedStatus.OK, "no"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EnhancedStatus(3, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(SmtpReply reply) {
        return new String(reply.octets(), StandardCharsets.US_ASCII);
    }
}
