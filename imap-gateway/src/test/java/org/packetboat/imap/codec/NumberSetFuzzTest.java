package org.packetboat.imap.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/** {@code sequence-set} (RFC 3501 §9). */
@Timeout(30)
class NumberSetFuzzTest {
    /** Small enough to count up to. */
    private static final int LARGEST = 300;

    @MethodSource("sets")
    @FuzzTest
    void isResolvedToTheSameNumbersAscending(byte[] octets) {
        OctetCursor cursor = new OctetCursor(Octets.of(octets));
        NumberSet set;
        try {
            set = new Lexemes(cursor, Enabled.NONE).sequenceSet();
        } catch (SyntaxException e) {
            return;
        }
        long[] resolved = set.resolve(LARGEST);
        long last = -1;
        for (int i = 0; i < resolved.length; i += 2) {
            if (resolved[i] <= last + 1 || resolved[i + 1] < resolved[i]) {
                throw new AssertionError(set + " is not ascending, or two ranges are one");
            }
            last = resolved[i + 1];
        }
        if (!members(resolved).equals(members(set))) {
            throw new AssertionError(set + " became " + members(resolved));
        }
    }

    private static BitSet members(NumberSet set) {
        BitSet members = new BitSet();
        for (int i = 0; i < set.ranges(); i++) {
            long first = set.first(i) == NumberSet.LARGEST ? LARGEST : set.first(i);
            long last = set.last(i) == NumberSet.LARGEST ? LARGEST : set.last(i);
            add(members, Math.min(first, last), Math.max(first, last));
        }
        return members;
    }

    private static BitSet members(long[] ranges) {
        BitSet members = new BitSet();
        for (int i = 0; i < ranges.length; i += 2) {
            add(members, ranges[i], ranges[i + 1]);
        }
        return members;
    }

    /** Those that can be counted up to, and the next one. */
    private static void add(BitSet members, long first, long last) {
        if (first <= LARGEST + 1) {
            members.set((int) first, (int) Math.min(last, LARGEST + 1) + 1);
        }
    }

    static Stream<byte[]> sets() {
        return Stream.of("1", "*", "1:*", "5:3,4,*:7", "2,4:7,9,12:*", "4294967295:1", "1,2,3,5:6,7", "300:301,*")
                .map(text -> text.getBytes(ISO_8859_1));
    }
}
