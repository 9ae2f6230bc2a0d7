package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;

class SearchPlanTest {
    private static final SearchKey FLAGGED =
            SearchKey.newBuilder().setFlagsSet(4).build();
    private static final SearchKey SEEN = SearchKey.newBuilder().setFlagsSet(1).build();
    private static final SearchKey UNSEEN =
            SearchKey.newBuilder().setFlagsClear(1).build();
    private static final SearchKey WORK =
            SearchKey.newBuilder().setKeyword("work").build();
    private static final SearchKey UID =
            SearchKey.newBuilder().setUids(UidRanges.of(3, 4).toUidSet()).build();

    private static SearchKey not(SearchKey key) {
        return SearchKey.newBuilder().setNot(key).build();
    }

    private static SearchPlan all(SearchKey... keys) {
        return SearchPlan.of(SearchKey.newBuilder()
                .setAnd(SearchKeys.newBuilder().addAllKeys(java.util.List.of(keys)))
                .build());
    }

    @Test
    void whatIsRareLeads() {
        assertThat(all(SEEN, FLAGGED).rareFlags()).containsExactly(FLAGGED);
        assertThat(all(not(SEEN), WORK).rareFlags()).containsExactly(UNSEEN);
        assertThat(all(not(SEEN), WORK).rareKeyword()).isEmpty();
        assertThat(all(SEEN, WORK).rareKeyword()).contains("work");
        assertThat(all(not(not(WORK))).rareKeyword()).contains("work");
        assertThat(all(SEEN, WORK).exceptions()).isEmpty();
    }

    @Test
    void everythingButWhatIsRare() {
        assertThat(all(SEEN).exceptions().orElseThrow()).containsExactly(UNSEEN);
        assertThat(all(SEEN, UID, not(WORK), not(FLAGGED)).exceptions().orElseThrow())
                .containsExactly(UNSEEN, WORK, FLAGGED);
        assertThat(all().exceptions().orElseThrow()).isEmpty();
        assertThat(all(UID).within(UidRanges.of(1, 2, 3))).isEqualTo(UidRanges.of(3));
    }

    @Test
    void allOthersLookAtEveryMessage() {
        SearchKey either = SearchKey.newBuilder()
                .setOr(SearchPair.newBuilder().setLeft(FLAGGED).setRight(WORK))
                .build();
        SearchPlan plan = all(either, SEEN);
        assertThat(plan.rareFlags()).isEmpty();
        assertThat(plan.rareKeyword()).isEmpty();
        assertThat(plan.exceptions()).isEmpty();
        assertThat(all(not(SearchKey.newBuilder().setFlagsSet(5).build())).exceptions())
                .isEmpty();
    }
}
