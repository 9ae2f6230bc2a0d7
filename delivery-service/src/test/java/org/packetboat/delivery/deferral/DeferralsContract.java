package org.packetboat.delivery.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Deferrals.Claimed;
import org.packetboat.delivery.port.Deferrals.Due;
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
        Due due = deferrals().claimDue(10, LEASE).orElseThrow();
        assertThat(due.mail()).isEqualTo(mail);
        assertThat(due.recipients())
                .extracting(Claimed::accountId, Claimed::attempts)
                .containsExactly(tuple(1L, 1));
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
    }

    @Test
    void givesOutOneMessageAtATimeAndItsRecipientsTogether() throws Exception {
        AcceptedMail first = TestMail.to(1);
        AcceptedMail second = TestMail.to(3);
        deferrals().add(first, List.of(local(1, now().minusSeconds(20)), local(2, now())));
        deferrals().add(second, List.of(local(3, now().minusSeconds(10))));
        assertThat(claim()).extracting(Claimed::accountId).containsExactlyInAnyOrder(1L, 2L);
        assertThat(claim()).extracting(Claimed::accountId).containsExactly(3L);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
    }

    @Test
    void aClaimHasALimitAndTheNextOneIsOfTheSameMessage() throws Exception {
        Instant due = now();
        for (AcceptedMail mail : List.of(TestMail.to(1), TestMail.to(1))) {
            deferrals().add(mail, List.of(local(1, due), local(2, due), local(3, due)));
        }
        List<Due> claims = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claims.add(deferrals().claimDue(2, LEASE).orElseThrow());
        }
        assertThat(claims).extracting(one -> one.recipients().size()).containsExactly(2, 1, 2, 1);
        assertThat(claims.get(0).deliveryId()).isEqualTo(claims.get(1).deliveryId());
        assertThat(claims.get(2).deliveryId()).isEqualTo(claims.get(3).deliveryId());
    }

    @Test
    void addingAgainChangesNothing() throws Exception {
        AcceptedMail mail = TestMail.to(1);
        assertThat(deferrals().add(mail, List.of(local(1, now().plusSeconds(100)))))
                .isTrue();
        assertThat(deferrals().add(mail, List.of(local(1, now())))).isTrue();
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
    }

    @Test
    void theMessageThatWasThereFirstStays() throws Exception {
        AcceptedMail first = TestMail.to(1);
        AcceptedMail second = first.toBuilder().setHelo("other").build();
        assertThat(deferrals().add(first, List.of(local(1, now())))).isTrue();
        assertThat(deferrals().add(second, List.of(local(2, now())))).isFalse();
        Due due = deferrals().claimDue(10, LEASE).orElseThrow();
        assertThat(due.mail()).isEqualTo(first);
        assertThat(due.recipients()).hasSize(2);
    }

    @Test
    void othersJoinAMessageThatIsThere() throws Exception {
        AcceptedMail mail = TestMail.to(1);
        DeliveryId id = DeliveryId.of(mail.getDeliveryId());
        assertThat(deferrals().join(id, List.of(local(2, now())))).isFalse();
        assertThat(deferrals().count()).isZero();
        deferrals().add(mail, List.of(local(1, now())));
        assertThat(deferrals().join(id, List.of(local(1, now()), local(2, now()))))
                .isTrue();
        List<Claimed> claimed = claim();
        assertThat(claimed).hasSize(2);
        deferrals().finish(claimed);
        assertThat(deferrals().join(id, List.of(local(2, now())))).isFalse();
    }

    @Test
    void aFinishedRecipientIsGoneAndTheOthersStay() throws Exception {
        AcceptedMail mail = TestMail.to(1, 2);
        deferrals().add(mail, List.of(local(1, now()), local(2, now())));
        List<Claimed> claimed = claim();
        List<Claimed> last = List.of(claimed.getLast());
        assertThat(deferrals().finish(List.of())).isFalse();
        assertThat(deferrals().finish(List.of(claimed.getFirst()))).isFalse();
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().finish(last)).isTrue();
        assertThat(deferrals().finish(last)).isFalse();
        assertThat(deferrals().count()).isZero();
        deferrals().add(mail, List.of(local(1, now())));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aDeferredRecipientComesAgainWhenDue() throws Exception {
        deferrals().add(TestMail.to(1), List.of(local(1, now())));
        Claimed first = claim().getFirst();
        deferrals().defer(first, now(), "again");
        Claimed second = claim().getFirst();
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.fence()).isGreaterThan(first.fence());
    }

    @Test
    void anOldClaimCannotFinishOrDefer() throws Exception {
        deferrals().add(TestMail.to(1), List.of(local(1, now())));
        List<Claimed> old =
                deferrals().claimDue(10, Duration.ZERO).orElseThrow().recipients();
        List<Claimed> current = claim();
        assertThat(deferrals().finish(old)).isFalse();
        deferrals().defer(old.getFirst(), now().minusSeconds(5), "old");
        assertThat(deferrals().count()).isEqualTo(1);
        assertThat(deferrals().claimDue(10, LEASE)).isEmpty();
        assertThat(deferrals().finish(current)).isTrue();
        assertThat(deferrals().count()).isZero();
    }

    private List<Claimed> claim() throws InterruptedException {
        return deferrals().claimDue(10, LEASE).orElseThrow().recipients();
    }

    private static Waiting local(long accountId, Instant dueAt) {
        return new Waiting("account" + accountId + "@mail.test", accountId, dueAt, "test");
    }
}
