package org.packetboat.smtp.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.testkit.conformance.Covers;

@Covers("RFC 5321 §4.2.1")
class SmtpReplyMapperTest {
    @ParameterizedTest
    @EnumSource(Refusal.class)
    void everyRefusalHasAReplyWithoutInternals(Refusal reason) {
        check(new RefusedException(reason, "host=10.1.2.3"));
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void everyLimitHasAReplyWithoutInternals(Limit limit) {
        check(new LimitException(limit, "host=10.1.2.3"));
    }

    private static void check(MailFailure failure) {
        SmtpReply reply = SmtpReplyMapper.reply(failure);
        assertThat(reply.isPositive()).isFalse();
        assertThat(reply.status()).isNotNull();
        assertThat(reply.lines()).noneMatch(line -> line.contains("10.1.2.3"));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_RECIPIENT, 550 5.1.1",
        "RELAYING_DENIED, 550 5.7.1",
        "OVER_QUOTA, 452 4.2.2",
        "BARE_LINE_END, 554 5.6.0",
        "NOT_SUPPORTED, 555 5.5.4",
        "AUTHENTICATION_FAILED, 535 5.7.8",
        "LOGIN_BLOCKED, 454 4.7.0",
        "AUTHENTICATION_CANCELLED, 501 5.7.0",
        "ENCRYPTION_REQUIRED, 538 5.7.11",
        "TOO_MANY_SESSIONS, 421 4.7.0",
        "STALE_BLOB, 451 4.3.0"
    })
    void refusals(Refusal reason, String expected) {
        assertThat(codes(new RefusedException(reason))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_SIZE, 552 5.3.4",
        "HEADER_SECTION, 552 5.3.4",
        "RECIPIENTS, 452 4.5.3",
        "SPOOL, 452 4.3.1",
        "COMMAND_LINE, 500 5.5.2"
    })
    void limits(Limit limit, String expected) {
        assertThat(codes(new LimitException(limit, ""))).isEqualTo(expected);
    }

    @org.junit.jupiter.api.Test
    void others() {
        assertThat(codes(new SyntaxException(0, "command"))).isEqualTo("500 5.5.1");
        assertThat(codes(new SyntaxException(1, "SP"))).isEqualTo("501 5.5.4");
        assertThat(codes(new WrongStateException("Need MAIL first"))).isEqualTo("503 5.5.1");
        assertThat(codes(new UnavailableException("broker"))).isEqualTo("451 4.3.0");
    }

    private static String codes(MailFailure failure) {
        SmtpReply reply = SmtpReplyMapper.reply(failure);
        return reply.code() + " " + reply.status();
    }
}
