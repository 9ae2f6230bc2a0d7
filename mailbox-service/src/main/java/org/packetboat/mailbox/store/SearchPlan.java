package org.packetboat.mailbox.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKey.KeyCase;

/**
 * How a search is answered without reading the mailbox. Few messages are unseen, answered, flagged, deleted, drafts or have a certain keyword: an index
 * holds them. A search that asks for one of these properties looks at those messages alone; one that only asks for the opposite of some is answered by
 * the mailbox's UID set without them. Texts of some header fields are remembered. All others look at every message.
 *
 * @param conjuncts keys that all have to be true
 */
public record SearchPlan(List<SearchKey> conjuncts) {
    /** Of one that is rare when it is not set. */
    private static final int SEEN = SystemFlag.SEEN.bit();

    /** Takes the key apart. */
    public static SearchPlan of(SearchKey key) {
        List<SearchKey> conjuncts = new ArrayList<>();
        add(key, conjuncts);
        return new SearchPlan(List.copyOf(conjuncts));
    }

    private static void add(SearchKey key, List<SearchKey> conjuncts) {
        switch (key.getKeyCase()) {
            case AND -> key.getAnd().getKeysList().forEach(each -> add(each, conjuncts));
            case FLAGS_SET -> flags(key.getFlagsSet(), KeyCase.FLAGS_SET, conjuncts);
            case FLAGS_CLEAR -> flags(key.getFlagsClear(), KeyCase.FLAGS_CLEAR, conjuncts);
            case NOT -> addOpposite(key, conjuncts);
            case ALL -> {}
            default -> conjuncts.add(key);
        }
    }

    private static void addOpposite(SearchKey not, List<SearchKey> conjuncts) {
        SearchKey key = not.getNot();
        if (key.getKeyCase() == KeyCase.NOT) {
            add(key.getNot(), conjuncts);
        } else if (key.getKeyCase() == KeyCase.FLAGS_SET && Integer.bitCount(key.getFlagsSet()) == 1) {
            flags(key.getFlagsSet(), KeyCase.FLAGS_CLEAR, conjuncts);
        } else if (key.getKeyCase() == KeyCase.FLAGS_CLEAR && Integer.bitCount(key.getFlagsClear()) == 1) {
            flags(key.getFlagsClear(), KeyCase.FLAGS_SET, conjuncts);
        } else {
            conjuncts.add(not);
        }
    }

    private static void flags(int bits, KeyCase kind, List<SearchKey> conjuncts) {
        for (SystemFlag flag : SystemFlag.values()) {
            if (flag.in(bits)) {
                conjuncts.add(
                        kind == KeyCase.FLAGS_SET
                                ? SearchKey.newBuilder().setFlagsSet(flag.bit()).build()
                                : SearchKey.newBuilder()
                                        .setFlagsClear(flag.bit())
                                        .build());
            }
        }
    }

    /** Conjuncts on flags whose messages an index holds. */
    List<SearchKey> rareFlags() {
        return conjuncts.stream().filter(SearchPlan::isRareFlag).toList();
    }

    /** A keyword that every message found has, if no flag is rare. */
    Optional<String> rareKeyword() {
        return conjuncts.stream().anyMatch(SearchPlan::isRareFlag)
                ? Optional.empty()
                : conjuncts.stream()
                        .filter(key -> key.getKeyCase() == KeyCase.KEYWORD)
                        .map(SearchKey::getKeyword)
                        .findFirst();
    }

    /** What the texts of header fields decide, of a search that otherwise looks at every message; empty when there is nothing of the kind. */
    public Optional<TextCondition> texts() {
        if (conjuncts.stream().anyMatch(SearchPlan::isSelective)) {
            return Optional.empty();
        }
        List<TextCondition> texts = conjuncts.stream()
                .map(TextCondition::of)
                .flatMap(Optional::stream)
                .toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(new TextCondition.All(texts));
    }

    /** Without what {@link #texts} decides. */
    public SearchPlan withoutTexts() {
        return new SearchPlan(conjuncts.stream()
                .filter(key -> TextCondition.of(key).isEmpty())
                .toList());
    }

    /** Whether nothing is asked of a message but its UID. */
    public boolean isOfUidsAlone() {
        return conjuncts.stream()
                .allMatch(key -> key.getKeyCase() == KeyCase.UIDS || key.getKeyCase() == KeyCase.UID_FROM);
    }

    /** Few messages fit, and an index has them. */
    private static boolean isSelective(SearchKey key) {
        return switch (key.getKeyCase()) {
            case KEYWORD, EMAIL_ID, THREAD_ID -> true;
            default -> isRareFlag(key);
        };
    }

    /**
     * What the messages that are not found have, one or the other: empty when the search is not one for everything but these. Sets of UIDs among the
     * conjuncts are to be kept to as well.
     */
    public Optional<List<SearchKey>> exceptions() {
        List<SearchKey> exceptions = new ArrayList<>();
        for (SearchKey key : conjuncts) {
            switch (key.getKeyCase()) {
                case UIDS, UID_FROM -> {}
                case FLAGS_SET, FLAGS_CLEAR, NOT -> {
                    SearchKey opposite = opposite(key);
                    if (!isRareFlag(opposite) && opposite.getKeyCase() != KeyCase.KEYWORD) {
                        return Optional.empty();
                    }
                    exceptions.add(opposite);
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(exceptions);
    }

    private static SearchKey opposite(SearchKey key) {
        return switch (key.getKeyCase()) {
            case FLAGS_SET ->
                SearchKey.newBuilder().setFlagsClear(key.getFlagsSet()).build();
            case FLAGS_CLEAR ->
                SearchKey.newBuilder().setFlagsSet(key.getFlagsClear()).build();
            case NOT -> key.getNot();
            default -> throw new IllegalArgumentException("has no opposite");
        };
    }

    private static boolean isRareFlag(SearchKey key) {
        return switch (key.getKeyCase()) {
            case FLAGS_SET -> key.getFlagsSet() != SEEN && Integer.bitCount(key.getFlagsSet()) == 1;
            case FLAGS_CLEAR -> key.getFlagsClear() == SEEN;
            default -> false;
        };
    }

    /** {@code uids} as far as the conjuncts allow. */
    public UidRanges within(UidRanges uids) {
        UidRanges left = uids;
        for (SearchKey key : conjuncts) {
            if (key.getKeyCase() == KeyCase.UIDS) {
                left = left.intersect(UidRanges.of(key.getUids()));
            } else if (key.getKeyCase() == KeyCase.UID_FROM) {
                left = left.within(key.getUidFrom(), Long.MAX_VALUE);
            }
        }
        return left;
    }
}
