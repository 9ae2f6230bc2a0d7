package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;

@Covers({"RFC 5321 §4.4", "RFC 6710 §4.1"})
class TraceHeaderTest {
    private static final Instant AT = Instant.parse("2026-11-03T15:04:05Z");

    @Test
    void isWrittenAsRfc5321Wants() {
        TraceHeader header = new TraceHeader(
                "bob@mail.test",
                "client.test",
                "127.0.0.1",
                "mx.test",
                "ESMTP",
                "0193",
                Optional.of("alice@mail.test"),
                OptionalInt.of(-3),
                AT);
        assertThat(header.octets().ascii())
                .isEqualTo("Return-Path: <bob@mail.test>\r\n"
                        + "Received: from client.test ([127.0.0.1])\r\n"
                        + "\tby mx.test with ESMTP id 0193\r\n"
                        + "\tfor <alice@mail.test>\r\n"
                        + "\tPRIORITY -3;\r\n"
                        + "\tTue, 3 Nov 2026 15:04:05 +0000\r\n");
        assertThat(header.returnPath().concat(header.received())).isEqualTo(header.octets());
    }

    @Test
    void whatTheClientSaysIsCleaned() {
        TraceHeader header = new TraceHeader(
                "", "evil)\r\nX: y", "::1", "mx.test", "SMTP", "0193", Optional.empty(), OptionalInt.empty(), AT);
        assertThat(header.octets().ascii())
                .isEqualTo("Return-Path: <>\r\n"
                        + "Received: from evil???X:?y ([IPv6:::1])\r\n"
                        + "\tby mx.test with SMTP id 0193;\r\n"
                        + "\tTue, 3 Nov 2026 15:04:05 +0000\r\n");
    }
}
