package org.packetboat.mailbox.store;

import static java.util.Objects.requireNonNull;

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
                yield text.isEmpty()
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

    /** How many texts are looked for. */
    default int size() {
        return switch (this) {
            case All(List<TextCondition> all) ->
                all.stream().mapToInt(TextCondition::size).sum();
            case Any(List<TextCondition> any) ->
                any.stream().mapToInt(TextCondition::size).sum();
            case Not(TextCondition not) -> not.size();
            case Contains contains -> 1;
        };
    }

    /**
     * Judges the messages of a block.
     *
     * @param fields of one and the same block, all of {@link #fields()}
     * @param block its number
     */
    default Verdict judge(Map<HeaderField, HeaderTexts> fields, int block) {
        BitSet known = new BitSet();
        known.set(0, UidBlocks.SIZE);
        BitSet longer = new BitSet();
        for (HeaderTexts texts : fields.values()) {
            known.and(texts.known());
            longer.or(texts.longer());
        }
        BitSet fitting = fitting(fields);
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

    private BitSet fitting(Map<HeaderField, HeaderTexts> fields) {
        switch (this) {
            case All(List<TextCondition> all) -> {
                BitSet fitting = new BitSet();
                fitting.set(0, UidBlocks.SIZE);
                all.forEach(one -> fitting.and(one.fitting(fields)));
                return fitting;
            }
            case Any(List<TextCondition> any) -> {
                BitSet fitting = new BitSet();
                any.forEach(one -> fitting.or(one.fitting(fields)));
                return fitting;
            }
            case Not(TextCondition not) -> {
                BitSet fitting = not.fitting(fields);
                fitting.flip(0, UidBlocks.SIZE);
                return fitting;
            }
            case Contains(HeaderField field, String text) -> {
                return requireNonNull(fields.get(field)).containing(text);
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
