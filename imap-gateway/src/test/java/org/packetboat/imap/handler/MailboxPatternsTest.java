package org.packetboat.imap.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.net.flow.Slices;
import org.packetboat.testkit.seed.Seed;

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

    /** RFC 3501 §6.3.8. */
    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "*, a/b/c, true",
        "%, a, true",
        "%, a/b, false",
        "%/%, a/b, true",
        "%/%, a/b/c, false",
        "a%, a, true",
        "a*c, abc, true",
        "a*c, a/b/c, true",
        "a%c, a/c, false",
        "*a%b*, a/xab, true",
        "*a%b*, a/xa/b, false",
        "%*%, a/b, true",
        "a**%%*c, ac, true",
        "inbox, INBOX, true",
        "iNb%, INBOX/sub, false",
        "iNb*SUB, INBOX/sub, false",
        "inbox*, INBOXER, false",
        "\u0131nbox, INBOX, false",
        "other, OTHER, false"
    })
    void matches(String pattern, String name, boolean expected) {
        assertThat(new MailboxPattern("", pattern).matches(name)).isEqualTo(expected);
    }

    /** As the definition says it, on patterns and names that are hard to tell apart. */
    @Test
    void matchesAsItIsDefined() {
        RandomGenerator random = Seed.random("MailboxPatternsTest");
        for (int i = 0; i < 20_000; i++) {
            String pattern = text("ab/*%", random);
            String name = text("ab/", random);
            assertThat(new MailboxPattern("", "a" + pattern).matches("a" + name))
                    .as(pattern + " " + name)
                    .isEqualTo(fits(pattern, name));
        }
        String many = "a".repeat(200);
        assertThat(new MailboxPattern("", "*" + many + "b*").matches(many + many + "/b"))
                .isFalse();
        assertThat(new MailboxPattern("", "*" + many + "b*").matches(many + many + "bc"))
                .isTrue();
    }

    private static String text(String alphabet, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean fits(String pattern, String name) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        char c = pattern.charAt(0);
        boolean wild = c == '*' || c == '%';
        boolean takes = !name.isEmpty() && (wild ? c == '*' || name.charAt(0) != '/' : c == name.charAt(0));
        return wild && fits(pattern.substring(1), name)
                || takes && fits(wild ? pattern : pattern.substring(1), name.substring(1));
    }

    @Test
    void whatNoNameCanBeMatchesNothing() {
        assertThat(new MailboxPatterns("", List.of("", "a\0*", "\u0085")).matchNothing())
                .isTrue();
        assertThat(new MailboxPatterns("\r", List.of("*")).matchNothing()).isTrue();
        assertThat(new MailboxPatterns("", List.of("*" + "a".repeat(1_001))).matchNothing())
                .isTrue();
        assertThat(new MailboxPatterns("", List.of("*".repeat(60_000) + "a".repeat(1_000))).matchNothing())
                .isFalse();
    }

    /** Ten thousand mailboxes and a pattern are nothing; as many of the longest names and patterns leave room for others. */
    @Test
    void takesTurnsWithOthersWhereItTakesLong() throws Exception {
        try (ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>())) {
            Slices slices = new Slices(pool);
            List<String> names =
                    IntStream.range(0, 10_000).mapToObj(i -> "mailbox " + i).toList();
            assertThat(new MailboxPatterns("", List.of("*9", "%y%")).matching(names, slices))
                    .hasSize(1_000);
            assertThat(pool.getTaskCount()).isZero();

            List<String> hard = Collections.nCopies(32, "*" + "a".repeat(500) + "b");
            List<String> longest =
                    IntStream.range(0, 100).mapToObj(i -> "a".repeat(990) + i).toList();
            assertThat(new MailboxPatterns("", hard).matching(longest, slices)).isEmpty();
            assertThat(pool.getTaskCount()).isBetween(20L, 40L);
        }
    }
}
