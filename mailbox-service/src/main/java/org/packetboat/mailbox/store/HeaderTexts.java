package org.packetboat.mailbox.store;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one header field of the messages in a block of {@link UidBlocks#SIZE} UIDs, in one string after another, so that they are searched as one.
 * A message keeps its UID and its header as long as it lives, so what is here stays true; it may tell of messages that are expunged. Immutable:
 * nobody changes the sets that it hands out.
 */
public final class HeaderTexts {
    /** Octets of a text that is kept; most are shorter. */
    static final int LONGEST = 256;

    /** Characters of all texts of a block that are kept; those after them count as too long. */
    private static final int MOST = 262_144;

    /** Between texts. Neither they nor what is looked for have one: {@link Text#storable}. */
    private static final char BORDER = '\0';

    /** Octets of memory for what is not counted one by one. */
    private static final int OVERHEAD = 500;

    private final long last;
    private final String texts;

    /** Of each text, ascending. */
    private final int[] starts;

    /** Of each text: its place in the block. */
    private final char[] places;

    private final BitSet known;
    private final BitSet longer;
    private final int weight;

    private HeaderTexts(long last, Builder builder) {
        this.last = last;
        this.texts = builder.texts.toString();
        this.starts = Arrays.copyOf(builder.starts, builder.count);
        this.places = Arrays.copyOf(builder.places, builder.count);
        this.known = builder.known;
        this.longer = builder.longer;
        this.weight = OVERHEAD
                + texts.length() * (builder.wide ? 2 : 1)
                + starts.length * (Integer.BYTES + Character.BYTES)
                + (known.size() + longer.size()) / Byte.SIZE;
    }

    /** Everything up to this UID is here, as far as it belongs to the block. */
    public long last() {
        return last;
    }

    /** Places in the block whose text is known: UID minus the first of the block. */
    BitSet known() {
        return known;
    }

    /** Places in the block whose text is too long to be kept here. */
    BitSet longer() {
        return longer;
    }

    /** Octets of memory, about. */
    public int weight() {
        return weight;
    }

    /** Number of characters that a search looks at. */
    public int length() {
        return texts.length();
    }

    /**
     * Places in the block whose text contains {@code text}.
     *
     * @param text not empty, folded as the column is
     */
    public BitSet containing(String text) {
        BitSet containing = new BitSet();
        int next = 0;
        int found = texts.indexOf(text);
        while (found >= 0) {
            while (next < starts.length && starts[next] <= found) {
                next++;
            }
            containing.set(places[next - 1]);
            found = next == starts.length ? -1 : texts.indexOf(text, starts[next]);
        }
        return containing;
    }

    /** Collects the texts of a block in the order of their UIDs. Not thread-safe. */
    static final class Builder {
        private final int block;
        private final StringBuilder texts = new StringBuilder();
        private final BitSet known = new BitSet();
        private final BitSet longer = new BitSet();
        private int[] starts = new int[64];
        private char[] places = new char[64];
        private int count;
        private boolean wide;

        /** @param before whose end it goes on from; null to begin */
        Builder(int block, @Nullable HeaderTexts before) {
            this.block = block;
            if (before != null) {
                texts.append(before.texts);
                known.or(before.known);
                longer.or(before.longer);
                starts = before.starts.clone();
                places = before.places.clone();
                count = starts.length;
                wide = isWide(before.texts);
            }
        }

        /** @param text null when it is too long */
        void add(long uid, @Nullable String text) {
            int place = (int) (uid - UidBlocks.firstOf(block));
            if (text == null || texts.length() + text.length() >= MOST) {
                longer.set(place);
                return;
            }
            if (count == starts.length) {
                int larger = Math.max(64, 2 * count);
                starts = Arrays.copyOf(starts, larger);
                places = Arrays.copyOf(places, larger);
            }
            starts[count] = texts.length();
            places[count] = (char) place;
            count++;
            texts.append(text).append(BORDER);
            wide = wide || isWide(text);
            known.set(place);
        }

        private static boolean isWide(String text) {
            return text.chars().anyMatch(c -> c > 0xff);
        }

        /** @param last no message up to this UID is missing, but those that were expunged */
        HeaderTexts build(long last) {
            return new HeaderTexts(last, this);
        }
    }
}
