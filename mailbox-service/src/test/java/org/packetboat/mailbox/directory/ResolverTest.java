package org.packetboat.mailbox.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;

final class ResolverTest {
    private final FakeDirectory directory = new FakeDirectory();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final Resolver resolver = new Resolver(directory, () -> now);

    /** Domain {@code here.test} is ours; counts the questions. */
    private static final class FakeDirectory implements Directory {
        final Map<String, Entry> entries = new HashMap<>();
        int questions;

        void account(String address, long id, Long... octetsLeft) {
            Long left = octetsLeft.length == 0 ? null : octetsLeft[0];
            entries.put(address, new Entry(address, true, Kind.ACCOUNT, id, List.of(), left));
        }

        void alias(String address, String... targets) {
            entries.put(address, new Entry(address, true, Kind.ALIAS, 0, List.of(targets), null));
        }

        @Override
        public List<Entry> lookUp(List<FoldedAddress> addresses) {
            questions++;
            List<Entry> found = new ArrayList<>();
            for (FoldedAddress address : addresses) {
                boolean isLocal = address.domain().equals("here.test");
                Entry none = new Entry(address.toString(), isLocal, Kind.NONE, 0, List.of(), null);
                found.add(entries.getOrDefault(address.toString(), none));
            }
            return found;
        }

        @Override
        public List<Entry> withLocalPart(String localPart, int limit) {
            return entries.values().stream()
                    .filter(entry -> entry.address().startsWith(localPart + "@"))
                    .limit(limit)
                    .toList();
        }

        @Override
        public List<Entry> withFullName(String foldedName, int limit) {
            return List.of();
        }
    }

    /** The Kelvin sign and the long s are no letters of ours, although Java lowers or raises them to such. */
    @Test
    void otherLettersAreOtherAddresses() throws Exception {
        directory.account("kim@here.test", 1);
        directory.account("postmaster@here.test", 2);
        directory.alias("all@here.test", "\u212aim@here.test");

        for (String address : List.of("\u212aim@here.test", "all@here.test", "po\u017ftmaster")) {
            assertThat(resolver.resolve(address, 1).getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        }
        assertThat(resolver.expand("\u212aim").getAddressesList()).isEmpty();
        assertThat(resolver.expand("KIM").getAddressesList()).containsExactly("kim@here.test");
    }

    @Test
    void asksOnceASecondForWhatExists() throws Exception {
        directory.account("alice@here.test", 1);

        for (int i = 0; i < 100; i++) {
            assertThat(resolver.resolve("Alice@here.test", 1).getAccountIdsList())
                    .containsExactly(1L);
        }
        assertThat(directory.questions).isEqualTo(1);
        now = now.plusSeconds(1);
        resolver.resolve("alice@here.test", 1);
        assertThat(directory.questions).isEqualTo(2);
    }

    @Test
    void aNewAddressCountsAtOnceAndARemovedOneAfterForgetting() throws Exception {
        assertThat(resolver.resolve("alice@here.test", 1).getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        directory.account("alice@here.test", 1);
        assertThat(resolver.resolve("alice@here.test", 1).getOutcome()).isEqualTo(Outcome.LOCAL);
        directory.entries.clear();
        resolver.forget();
        assertThat(resolver.resolve("alice@here.test", 1).getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void roomIsAlwaysAskedFor() throws Exception {
        directory.account("alice@here.test", 1, 1_000L);
        assertThat(resolver.resolve("alice@here.test", 1_000).getOutcome()).isEqualTo(Outcome.LOCAL);
        directory.account("alice@here.test", 1, 999L);
        assertThat(resolver.resolve("alice@here.test", 1_000).getOutcome()).isEqualTo(Outcome.OVER_QUOTA);
    }

    @Test
    void recallsAccountsWithoutQuotaForASecond() throws Exception {
        directory.account("alice@here.test", 1);
        directory.account("bob@here.test", 2, 1_000L);
        directory.alias("both@here.test", "alice@here.test", "bob@here.test");
        assertThat(resolver.recall("alice@here.test")).isEmpty();

        for (String address : List.of("alice@here.test", "bob@here.test", "both@here.test", "gone@here.test")) {
            resolver.resolve(address, 1);
        }
        assertThat(resolver.recall("ALICE@here.test")).contains(resolver.resolve("alice@here.test", 1));
        assertThat(resolver.recall("bob@here.test")).isEmpty();
        assertThat(resolver.recall("both@here.test")).isEmpty();
        assertThat(resolver.recall("gone@here.test")).isEmpty();
        assertThat(resolver.recall("not an address")).isEmpty();
        now = now.plusSeconds(1);
        assertThat(resolver.recall("alice@here.test")).isEmpty();
    }

    @Test
    void onlyAnswersThatKnowNoQuotaMayBeTakenAgain() throws Exception {
        directory.account("alice@here.test", 1);
        directory.account("bob@here.test", 2, 1_000L);
        directory.alias("both@here.test", "alice@here.test", "bob@here.test");
        assertThat(resolver.resolve("alice@here.test", 1).getReusableMillis()).isPositive();
        assertThat(resolver.resolve("bob@here.test", 1).getReusableMillis()).isZero();
        assertThat(resolver.resolve("both@here.test", 1).getReusableMillis()).isZero();
        assertThat(resolver.resolve("gone@here.test", 1).getReusableMillis()).isZero();
    }

    @Test
    void circlesEnd() throws Exception {
        directory.account("alice@here.test", 1);
        directory.alias("a@here.test", "b@here.test");
        directory.alias("b@here.test", "c@here.test", "alice@here.test", "eve@there.test");
        directory.alias("c@here.test", "a@here.test", "alice@here.test");

        assertThat(resolver.resolve("a@here.test", 1).getAccountIdsList()).containsExactly(1L);
        assertThat(resolver.resolve("a@here.test", 1).getRemotePathsList()).containsExactly("eve@there.test");
        assertThat(resolver.resolve("eve@there.test", 1).getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
    }
}
