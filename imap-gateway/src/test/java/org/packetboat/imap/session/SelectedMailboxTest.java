package org.packetboat.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;

class SelectedMailboxTest {
    private final SelectedMailbox mailbox = new SelectedMailbox(
            new MailboxKey(1, 2),
            MailboxName.INBOX,
            Access.READ_WRITE,
            3,
            new MailboxView(UidRanges.EMPTY, UidRanges.EMPTY, new Delta.Point(1, 1)),
            List.of("Work"));

    @Test
    void learnsAKeywordOnceInWhateverCase() {
        assertThat(mailbox.learns(List.of("wORK"))).isFalse();
        assertThat(mailbox.learns(List.of("Work", "Home", "HOME"))).isTrue();
        assertThat(mailbox.learns(List.of("home"))).isFalse();
        assertThat(mailbox.keywords()).containsExactly("Work", "Home");
    }

    /** Keywords come and go over a long session; it does not remember more of them than a mailbox can have. */
    @Test
    void doesNotGrowWithoutEnd() {
        for (int i = 0; i < 2_000; i++) {
            mailbox.learns(List.of("k" + i));
        }
        assertThat(mailbox.keywords()).hasSize(1_000);
        assertThat(mailbox.learns(List.of("more"))).isFalse();
    }
}
