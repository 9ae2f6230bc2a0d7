package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.octets.Octets;

class SentDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600|1997-11-21|1997-11-21T15:55:06Z",
                "21 Nov 97 09:55:06 GMT|1997-11-21|1997-11-21T09:55:06Z",
                "Thu,   13\t Feb  1969  23:32   -0330 (Newfoundland Time)|1969-02-13|1969-02-14T03:02:00Z",
                "Mon (x) , 1 (y) Feb (z) 2026 0:00|2026-02-01|2026-02-01T00:00:00Z",
                "17-Jul-1996 02:44:25 -0700|1996-07-17|1996-07-17T09:44:25Z",
                "Wed Jul 17 02:23:25 1996|1996-07-17|1996-07-17T02:23:25Z",
                "1 January 2026 10:00:00 EST|2026-01-01|2026-01-01T15:00:00Z",
                "1 Jan 126 10.00.00|2026-01-01|2026-01-01T10:00:00Z",
                "31 Dec 2016 23:59:60 +0000|2016-12-31|2017-01-01T00:00:00Z",
                "1 Jan 2026|2026-01-01|2026-01-01T00:00:00Z",
            })
    void reads(String value, LocalDate day, Instant instant) {
        SentDate date = SentDate.read(Octets.ascii(value)).orElseThrow();
        assertThat(LocalDate.ofEpochDay(date.day())).isEqualTo(day);
        assertThat(Instant.ofEpochMilli(date.millis())).isEqualTo(instant);
    }

    @Test
    void mayBeFolded() {
        assertThat(SentDate.read(Octets.ascii("Thu,\r\n 13\r\n Feb\r\n 1969\r\n 23:32\r\n -0330")))
                .isEqualTo(SentDate.read(Octets.ascii("13 Feb 1969 23:32:00 -0330")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "32 Jan 2026 10:00",
                "30 Feb 2026",
                "1 Foo 2026",
                "1 Jan 20260",
                "1 Jan 2026 25:00",
                "("
            })
    void refuses(String value) {
        assertThat(SentDate.read(Octets.ascii(value))).isEmpty();
    }
}
