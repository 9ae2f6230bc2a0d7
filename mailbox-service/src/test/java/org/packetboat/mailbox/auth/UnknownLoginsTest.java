package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.mail.failure.UnavailableException;

@Timeout(30)
final class UnknownLoginsTest {
    private static final int CONFIGURED = 65_536;

    private final AtomicInteger reads = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private UnknownLogins.Census census = () -> Map.of(4_096, 20L, CONFIGURED, 70L, 600_000, 10L);
    private final UnknownLogins unknown = new UnknownLogins(
            new SharedSecret((name, candidate) -> new byte[32], new SecureRandom()),
            () -> {
                reads.incrementAndGet();
                return census.read();
            },
            CONFIGURED,
            () -> now);

    private int iterations(int n) {
        try {
            return unknown.parameters("nobody" + n + "@mail.test").iterations();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Map<Integer, Long> sample() {
        return IntStream.range(0, 10_000)
                .boxed()
                .collect(Collectors.groupingBy(this::iterations, Collectors.counting()));
    }

    @Test
    void haveIterationsAsOftenAsAccountsDo() {
        Map<Integer, Long> sample = sample();

        assertThat(sample).containsOnlyKeys(4_096, CONFIGURED, 600_000);
        assertThat(sample.get(4_096)).isBetween(1_800L, 2_200L);
        assertThat(sample.get(CONFIGURED)).isBetween(6_700L, 7_300L);
        assertThat(sample.get(600_000)).isBetween(800L, 1_200L);
        assertThat(sample()).isEqualTo(sample);
        assertThat(reads).hasValue(1);
    }

    @Test
    void keepWhatTheyHave() throws Exception {
        assertThat(unknown.parameters("nobody@mail.test").salt())
                .hasSize(16)
                .isEqualTo(unknown.parameters("nobody@mail.test").salt())
                .isNotEqualTo(unknown.parameters("noone@mail.test").salt());
        int[] before = IntStream.range(0, 1_000).map(this::iterations).toArray();
        census = () -> Map.of(4_096, 10L, CONFIGURED, 90L);
        now = now.plus(Duration.ofMinutes(10));

        for (int i = 0; i < before.length; i++) {
            assertThat(iterations(i)).isIn(before[i], CONFIGURED);
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void haveTheConfiguredOnesWhileNothingIsKnown() {
        census = () -> {
            throw new UnavailableException("away");
        };
        assertThat(iterations(1)).isEqualTo(CONFIGURED);
        assertThat(iterations(2)).isEqualTo(CONFIGURED);
        assertThat(reads).hasValue(1);
        census = () -> Map.of(100, 1L);
        now = now.plusSeconds(10);
        assertThat(iterations(1)).isEqualTo(100);
        census = Map::of;
        now = now.plus(Duration.ofMinutes(10));
        assertThat(iterations(1)).isEqualTo(CONFIGURED);
    }

    @Test
    void doNotWaitForAReaderOnceSomethingIsKnown() throws Exception {
        assertThat(iterations(1)).isPositive();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        census = () -> {
            entered.countDown();
            goOn.await();
            return Map.of(100, 1L);
        };
        now = now.plus(Duration.ofMinutes(10));
        Thread reader = Thread.ofVirtual().start(() -> iterations(1));
        entered.await();

        assertThat(iterations(2)).isNotEqualTo(100);

        goOn.countDown();
        reader.join();
        assertThat(iterations(2)).isEqualTo(100);
    }
}
