package org.packetboat.mailbox.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.testkit.conformance.Covers;

final class MailboxNameTest {
    @ParameterizedTest
    @CsvSource({
        "inbox, INBOX",
        "InBox, INBOX",
        "iNbOx/sub/Inbox, INBOX/sub/Inbox",
        "inboxes, inboxes",
        "\u0131nbox, \u0131nbox",
        "Archive/2026, Archive/2026",
        "a b/*%, a b/*%",
        "Entwu\u0308rfe, Entw\u00fcrfe"
    })
    @Covers("RFC 9051 §5.1")
    void hasOneForm(String given, String stored) {
        assertThat(MailboxName.of(given).value()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "a\u0000b",
                "a\r\nb",
                "a\u007f",
                "a\u0085",
                "a\u2028",
                "a\u2029b",
                "\ufeffa",
                "a\uffff",
                "a\ud800",
                "a\u0378"
            })
    @Covers("RFC 9051 §5.1")
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> MailboxName.of(name))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.INVALID_MAILBOX_NAME));
    }

    @Test
    void refusesWhatIsTooLongOrTooDeep() {
        assertThat(MailboxName.of("x".repeat(1_000)).value()).hasSize(1_000);
        assertThatThrownBy(() -> MailboxName.of("\u00fc".repeat(501))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> MailboxName.of("a/".repeat(32) + "a")).isInstanceOf(RefusedException.class);
    }

    @Test
    void aTrailingSeparatorOnlyDeclaresInferiors() {
        assertThat(MailboxName.toCreate("foo/")).isEqualTo(MailboxName.of("foo"));
        assertThatThrownBy(() -> MailboxName.toCreate("foo//")).isInstanceOf(RefusedException.class);
    }

    @Test
    void knowsItsSuperiors() {
        assertThat(MailboxName.of("a/b/c").superiors()).containsExactly(MailboxName.of("a"), MailboxName.of("a/b"));
        assertThat(MailboxName.of("a").superiors()).isEmpty();
    }

    @Test
    void inferiorsLieBetweenPrefixAndEnd() {
        MailboxName name = MailboxName.of("a");

        for (String inferior : new String[] {"a/b", "a/\u00fc", "a/ ", "a/z/z", "a/\ud83d\ude00"}) {
            assertThat(inferior).isBetween(name.inferiorPrefix(), name.inferiorEnd());
            assertThat(MailboxName.of(inferior).isInferiorOf(name)).isTrue();
        }
        for (String other : new String[] {"a", "a b", "a-", "a0", "ab/c"}) {
            assertThat(other.compareTo(name.inferiorPrefix()) >= 0 && other.compareTo(name.inferiorEnd()) < 0)
                    .isFalse();
        }
    }

    @Test
    void movesAlong() {
        assertThat(MailboxName.of("a/b/c").moved(MailboxName.of("a/b"), MailboxName.of("x/y")))
                .isEqualTo(MailboxName.of("x/y/c"));
    }
}
