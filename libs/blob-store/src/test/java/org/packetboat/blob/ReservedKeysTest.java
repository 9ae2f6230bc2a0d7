package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReservedKeysTest {
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger blocks = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong(5);

    private ReservedKeys.Block reserve(int count) {
        blocks.incrementAndGet();
        List<String> keys = IntStream.range(0, count)
                .mapToObj(i -> "pack/" + given.incrementAndGet())
                .toList();
        return new ReservedKeys.Block(keys, Duration.ofHours(1));
    }

    @Test
    void givesEachKeyOnceFromGrowingBlocks() throws Exception {
        ReservedKeys keys = new ReservedKeys(this::reserve);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            assertThat(seen.add(keys.next().objectKey())).isTrue();
        }
        assertThat(blocks.get()).isLessThan(20);
    }

    @Test
    void forgetsKeysWhoseValidityIsNearlyOver() throws Exception {
        ReservedKeys keys = new ReservedKeys(this::reserve, clock::get);
        ReservedKey first = keys.next();
        assertThat(first.isValidAt(clock.get())).isTrue();
        clock.addAndGet(Duration.ofMinutes(56).toNanos());
        assertThat(first.isValidAt(clock.get())).isTrue();
        ReservedKey second = keys.next();
        assertThat(second.isValidAt(clock.get() + Duration.ofMinutes(50).toNanos()))
                .isTrue();
        assertThat(first.isValidAt(clock.get() + Duration.ofMinutes(5).toNanos()))
                .isFalse();
    }

    @Test
    void reportsAFailedReservationAndTriesAgainWhenAskedAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        ReservedKeys keys = new ReservedKeys(count -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("ledger is away");
            }
            return reserve(count);
        });
        assertThatThrownBy(keys::next).isInstanceOf(IllegalStateException.class);
        assertThat(keys.next().objectKey()).isEqualTo("pack/1");
    }
}
