package org.packetboat.mailbox.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.records.MailboxChange;

class PacedHintsTest {
    private static final long INTERVAL = Duration.ofMillis(10).toNanos();
    private static final long START = 1_000;

    private final PacedHints hints = new PacedHints(Duration.ofNanos(INTERVAL), 4);

    @Test
    void tellsAFirstChangeAtOnce() {
        assertThat(hints.nanosToWait(START)).isEqualTo(Long.MAX_VALUE);
        leave(1, 7);
        assertThat(hints.nanosToWait(START)).isZero();
        assertThat(hints.take(START)).containsExactly(change(1, 7));
        assertThat(hints.nanosToWait(START)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void tellsOnlyTheLastOfTheChangesThatFollowAndThatOneAfterTheInterval() {
        tell(1, 7);
        leave(1, 8);
        leave(1, 10);
        leave(1, 9);

        assertThat(hints.take(START + INTERVAL - 1)).isEmpty();
        assertThat(hints.nanosToWait(START + INTERVAL - 1)).isEqualTo(1);
        assertThat(hints.nanosToWait(START + INTERVAL)).isZero();
        assertThat(hints.take(START + INTERVAL)).containsExactly(change(1, 10));
    }

    @Test
    void startsAnewIntervalWithEachHint() {
        tell(1, 1);
        leave(1, 2);
        hints.take(START + INTERVAL);
        leave(1, 3);

        assertThat(hints.take(START + 2 * INTERVAL - 1)).isEmpty();
        assertThat(hints.take(START + 2 * INTERVAL)).containsExactly(change(1, 3));
    }

    @Test
    void pacesEachMailboxForItself() {
        tell(1, 1);
        leave(1, 2);
        leave(2, 5);

        assertThat(hints.take(START + 1)).containsExactly(change(2, 5));
        assertThat(hints.take(START + INTERVAL)).containsExactly(change(1, 2));
    }

    @Test
    void keepsNoMoreThanItsLimitButStillTheLatestOfThose() {
        for (int mailbox = 1; mailbox <= 6; mailbox++) {
            leave(mailbox, 1);
        }
        leave(4, 2);

        assertThat(hints.take(START)).containsExactlyInAnyOrder(change(1, 1), change(2, 1), change(3, 1), change(4, 2));
    }

    @Test
    void handsOutEverythingAtTheEnd() {
        tell(1, 1);
        leave(1, 2);
        leave(2, 1);

        assertThat(hints.takeAll()).containsExactlyInAnyOrder(change(1, 2), change(2, 1));
        assertThat(hints.takeAll()).isEmpty();
    }

    private void leave(long mailboxId, long modSeq) {
        hints.leave(change(mailboxId, modSeq));
    }

    /** Leaves it, and has it taken at the start. */
    private void tell(long mailboxId, long modSeq) {
        leave(mailboxId, modSeq);
        hints.take(START);
    }

    private static MailboxChange change(long mailboxId, long modSeq) {
        return MailboxChange.newBuilder()
                .setAccountId(3)
                .setMailboxId(mailboxId)
                .setModSeq(modSeq)
                .build();
    }
}
