package org.packetboat.delivery.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Claimed;
import org.packetboat.delivery.port.Deferrals.Waiting;

/** What every {@link Deferrals} does; starts each test empty. */
public abstract class DeferralsContract {
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** The table under test, empty. */
    protected abstract Deferrals deferrals();

    /** By its own clock. */
    protected abstract Instant now();

    @Test
    void givesOutWhatIsDueOnce() throws Exception {
        AcceptedMail mail = TestMail.to(1, 2);
        deferrals().add(mail, List.of(local(1, now()), local(2, now().plusSeconds(100))));
        List<Claimed> claimed = deferrals().claimDue(10, LEASE);
        assertThat(claimed).hasSize(1);
        assertThat(claimed.getFirst().accountId()).isEqualTo(1);
        assertThat(claimed.getFirst().attempts()).isEqualTo(1);
        assertThat(claimed.getFirst().mail()).isEqualTo(mail);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
    }

    @Test
    void addingAgainChangesNothing() throws Exception {
        AcceptedMail mail = TestMail.to(1);
        deferrals().add(mail, List.of(local(1, now().plusSeconds(100))));
        deferrals().add(mail, List.of(local(1, now())));
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
    }

    @Test
    void aFinishedRecipientIsGoneAndTheOthersStay() throws Exception {
        AcceptedMail mail = TestMail.to(1, 2);
        deferrals().add(mail, List.of(local(1, now()), local(2, now())));
        List<Claimed> claimed = deferrals().claimDue(10, LEASE);
        assertThat(deferrals().finish(claimed.getFirst())).isFalse();
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().finish(claimed.getLast())).isTrue();
        assertThat(deferrals().finish(claimed.getLast())).isFalse();
        assertThat(deferrals().count()).isZero();
        deferrals().add(mail, List.of(local(1, now())));
        assertThat(deferrals().claimDue(10, LEASE)).hasSize(1);
    }

    @Test
    void aDeferredRecipientComesAgainWhenDue() throws Exception {
        deferrals().add(TestMail.to(1), List.of(local(1, now())));
        Claimed first = deferrals().claimDue(10, LEASE).getFirst();
        deferrals().defer(first, now(), "again");
        Claimed second = deferrals().claimDue(10, LEASE).getFirst();
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.fence()).isGreaterThan(first.fence());
    }

    @Test
    void anOldClaimCannotFinishOrDefer() throws Exception {
        deferrals().add(TestMail.to(1), List.of(local(1, now())));
        Claimed old = deferrals().claimDue(10, Duration.ZERO).getFirst();
        Claimed current = deferrals().claimDue(10, LEASE).getFirst();
        assertThat(deferrals().finish(old)).isFalse();
        deferrals().defer(old, now().minusSeconds(5), "old");
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
        assertThat(deferrals().finish(current)).isTrue();
        assertThat(deferrals().count()).isZero();
    }

    private static Waiting local(long accountId, Instant dueAt) {
        return new Waiting("account" + accountId + "@mail.test", accountId, dueAt, "test");
    }
}
