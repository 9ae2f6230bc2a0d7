package org.packetboat.imap.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.seed.Seed;

class UidRangesTest {
    @Test
    void joinsNeighbours() {
        assertThat(UidRanges.of(1, 3, 4, 4, 7, 9)).hasToString("1:4,7:9").isEqualTo(UidRanges.of(1, 4, 7, 9));
        assertThat(UidRanges.EMPTY).hasToString("");
    }

    @Test
    void findsPlacesInBothDirections() {
        UidRanges uids = UidRanges.of(5, 6, 10, 10, 4294967295L, 4294967295L);
        assertThat(uids.size()).isEqualTo(4);
        assertThat(uids.sequenceOf(5)).isEqualTo(1);
        assertThat(uids.sequenceOf(10)).isEqualTo(3);
        assertThat(uids.sequenceOf(4294967295L)).isEqualTo(4);
        assertThat(uids.sequenceOf(7)).isZero();
        assertThat(uids.sequenceOf(4)).isZero();
        assertThat(uids.uidAt(4)).isEqualTo(4294967295L);
        assertThat(uids.highest()).isEqualTo(4294967295L);
        assertThat(uids.slice(2, 3)).isEqualTo(UidRanges.of(6, 6, 10, 10));
    }

    @Test
    void refusesWhatIsNotAscendingOrTooLarge() {
        assertThatThrownBy(() -> UidRanges.of(7, 9, 3, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UidRanges.of(0, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UidRanges.of(1, 4294967295L)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agreesWithPlainSets() {
        RandomGenerator random = Seed.random("UidRangesTest");
        for (int round = 0; round < 300; round++) {
            TreeSet<Long> a = set(random);
            TreeSet<Long> b = set(random);
            UidRanges left = ranges(a);
            UidRanges right = ranges(b);
            TreeSet<Long> union = new TreeSet<>(a);
            union.addAll(b);
            assertThat(list(left.union(right))).containsExactlyElementsOf(union);
            TreeSet<Long> both = new TreeSet<>(a);
            both.retainAll(b);
            assertThat(list(left.intersect(right))).containsExactlyElementsOf(both);
            TreeSet<Long> rest = new TreeSet<>(a);
            rest.removeAll(b);
            assertThat(list(left.without(right))).containsExactlyElementsOf(rest);
            int sequence = 0;
            for (long uid : a) {
                assertThat(left.sequenceOf(uid)).isEqualTo(++sequence);
                assertThat(left.uidAt(sequence)).isEqualTo(uid);
            }
            if (!a.isEmpty()) {
                int first = random.nextInt(a.size()) + 1;
                int last = first + random.nextInt(a.size() - first + 1);
                assertThat(list(left.slice(first, last)))
                        .containsExactlyElementsOf(List.copyOf(a).subList(first - 1, last));
            }
        }
    }

    private static TreeSet<Long> set(RandomGenerator random) {
        TreeSet<Long> set = new TreeSet<>();
        int size = random.nextInt(40);
        for (int i = 0; i < size; i++) {
            set.add(random.nextLong(60) + 1);
        }
        return set;
    }

    private static UidRanges ranges(TreeSet<Long> set) {
        UidRanges.Builder builder = new UidRanges.Builder();
        set.forEach(builder::add);
        return builder.build();
    }

    private static List<Long> list(UidRanges ranges) {
        List<Long> list = new ArrayList<>();
        ranges.forEach(list::add);
        return list;
    }
}
