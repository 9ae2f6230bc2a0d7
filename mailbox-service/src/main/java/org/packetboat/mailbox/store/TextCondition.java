package org.packetboat.mailbox.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.mail.message.HeaderSearch;

/** A search key that is decided by the texts of {@link HeaderField}s alone. */
public sealed interface TextCondition {
    /** Characters of a text that is looked for: so much is compared at each character at worst. */
    int LONGEST = 64;

    record All(List<TextCondition> conditions) implements TextCondition {}

    record Any(List<TextCondition> conditions) implements TextCondition {}

    record Not(TextCondition condition) implements TextCondition {}

    /** @param text not empty, folded as the column is */
    record Contains(HeaderField field, String text) implements TextCondition {}

    /** Empty when the key asks for anything else too. */
    static Optional<TextCondition> of(SearchKey key) {
        return switch (key.getKeyCase()) {
            case AND -> all(key.getAnd().getKeysList()).map(All::new);
            case OR ->
                all(List.of(key.getOr().getLeft(), key.getOr().getRight())).map(Any::new);
            case NOT -> of(key.getNot()).map(Not::new);
            case HEADER -> {
                String text = HeaderSearch.folded(key.getHeader().getValue());
                yield text.isEmpty() || text.length() > LONGEST
                        ? Optional.empty()
                        : HeaderField.named(key.getHeader().getName())
                                .map(field -> new Contains(field, Text.storable(text)));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<List<TextCondition>> all(List<SearchKey> keys) {
        List<TextCondition> conditions = new ArrayList<>(keys.size());
        for (SearchKey key : keys) {
            Optional<TextCondition> condition = of(key);
            if (condition.isEmpty()) {
                return Optional.empty();
            }
            conditions.add(condition.get());
        }
        return Optional.of(conditions);
    }

    /** Fields that it looks at. */
    default Set<HeaderField> fields() {
        Set<HeaderField> fields = EnumSet.noneOf(HeaderField.class);
        addFields(fields);
        return fields;
    }

    private void addFields(Set<HeaderField> fields) {
        switch (this) {
            case All(List<TextCondition> all) -> all.forEach(one -> one.addFields(fields));
            case Any(List<TextCondition> any) -> any.forEach(one -> one.addFields(fields));
            case Not(TextCondition not) -> not.addFields(fields);
            case Contains(HeaderField field, String text) -> fields.add(field);
        }
    }

    /** Looks for one text. */
    @FunctionalInterface
    interface Look {
        BitSet containing(HeaderField field, String text) throws InterruptedException;
    }

    /**
     * Judges the messages of a block.
     *
     * @param texts of one and the same block, all of {@link #fields()}
     * @param block its number
     * @param look what {@link HeaderTexts#containing} says
     */
    default Verdict judge(Map<HeaderField, HeaderTexts> texts, int block, Look look) throws InterruptedException {
        BitSet known = new BitSet();
        known.set(0, UidBlocks.SIZE);
        BitSet longer = new BitSet();
        for (HeaderTexts one : texts.values()) {
            known.and(one.known());
            longer.or(one.longer());
        }
        BitSet fitting = fitting(look);
        fitting.and(known);
        return new Verdict(uids(fitting, block), uids(longer, block));
    }

    /**
     * Of a block; both may have messages that are expunged by now.
     *
     * @param fitting for certain
     * @param unknown a text is too long to be known here
     */
    record Verdict(UidRanges fitting, UidRanges unknown) {}

    /** A set of the caller's own. */
    private BitSet fitting(Look look) throws InterruptedException {
        switch (this) {
            case All(List<TextCondition> all) -> {
                BitSet fitting = new BitSet();
                fitting.set(0, UidBlocks.SIZE);
                for (TextCondition one : all) {
                    fitting.and(one.fitting(look));
                }
                return fitting;
            }
            case Any(List<TextCondition> any) -> {
                BitSet fitting = new BitSet();
                for (TextCondition one : any) {
                    fitting.or(one.fitting(look));
                }
                return fitting;
            }
            case Not(TextCondition not) -> {
                BitSet fitting = not.fitting(look);
                fitting.flip(0, UidBlocks.SIZE);
                return fitting;
            }
            case Contains(HeaderField field, String text) -> {
                return look.containing(field, text);
            }
        }
    }

    private static UidRanges uids(BitSet places, int block) {
        UidRanges.Builder uids = new UidRanges.Builder();
        long first = UidBlocks.firstOf(block);
        for (int from = places.nextSetBit(0); from >= 0; ) {
            int to = places.nextClearBit(from);
            uids.add(first + from, first + to - 1);
            from = places.nextSetBit(to);
        }
        return uids.build();
    }
}
