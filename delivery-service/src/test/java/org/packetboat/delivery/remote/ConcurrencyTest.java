package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.packetboat.delivery.remote.Concurrency.Answer;
import org.packetboat.delivery.remote.Concurrency.Health;
import org.packetboat.delivery.remote.Concurrency.Slot;

class ConcurrencyTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Concurrency concurrency = new Concurrency(12, 5, nanos::get);

    @Test
    void aDestinationGetsMoreWhileItWorksAndLessWhenItFails() {
        List<Slot> first = startAll("a", Health.LIVE);
        assertThat(first).hasSize(2);
        for (int i = 0; i < 40; i++) {
            concurrency.worked(first.getFirst());
        }
        List<Slot> more = startAll("a", Health.LIVE);
        assertThat(more).hasSize(3);
        assertThat(concurrency.failed(more.getFirst())).isEqualTo(1);
        assertThat(concurrency.failed(more.getFirst())).isEqualTo(2);
        assertThat(concurrency.worked(more.getFirst())).isTrue();
        assertThat(concurrency.failed(more.getFirst())).isEqualTo(1);
        first.forEach(concurrency::ended);
        more.forEach(concurrency::ended);
        assertThat(startAll("a", Health.LIVE)).hasSize(1);
    }

    @Test
    void deadDestinationsLeaveHalfToTheLivingAndGetOneEach() {
        for (int i = 0; i < 100; i++) {
            concurrency.start("dead" + i, "dead" + i, Health.FAILING);
        }
        assertThat(concurrency.running()).isEqualTo(6);
        assertThat(concurrency.start("dead0", "dead0", Health.FAILING)).isInstanceOf(Answer.NotHere.class);
        assertThat(startAll("live", Health.LIVE)).hasSize(2);
    }

    @Test
    void whatDiesUnderItsWorkersCountsAsDead() {
        Slot proven = startAll("proven", Health.LIVE).getFirst();
        for (int i = 0; i < 10; i++) {
            concurrency.worked(proven);
        }
        List<Slot> dying = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            dying.addAll(startAll("dying" + i, Health.LIVE));
        }
        assertThat(dying).hasSize(8);
        dying.forEach(concurrency::failed);
        assertThat(concurrency.start("other", "other", Health.FAILING)).isInstanceOf(Answer.NotHere.class);
        assertThat(startAll("proven", Health.LIVE)).isNotEmpty();
    }

    @Test
    void tarPitsDoNotGetEverything() {
        Slot proven = startAll("proven", Health.LIVE).getFirst();
        concurrency.worked(proven);
        concurrency.ended(proven);
        for (int i = 0; i < 100; i++) {
            startAll("tar" + i, Health.LIVE);
        }
        assertThat(concurrency.running()).isLessThan(12);
        assertThat(startAll("proven", Health.LIVE)).isNotEmpty();
        // They stand still, which is as good as dead: no room for the dead either.
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(concurrency.start("dead", "dead", Health.FAILING)).isInstanceOf(Answer.NotHere.class);
    }

    @Test
    void allTogetherAreBounded() {
        List<Slot> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<Slot> some = startAll("a" + i, Health.LIVE);
            some.forEach(concurrency::worked);
            all.addAll(some);
        }
        assertThat(all).hasSize(12);
        assertThat(concurrency.start("more", "more", Health.LIVE)).isInstanceOf(Answer.NotNow.class);
        assertThat(concurrency.mayGoOn(all.getFirst())).isFalse();
        concurrency.ended(all.removeLast());
        assertThat(concurrency.start("more", "more", Health.LIVE)).isInstanceOf(Answer.Yes.class);
        assertThat(concurrency.mayGoOn(all.getFirst())).isTrue();
    }

    @Test
    void whereAllShareAHostNobodyKeepsItWhileAnotherWaits() {
        Slot deep = ((Answer.Yes) concurrency.start("host", "deep.test", Health.LIVE)).slot();
        Slot second = ((Answer.Yes) concurrency.start("host", "deep.test", Health.LIVE)).slot();
        assertThat(concurrency.start("host", "deep.test", Health.LIVE)).isInstanceOf(Answer.NotHere.class);
        assertThat(concurrency.mayGoOn(deep)).isTrue();
        assertThat(concurrency.start("host", "other.test", Health.LIVE)).isInstanceOf(Answer.NotNow.class);
        assertThat(concurrency.mayGoOn(deep)).isFalse();
        concurrency.ended(deep);
        assertThat(concurrency.start("host", "other.test", Health.LIVE)).isInstanceOf(Answer.Yes.class);
        assertThat(concurrency.mayGoOn(second)).isTrue();
    }

    @Test
    void aConnectionTooManyOnlyLowersTheLimit() {
        List<Slot> two = startAll("a", Health.LIVE);
        for (int i = 0; i < 40; i++) {
            concurrency.worked(two.getFirst());
        }
        List<Slot> more = startAll("a", Health.LIVE);
        assertThat(concurrency.isCrowded(more.getLast())).isFalse();
        two.forEach(slot -> concurrency.talks(slot, true));
        assertThat(concurrency.isCrowded(more.getLast())).isTrue();
        more.forEach(concurrency::ended);
        for (int i = 0; i < 40; i++) {
            concurrency.worked(two.getFirst());
        }
        assertThat(startAll("a", Health.LIVE)).isEmpty();
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(startAll("a", Health.LIVE)).isNotEmpty();
    }

    private List<Slot> startAll(String destination, Health health) {
        List<Slot> started = new ArrayList<>();
        while (concurrency.start(destination, destination, health) instanceof Answer.Yes yes) {
            started.add(yes.slot());
        }
        return started;
    }
}
