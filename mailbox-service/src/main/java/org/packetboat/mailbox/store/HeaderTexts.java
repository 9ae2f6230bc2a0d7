package org.packetboat.mailbox.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The texts of one header field of the messages in a block of {@link UidBlocks#SIZE} UIDs, in one string after another, so that they are searched as one.
 * A message keeps its UID and its header as long as it lives, so what is here stays true; it may tell of messages that are expunged. Immutable.
 */
public final class HeaderTexts {
    /** Between texts. Neither they nor what is looked for have one: {@link Text#storable}. */
    private static final char BORDER = '\0';

    /** For what is not the characters: objects, and two numbers a message. */
    private static final int OVERHEAD = 200;

    private final long last;
    private final String texts;

    /** Of each text, ascending. */
    private final int[] starts;

    /** Of each text: its place in the block. */
    private final char[] places;

    private final BitSet known;
    private final BitSet longer;

    private HeaderTexts(long last, Builder builder) {
        this.last = last;
        this.texts = builder.texts.toString();
        this.starts = builder.starts.stream().mapToInt(Integer::intValue).toArray();
        this.places = new char[starts.length];
        this.known = builder.known;
        this.longer = builder.longer;
        int place = -1;
        for (int i = 0; i < places.length; i++) {
            place = known.nextSetBit(place + 1);
            places[i] = (char) place;
        }
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
        boolean wide = texts.chars().anyMatch(c -> c > 0xff);
        return OVERHEAD + texts.length() * (wide ? 2 : 1) + starts.length * 6;
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
    BitSet containing(String text) {
        BitSet containing = new BitSet();
        int i = 0;
        for (int found = texts.indexOf(text);
                found >= 0;
                found = i == starts.length ? -1 : texts.indexOf(text, starts[i])) {
            while (i < starts.length && starts[i] <= found) {
                i++;
            }
            containing.set(places[i - 1]);
        }
        return containing;
    }

    /** Collects the texts of a block in the order of their UIDs. Not thread-safe. */
    static final class Builder {
        private final int block;
        private final StringBuilder texts;
        private final List<Integer> starts;
        private final BitSet known;
        private final BitSet longer;

        Builder(int block) {
            this.block = block;
            texts = new StringBuilder();
            starts = new ArrayList<>();
            known = new BitSet(UidBlocks.SIZE);
            longer = new BitSet();
        }

        /** Goes on where {@code before} ends. */
        Builder(int block, HeaderTexts before) {
            this.block = block;
            texts = new StringBuilder(before.texts);
            starts = new ArrayList<>();
            for (int start : before.starts) {
                starts.add(start);
            }
            known = (BitSet) before.known.clone();
            longer = (BitSet) before.longer.clone();
        }

        void add(long uid, String text) {
            starts.add(texts.length());
            texts.append(text).append(BORDER);
            known.set(place(uid));
        }

        void addLonger(long uid) {
            longer.set(place(uid));
        }

        private int place(long uid) {
            return (int) (uid - UidBlocks.firstOf(block));
        }

        /** @param last no message up to this UID is missing, but those that were expunged */
        HeaderTexts build(long last) {
            return new HeaderTexts(last, this);
        }
    }
}
