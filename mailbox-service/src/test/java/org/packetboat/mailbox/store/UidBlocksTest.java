package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UidBlocksTest {
    @Test
    void blocksMeetWithoutGap() {
        assertThat(UidBlocks.blockOf(1)).isZero();
        assertThat(UidBlocks.blockOf(4_096)).isZero();
        assertThat(UidBlocks.blockOf(4_097)).isOne();
        assertThat(UidBlocks.firstOf(1)).isEqualTo(4_097);
        assertThat(UidBlocks.blockOf(0xffff_ffffL)).isEqualTo(1_048_575);
    }

    @Test
    void aWholeBlockTakesThreeOctets() {
        UidRanges whole = new UidRanges.Builder().add(4_097, 8_192).build();
        assertThat(UidBlocks.encode(1, whole)).hasSize(3);
        assertThat(UidBlocks.decode(1, UidBlocks.encode(1, whole))).isEqualTo(whole);
    }

    @Test
    void refusesWhatIsOutsideOfTheBlock() {
        UidRanges beyond = UidRanges.of(4_097);
        assertThatThrownBy(() -> UidBlocks.encode(0, beyond)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UidBlocks.encode(2, beyond)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decodesWhatItEncoded(long seed) {
        Random random = new Random(seed);
        int block = random.nextInt(1_000_000);
        UidRanges ranges = ranges(random, UidBlocks.firstOf(block), UidBlocks.SIZE, random.nextDouble());
        assertThat(UidBlocks.decode(block, UidBlocks.encode(block, ranges))).isEqualTo(ranges);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void setsBehaveLikeSets(long seed) {
        Random random = new Random(seed);
        UidRanges a = ranges(random, 1, 300, random.nextDouble());
        UidRanges b = ranges(random, 50, 300, random.nextDouble());
        BitSet both = bits(a);
        both.or(bits(b));
        assertThat(bits(a.union(b))).isEqualTo(both);
        assertThat(a.union(b).count()).isEqualTo(both.cardinality());
        BitSet rest = bits(a);
        rest.flip(1, 200);
        rest.clear(200, 400);
        assertThat(bits(a.complement(200))).isEqualTo(rest);
        BitSet middle = bits(a);
        middle.clear(0, 100);
        middle.clear(201, 400);
        assertThat(bits(a.within(100, 200))).isEqualTo(middle);
        assertThat(UidRanges.of(a.toUidSet())).isEqualTo(a);
    }

    @Test
    void joinsNeighbours() {
        assertThat(UidRanges.of(1, 2, 3, 5).toUidSet().getBoundsList()).containsExactly(1L, 3L, 5L, 5L);
        assertThatThrownBy(() -> UidRanges.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static UidRanges ranges(Random random, long from, int length, double density) {
        return UidRanges.of(LongStream.range(from, from + length)
                .filter(uid -> random.nextDouble() < density)
                .toArray());
    }

    private static BitSet bits(UidRanges ranges) {
        BitSet bits = new BitSet();
        for (int i = 0; i < ranges.size(); i++) {
            bits.set((int) ranges.first(i), (int) ranges.last(i) + 1);
        }
        return bits;
    }
}
