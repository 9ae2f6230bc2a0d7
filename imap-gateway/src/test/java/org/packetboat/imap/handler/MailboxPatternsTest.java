package org.packetboat.imap.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxPatternsTest {
    private static String prefix(String reference, String... patterns) {
        return new MailboxPatterns(reference, List.of(patterns)).prefix();
    }

    /** The mailbox service is asked for these names alone, so that nothing that matches may begin otherwise. */
    @ParameterizedTest
    @CsvSource({
        "'', Archive/2026, Archive/2026",
        "'', Archive/%, Archive/",
        "Archive/, 2026*, Archive/2026",
        "Archive/, /x%, x",
        "'', a%b, a",
        "'', %, ''",
        "'', *, ''",
        "'', inb*, ''",
        "'', INBOX, ''",
        "'', inbox/sub/%, ''",
        "'', i%, ''",
        "'', Inboxes, ''",
        "'', in-tray, in-tray"
    })
    void namesThatMatchBeginSo(String reference, String pattern, String expected) {
        assertThat(prefix(reference, pattern)).isEqualTo(expected);
    }

    @Test
    void severalPatternsHaveWhatAllOfThemBeginWith() {
        assertThat(prefix("", "Archive/2025/%", "Archive/2026/%")).isEqualTo("Archive/202");
        assertThat(prefix("", "a/%", "b/%")).isEmpty();
        assertThat(prefix("", "", "a/%")).isEqualTo("a/");
        assertThat(prefix("", "")).isEmpty();
        assertThat(prefix("", "\ud83d\ude00", "\ud83d\ude01")).isEmpty();
    }
}
