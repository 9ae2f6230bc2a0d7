package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.port.MessageOctets;

class MessageBodyTest {
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final FakeStagingArea staging = new FakeStagingArea(FakeStagingArea.Behaviour.WORKS);

    @Test
    void staysInlineUpToTheLimit() throws InterruptedException {
        InlineBudget budget = new InlineBudget(1 << 20);
        try (MessageBody body = new MessageBody(20_000, budget, staging)) {
            append(body, 20_000, 7);
            assertThat(body.complete(WITHIN))
                    .isInstanceOfSatisfying(
                            MessageOctets.Inline.class,
                            inline -> assertThat(inline.octets()).isEqualTo(pattern(20_000)));
            assertThat(budget.used()).isBetween(20_000L, 20_000L);
        }
        assertThat(budget.used()).isZero();
        assertThat(staging.objects()).isEmpty();
    }

    @Test
    void isStagedAboveTheLimit() throws InterruptedException {
        InlineBudget budget = new InlineBudget(1 << 20);
        try (MessageBody body = new MessageBody(20_000, budget, staging)) {
            append(body, 20_001, 1000);
            assertThat(budget.used()).isZero();
            assertThat(body.complete(WITHIN)).isEqualTo(new MessageOctets.Staged("staged/1", 20_001));
            body.keep();
        }
        assertThat(staging.objects().get("staged/1")).isEqualTo(pattern(20_001).toByteArray());
    }

    @Test
    void isStagedWhenTheBudgetIsSpent() throws InterruptedException {
        InlineBudget budget = new InlineBudget(9_000);
        try (MessageBody first = new MessageBody(20_000, budget, staging);
                MessageBody second = new MessageBody(20_000, budget, staging)) {
            append(first, 5_000, 100);
            append(second, 5_000, 100);
            assertThat(first.complete(WITHIN)).isInstanceOf(MessageOctets.Inline.class);
            assertThat(second.complete(WITHIN)).isInstanceOf(MessageOctets.Staged.class);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void isGivenUpUnlessItIsKept() throws InterruptedException {
        try (MessageBody body = new MessageBody(10, new InlineBudget(1 << 20), staging)) {
            append(body, 100, 100);
            body.complete(WITHIN);
            assertThat(staging.objects()).hasSize(1);
        }
        assertThat(staging.objects()).isEmpty();
        assertThat(staging.unclosed()).isZero();
    }

    private static void append(MessageBody body, int octets, int chunk) throws InterruptedException {
        byte[] pattern = pattern(octets).array();
        for (int at = 0; at < octets; at += chunk) {
            body.append(pattern, at, Math.min(chunk, octets - at));
        }
    }

    private static Octets pattern(int octets) {
        byte[] array = new byte[octets];
        for (int i = 0; i < octets; i++) {
            array[i] = (byte) (i * 31 >> 3);
        }
        return Octets.of(array);
    }

    /** An envelope with many recipients leaves less room in the record. */
    @Test
    void whatHasNoRoomInItsRecordIsStaged() throws Exception {
        FakeStagingArea area = new FakeStagingArea(FakeStagingArea.Behaviour.WORKS);
        try (MessageBody body = new MessageBody(10_000, new InlineBudget(1 << 20), area)) {
            body.append(new byte[5_000], 0, 5_000);
            body.fitInto(4_999);
            assertThat(body.complete(WITHIN)).isEqualTo(new MessageOctets.Staged("staged/1", 5_000));
            body.keep();
        }
    }
}
