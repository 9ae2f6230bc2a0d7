package org.packetboat.imap.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingOrderTest {
    private final ReadingOrder order = new ReadingOrder();
    private final UidRanges told = UidRanges.of(1, 10, 21, 2_000);

    private String read(long uid) {
        return order.next(told, UidRanges.of(uid, uid)).toString();
    }

    @Test
    void readsFurtherAheadTheLongerAClientGoesOn() {
        assertThat(read(8)).isEmpty();
        assertThat(read(9)).isEqualTo("10,21:27");
        assertThat(read(10)).isEmpty();
        for (long uid = 21; uid < 24; uid++) {
            read(uid);
        }
        assertThat(read(24)).isEmpty();
        long ahead = 0;
        for (long uid = 25; uid <= 1_000; uid++) {
            UidRanges next = order.next(told, UidRanges.of(uid, uid));
            if (!next.isEmpty()) {
                assertThat(next.first(0)).isGreaterThan(ahead);
                ahead = next.highest();
                assertThat(ahead).isLessThanOrEqualTo(uid + 256);
            }
        }
        assertThat(ahead).isGreaterThan(1_060);
    }

    @Test
    void aClientThatJumpsOrGoesBackIsNotReadAheadFor() {
        assertThat(read(100)).isEmpty();
        assertThat(read(102)).isEmpty();
        assertThat(read(101)).isEmpty();
        assertThat(read(101)).isEmpty();
        assertThat(read(102)).isNotEmpty();
    }

    @Test
    void endsWithTheMailbox() {
        read(1_999);
        assertThat(read(2_000)).isEmpty();
    }

    @Test
    void aLargeCommandReadsAheadByItself() {
        read(100);
        assertThat(order.next(told, UidRanges.of(101, 500)).isEmpty()).isTrue();
    }
}
