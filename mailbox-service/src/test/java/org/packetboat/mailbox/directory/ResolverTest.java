package org.packetboat.mailbox.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.MemberAccount;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;
import org.packetboat.mailbox.store.DirectoryTable.MailingList;
import org.packetboat.mailbox.store.DirectoryTable.Member;
import org.packetboat.mailbox.store.DirectoryTable.Posting;

final class ResolverTest {
    private final FakeDirectory directory = new FakeDirectory();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final Resolver resolver = new Resolver(directory, () -> now);

    /** Domain {@code here.test} is ours; counts the questions. */
    private static final class FakeDirectory implements Directory {
        final Map<String, Entry> entries = new HashMap<>();
        final Map<String, List<String>> members = new HashMap<>();
        int questions;

        @Nullable
        String catchAll;

        void account(String address, long id, Long... octetsLeft) {
            Long left = octetsLeft.length == 0 ? null : octetsLeft[0];
            entries.put(address, new Entry(address, true, Kind.ACCOUNT, id, List.of(), true, null, left, null));
        }

        void forward(String address, long id, boolean keeps, String... targets) {
            entries.put(address, new Entry(address, true, Kind.ACCOUNT, id, List.of(targets), keeps, null, null, null));
        }

        void alias(String address, String... targets) {
            entries.put(address, new Entry(address, true, Kind.ALIAS, 0, List.of(targets), true, null, null, null));
        }

        void list(String address, Posting posting, String... listMembers) {
            MailingList list = new MailingList("owner@here.test", posting, "");
            entries.put(address, new Entry(address, true, Kind.LIST, 0, List.of(), true, null, null, list));
            members.put(address, List.of(listMembers));
        }

        @Override
        public List<Entry> lookUp(List<FoldedAddress> addresses) {
            questions++;
            List<Entry> found = new ArrayList<>();
            for (FoldedAddress address : addresses) {
                boolean isLocal = address.domain().equals("here.test");
                Entry none = new Entry(
                        address.toString(),
                        isLocal,
                        Kind.NONE,
                        0,
                        List.of(),
                        true,
                        isLocal ? catchAll : null,
                        null,
                        null);
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

        @Override
        public List<Member> members(String list, String after, int limit) {
            return members.getOrDefault(list, List.of()).stream()
                    .map(member -> new Member(Ascii.toLower(member), member))
                    .filter(member -> member.folded().compareTo(after) > 0)
                    .sorted(Comparator.comparing(Member::folded))
                    .limit(limit)
                    .toList();
        }

        @Override
        public boolean isMember(String list, String address) {
            return members.getOrDefault(list, List.of()).contains(address);
        }
    }

    /** The Kelvin sign and the long s are no letters of ours, although Java lowers or raises them to such. */
    @Test
    void otherLettersAreOtherAddresses() throws Exception {
        directory.account("kim@here.test", 1);
        directory.account("postmaster@here.test", 2);
        directory.alias("all@here.test", "\u212aim@here.test");

        for (String address : List.of("\u212aim@here.test", "all@here.test", "po\u017ftmaster")) {
            assertThat(resolver.resolve(address, 1, "").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        }
        assertThat(resolver.expand("\u212aim").getAddressesList()).isEmpty();
        assertThat(resolver.expand("KIM").getAddressesList()).containsExactly("kim@here.test");
    }

    @Test
    void asksOnceASecondForWhatExists() throws Exception {
        directory.account("alice@here.test", 1);

        for (int i = 0; i < 100; i++) {
            assertThat(resolver.resolve("Alice@here.test", 1, "").getAccountIdsList())
                    .containsExactly(1L);
        }
        assertThat(directory.questions).isEqualTo(1);
        now = now.plusSeconds(1);
        resolver.resolve("alice@here.test", 1, "");
        assertThat(directory.questions).isEqualTo(2);
    }

    @Test
    void aNewAddressCountsAtOnceAndARemovedOneAfterForgetting() throws Exception {
        assertThat(resolver.resolve("alice@here.test", 1, "").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
        directory.account("alice@here.test", 1);
        assertThat(resolver.resolve("alice@here.test", 1, "").getOutcome()).isEqualTo(Outcome.LOCAL);
        directory.entries.clear();
        resolver.forget();
        assertThat(resolver.resolve("alice@here.test", 1, "").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void roomIsAlwaysAskedFor() throws Exception {
        directory.account("alice@here.test", 1, 1_000L);
        assertThat(resolver.resolve("alice@here.test", 1_000, "").getOutcome()).isEqualTo(Outcome.LOCAL);
        directory.account("alice@here.test", 1, 999L);
        assertThat(resolver.resolve("alice@here.test", 1_000, "").getOutcome()).isEqualTo(Outcome.OVER_QUOTA);
    }

    @Test
    void recallsAccountsWithoutQuotaForASecond() throws Exception {
        directory.account("alice@here.test", 1);
        directory.account("bob@here.test", 2, 1_000L);
        directory.alias("both@here.test", "alice@here.test", "bob@here.test");
        assertThat(resolver.recall("alice@here.test")).isEmpty();

        for (String address : List.of("alice@here.test", "bob@here.test", "both@here.test", "gone@here.test")) {
            resolver.resolve(address, 1, "");
        }
        assertThat(resolver.recall("ALICE@here.test")).contains(resolver.resolve("alice@here.test", 1, ""));
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
        assertThat(resolver.resolve("alice@here.test", 1, "").getReusableMillis())
                .isPositive();
        assertThat(resolver.resolve("bob@here.test", 1, "").getReusableMillis()).isZero();
        assertThat(resolver.resolve("both@here.test", 1, "").getReusableMillis())
                .isZero();
        assertThat(resolver.resolve("gone@here.test", 1, "").getReusableMillis())
                .isZero();
    }

    @Test
    void circlesEnd() throws Exception {
        directory.account("alice@here.test", 1);
        directory.alias("a@here.test", "b@here.test");
        directory.alias("b@here.test", "c@here.test", "alice@here.test", "eve@there.test");
        directory.alias("c@here.test", "a@here.test", "alice@here.test");

        assertThat(resolver.resolve("a@here.test", 1, "").getAccountIdsList()).containsExactly(1L);
        assertThat(resolver.resolve("a@here.test", 1, "").getRemotePathsList()).containsExactly("eve@there.test");
        assertThat(resolver.resolve("eve@there.test", 1, "").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
    }

    private void assertUnknown(String address, String... unknown) throws Exception {
        assertThat(resolver.resolve(address, 1, "").getUnknownList())
                .as(address)
                .containsExactly(unknown);
    }

    private void assertReaches(String address, Object... accountsAndPaths) throws Exception {
        ResolveResponse response = resolver.resolve(address, 1, "");
        List<Object> reached = new ArrayList<>(response.getAccountIdsList());
        reached.addAll(response.getRemotePathsList());
        assertThat(reached).as(address).containsExactlyInAnyOrder(accountsAndPaths);
        assertThat(response.getOutcome())
                .isEqualTo(accountsAndPaths.length == 0 ? Outcome.NO_SUCH_RECIPIENT : Outcome.LOCAL);
    }

    /** RFC 5233 §1; an address that exists with its detail is what it is. */
    @Test
    void aDetailIsPartOfNoAddress() throws Exception {
        directory.account("alice@here.test", 1);
        directory.account("alice+work@here.test", 2);
        directory.alias("both@here.test", "alice+x@here.test", "alice+work@here.test");

        assertReaches("Alice+Shop@here.test", 1L);
        assertReaches("alice+a+b@here.test", 1L);
        assertReaches("alice+@here.test", 1L);
        assertReaches("alice+work@here.test", 2L);
        assertReaches("both+x@here.test", 1L, 2L);
        assertReaches("+alice@here.test");
        assertReaches("bob+x@here.test");
        assertThat(resolver.resolve("alice+x@there.test", 1, "").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
    }

    @Test
    void mailGoesOnWithACopyOrWithout() throws Exception {
        directory.account("bob@here.test", 2);
        directory.forward("alice@here.test", 1, true, "bob@here.test", "alice@there.test");
        assertReaches("alice@here.test", 1L, 2L, "alice@there.test");
        assertReaches("alice+x@here.test", 1L, 2L, "alice@there.test");
        assertThat(resolver.recall("alice@here.test")).isEmpty();

        directory.forward("alice@here.test", 1, false, "bob@here.test", "alice@there.test");
        resolver.forget();
        assertReaches("alice@here.test", 2L, "alice@there.test");
    }

    /** RFC 5321 §6.1: the sender has to hear of it, as whoever made the alias wrote it; it keeps the mail from nobody else. */
    @Test
    void aMemberThatIsGoneIsNotForgotten() throws Exception {
        directory.account("alice@here.test", 1);
        directory.alias("all@here.test", "alice@here.test", "Gone@here.test", "inner@here.test", "eve@there.test");
        directory.alias("inner@here.test", "a b@here.test", "gone@HERE.test");
        directory.forward("bob@here.test", 2, true, "gone@here.test");
        directory.alias("none@here.test", "gone@here.test");

        assertReaches("all@here.test", 1L, "eve@there.test");
        assertUnknown("all@here.test", "Gone@here.test", "\"a b\"@here.test");
        assertReaches("bob@here.test", 2L);
        assertUnknown("bob@here.test", "gone@here.test");
        for (String nobody : List.of("none@here.test", "inner@here.test")) {
            assertReaches(nobody);
            assertUnknown(nobody);
        }
    }

    /** RFC 5321 §2.4: whether case matters is for their domain to say; so is what needs quotes. */
    @Test
    void addressesElsewhereStayAsTheyWereGiven() throws Exception {
        directory.alias("all@here.test", "Carol@there.test", "two words@there.test", "a\"b@there.test");
        assertReaches("all@here.test", "Carol@there.test", "\"two words\"@there.test", "\"a\\\"b\"@there.test");
    }

    @Test
    void whoStandsForTooManyReceivesNothing() throws Exception {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            String[] addresses = new String[100];
            for (int j = 0; j < addresses.length; j++) {
                addresses[j] = "user" + i + "-" + j + "@there.test";
            }
            directory.alias("part" + i + "@here.test", addresses);
            members.add("part" + i + "@here.test");
        }
        directory.alias("all@here.test", members.toArray(String[]::new));
        directory.alias("most@here.test", members.subList(0, 98).toArray(String[]::new));
        assertThat(resolver.resolve("all@here.test", 1, "").getOutcome()).isEqualTo(Outcome.TOO_MANY);
        assertThat(resolver.resolve("most@here.test", 1, "").getRemotePathsCount())
                .isEqualTo(9_800);
    }

    /** VRFY, EXPN and the check of senders know what RCPT knows. */
    @Test
    void whatReceivesMailCanBeAskedFor() throws Exception {
        directory.forward("alice@here.test", 1, false, "bob@here.test");
        directory.alias("staff@here.test", "alice@here.test");
        assertThat(resolver.expand("Alice+shop@here.test"))
                .isEqualTo(ExpandResponse.newBuilder()
                        .setKind(ExpandResponse.Kind.ACCOUNT)
                        .addAddresses("alice@here.test")
                        .setAccountId(1)
                        .build());
        assertThat(resolver.expand("staff+x@here.test").getKind()).isEqualTo(ExpandResponse.Kind.ALIAS);
        assertThat(resolver.expand("nobody@here.test").getKind()).isEqualTo(ExpandResponse.Kind.UNKNOWN);
        directory.catchAll = "alice@here.test";
        assertThat(resolver.expand("nobody@here.test"))
                .isEqualTo(ExpandResponse.newBuilder()
                        .setKind(ExpandResponse.Kind.ALIAS)
                        .addAddresses("alice@here.test")
                        .build());
        assertThat(resolver.expand("nobody@there.test").getKind()).isEqualTo(ExpandResponse.Kind.UNKNOWN);
    }

    /** Nobody's mail is lost in a circle. */
    @Test
    void accountsThatForwardToEachOther() throws Exception {
        directory.forward("alice@here.test", 1, false, "bob@here.test");
        directory.forward("bob@here.test", 2, false, "alice+x@here.test");
        assertReaches("alice@here.test", 1L);
        assertReaches("bob@here.test", 2L);

        directory.forward("bob@here.test", 2, true, "alice@here.test");
        resolver.forget();
        assertReaches("alice@here.test", 2L);
        assertReaches("bob@here.test", 2L);
    }

    @Test
    void ofACircleTheFirstKeepsTheMailAlsoWhenOthersReceiveIt() throws Exception {
        directory.account("carol@here.test", 3);
        directory.forward("alice@here.test", 1, false, "bob@here.test");
        directory.forward("bob@here.test", 2, false, "alice@here.test");
        directory.alias("team@here.test", "alice@here.test", "bob@here.test", "carol@here.test");
        assertReaches("team@here.test", 1L, 3L);

        directory.forward("dave@here.test", 4, false, "bob@here.test");
        directory.alias("more@here.test", "dave@here.test", "carol@here.test", "bob@far.test");
        assertReaches("more@here.test", 2L, 3L, "bob@far.test");

        directory.forward("bob@here.test", 2, false, "alice@here.test", "gone@here.test");
        resolver.forget();
        assertReaches("team@here.test", 3L);
        assertUnknown("team@here.test", "gone@here.test");
        directory.forward("bob@here.test", 2, false, "alice@here.test", "bob@far.test");
        resolver.forget();
        assertReaches("team@here.test", 3L, "bob@far.test");
    }

    @Test
    void everyCircleHasOneWhoKeepsTheMail() throws Exception {
        directory.account("carol@here.test", 3);
        directory.forward("a1@here.test", 11, false, "a2@here.test");
        directory.forward("a2@here.test", 12, false, "a1@here.test", "b1@here.test");
        directory.forward("b1@here.test", 21, false, "b2@here.test");
        directory.forward("b2@here.test", 22, false, "b1+x@here.test");
        directory.forward("c1@here.test", 31, false, "x@here.test");
        directory.alias("x@here.test", "y@here.test");
        directory.alias("y@here.test", "x@here.test");
        directory.forward("d1@here.test", 41, false, "d1+self@here.test");
        directory.list("closed@here.test", Posting.OWNER, "carol@here.test");
        directory.forward("e1@here.test", 51, false, "closed@here.test");
        directory.alias(
                "all@here.test", "a1@here.test", "c1@here.test", "d1@here.test", "e1@here.test", "carol@here.test");
        assertReaches("all@here.test", 3L, 21L, 31L, 41L, 51L);
        assertRefusing("all@here.test");
    }

    @Test
    void membersThatForwardToEachOtherAreNotForgotten() throws Exception {
        directory.account("carol@here.test", 3);
        directory.forward("alice@here.test", 1, false, "bob@here.test");
        directory.forward("bob@here.test", 2, false, "alice@here.test");
        directory.list("news@here.test", Posting.ANYONE, "alice@here.test", "bob@here.test", "carol@here.test");
        assertThat(resolver.members("news@here.test", "", 10).getAccountsList())
                .extracting(MemberAccount::getAccountId)
                .containsExactlyInAnyOrder(1L, 3L);
    }

    /** RFC 5321 §2.4. */
    @Test
    void membersElsewhereAreWrittenAsTheyWereGiven() throws Exception {
        directory.account("alice@here.test", 1);
        directory.list("news@here.test", Posting.ANYONE, "Zoe@far.test", "Alice@here.test", "bob@far.test");

        ListMembersResponse page = resolver.members("news@here.test", "", 3);

        assertThat(page.getRemotePathsList()).containsExactly("bob@far.test", "Zoe@far.test");
        assertThat(page.getAccountsList()).extracting(MemberAccount::getAddress).containsExactly("alice@here.test");
        assertThat(page.getNext()).isEqualTo("zoe@far.test");
        assertThat(resolver.expand("news@here.test").getAddressesList())
                .containsExactly("Alice@here.test", "bob@far.test", "Zoe@far.test");
    }

    private String[] far(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> name + "-" + i + "@far.test")
                .toArray(String[]::new);
    }

    @Test
    void aPageOfMembersEndsBeforeItIsTooLarge() throws Exception {
        String[] members = new String[40];
        int everybody = 0;
        for (int i = 0; i < members.length; i++) {
            members[i] = "part%02d@here.test".formatted(i);
            directory.alias(members[i], far("user" + i, 900));
            everybody += 900;
        }
        directory.list("news@here.test", Posting.ANYONE, members);
        Set<String> reached = new HashSet<>();
        String after = "";
        int pages = 0;
        do {
            ListMembersResponse page = resolver.members("news@here.test", after, 100);
            assertThat(page.getRemotePathsCount()).isPositive().isLessThan(10_000);
            assertThat(page.getUnknownList()).isEmpty();
            reached.addAll(page.getRemotePathsList());
            after = page.getNext();
            pages++;
        } while (!after.isEmpty());
        assertThat(reached).hasSize(everybody);
        assertThat(pages).isLessThan(10);
    }

    @Test
    void aMemberThatStandsForTooManyIsToldAndTheOthersAreReached() throws Exception {
        String[] parts = new String[11];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = "part" + i + "@here.test";
            directory.alias(parts[i], far("user" + i, 1_000));
        }
        directory.alias("Every one@here.test".toLowerCase(Locale.ROOT), parts);
        directory.list(
                "news@here.test", Posting.ANYONE, "a@far.test", "b@far.test", "Every one@here.test", "z@far.test");
        List<String> reached = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        String after = "";
        do {
            ListMembersResponse page = resolver.members("news@here.test", after, 100);
            assertThat(page.hasList()).isTrue();
            reached.addAll(page.getRemotePathsList());
            unknown.addAll(page.getUnknownList());
            after = page.getNext();
        } while (!after.isEmpty());
        assertThat(reached).containsExactly("a@far.test", "b@far.test", "z@far.test");
        assertThat(unknown).containsExactly("\"Every one\"@here.test");
    }

    @Test
    void aListWithoutMembersHasAPage() throws Exception {
        directory.list("new@here.test", Posting.ANYONE);
        assertThat(resolver.members("new@here.test", "", 10).hasList()).isTrue();
        assertThat(resolver.members("new@here.test", "", 10).getNext()).isEmpty();
    }

    @Test
    void aCircleMayBeLong() throws Exception {
        int length = 3_000;
        for (int i = 0; i < length; i++) {
            directory.forward("f" + i + "@here.test", i, false, "f" + (i + 1) % length + "@here.test");
        }
        directory.account("carol@here.test", 99_999);
        directory.alias("all@here.test", "f0@here.test", "carol@here.test");
        assertReaches("all@here.test", 0L, 99_999L);
    }

    @Test
    void aDetailIsPartOfNoAddressAlsoBesideIt() throws Exception {
        directory.account("alice@here.test", 1);
        directory.alias("both@here.test", "alice+x@here.test", "alice@here.test");
        assertReaches("both@here.test", 1L);
    }

    @Test
    void whatIsForNobodyIsForTheCatchAllAddress() throws Exception {
        directory.account("bob@here.test", 2);
        directory.account("postmaster@here.test", 3);
        directory.alias("old@here.test", "gone@here.test");
        directory.catchAll = "bob+all@here.test";
        assertReaches("nobody@here.test", 2L);
        assertReaches("old@here.test", 2L);
        assertReaches("postmaster@here.test", 3L);
        assertThat(resolver.resolve("nobody@there.test", 1, "").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);

        directory.catchAll = "missing@here.test";
        assertReaches("nobody@here.test");
        directory.catchAll = "all@there.test";
        assertReaches("nobody@here.test", "all@there.test");
    }

    /** RFC 3463 §3.8: not everybody may have a list expanded, and a notification is expanded for nobody. */
    @Test
    void aListIsToldToThoseWhoMayPost() throws Exception {
        directory.list("open@here.test", Posting.ANYONE, "alice@here.test");
        directory.list("club@here.test", Posting.MEMBERS, "alice@here.test", "bob@far.test");
        directory.list("news@here.test", Posting.OWNER, "alice@here.test");

        assertThat(resolver.resolve("Open@here.test", 1, "x@far.test").getListsList())
                .containsExactly("open@here.test");
        assertThat(resolver.resolve("open+1@here.test", 1, "x@far.test").getListsList())
                .containsExactly("open@here.test");
        assertThat(resolver.resolve("open@here.test", 1, "").getOutcome()).isEqualTo(Outcome.POSTING_REFUSED);
        assertThat(resolver.resolve("club@here.test", 1, "Bob@far.test").getOutcome())
                .isEqualTo(Outcome.LOCAL);
        assertThat(resolver.resolve("club@here.test", 1, "owner@here.test").getOutcome())
                .isEqualTo(Outcome.LOCAL);
        assertThat(resolver.resolve("club@here.test", 1, "eve@far.test").getOutcome())
                .isEqualTo(Outcome.POSTING_REFUSED);
        assertThat(resolver.resolve("news@here.test", 1, "alice@here.test").getOutcome())
                .isEqualTo(Outcome.POSTING_REFUSED);
        assertThat(resolver.resolve("news@here.test", 1, "owner@here.test").getOutcome())
                .isEqualTo(Outcome.LOCAL);
    }

    /** Mail of somebody who may not post. */
    private void assertRefusing(String address, String... closedLists) throws Exception {
        assertThat(resolver.resolve(address, 1, "eve@far.test").getClosedListsList())
                .as(address)
                .containsExactly(closedLists);
    }

    /** An alias of a list and of somebody else reaches the latter whoever sends, and tells of the list. */
    @Test
    void aListThatIsClosedKeepsTheMailFromNobodyElse() throws Exception {
        directory.account("alice@here.test", 1);
        directory.list("news@here.test", Posting.OWNER, "alice@here.test");
        directory.alias("all@here.test", "news@here.test", "alice@here.test");

        ResolveResponse response = resolver.resolve("all@here.test", 1, "eve@far.test");

        assertThat(response.getOutcome()).isEqualTo(Outcome.LOCAL);
        assertThat(response.getAccountIdsList()).containsExactly(1L);
        assertThat(response.getListsList()).isEmpty();
        assertThat(response.getRemotePathsList()).isEmpty();
        assertThat(response.getClosedListsList()).containsExactly("news@here.test");
        ResolveResponse owners = resolver.resolve("all@here.test", 1, "owner@here.test");
        assertThat(owners.getListsList()).containsExactly("news@here.test");
        assertThat(owners.getClosedListsList()).isEmpty();
    }

    @Test
    void everyClosedListIsToldOnceHoweverMailComesToIt() throws Exception {
        directory.account("alice@here.test", 1);
        directory.list("news@here.test", Posting.OWNER, "alice@here.test");
        directory.list("club@here.test", Posting.MEMBERS, "alice@here.test");
        directory.list("open@here.test", Posting.ANYONE, "alice@here.test");
        directory.alias("both@here.test", "News+1@here.test", "club@here.test");
        directory.forward("bob@here.test", 2, true, "news@here.test");
        directory.alias("all@here.test", "both@here.test", "news@here.test", "bob@here.test", "open@here.test");

        assertRefusing("all@here.test", "news@here.test", "club@here.test");
        assertRefusing("bob@here.test", "news@here.test");
        assertThat(resolver.resolve("both@here.test", 1, "eve@far.test").getOutcome())
                .isEqualTo(Outcome.POSTING_REFUSED);
        directory.catchAll = "bob@here.test";
        assertRefusing("nobody@here.test", "news@here.test");
    }

    /** Whose account keeps the mail since nobody else gets it has no failure to be told of. */
    @Test
    void aClosedListIsNotToldWhereAnAccountKeepsTheMailInstead() throws Exception {
        directory.account("carol@here.test", 3);
        directory.list("news@here.test", Posting.OWNER, "carol@here.test");
        directory.forward("alice@here.test", 1, false, "news@here.test");
        directory.alias("way@here.test", "news@here.test");
        directory.forward("c1@here.test", 21, false, "c2@here.test");
        directory.forward("c2@here.test", 22, false, "c1@here.test", "way@here.test");
        directory.forward("dave@here.test", 4, false, "gone@here.test", "news@here.test");

        assertReaches("alice@here.test", 1L);
        assertReaches("c2@here.test", 22L);
        assertReaches("dave@here.test", 4L);
        assertUnknown("dave@here.test");
        for (String address : List.of("alice@here.test", "Alice+x@here.test", "c1@here.test", "c2@here.test")) {
            assertRefusing(address);
        }
        assertRefusing("dave@here.test");
        directory.alias("team@here.test", "alice@here.test", "c2@here.test", "carol@here.test");
        assertRefusing("team@here.test");

        directory.alias("all@here.test", "alice@here.test", "way@here.test");
        assertReaches("all@here.test", 1L);
        assertRefusing("all@here.test", "news@here.test");
        directory.forward("erin@here.test", 5, false, "alice@here.test", "news@here.test");
        assertReaches("erin@here.test", 1L);
        assertRefusing("erin@here.test", "news@here.test");
    }

    /** RFC 2142 §6, and RFC 5321 §3.9.2: bounces reach who administers the list, and never the list. */
    @Test
    void mailForTheAdministrationIsTheOwners() throws Exception {
        directory.account("owner@here.test", 7);
        directory.list("news@here.test", Posting.ANYONE, "alice@here.test");
        directory.account("news-owner@here.test", 8);

        for (String address : List.of("news-request@here.test", "News-Bounces@here.test")) {
            assertThat(resolver.resolve(address, 1, "").getAccountIdsList()).containsExactly(7L);
        }
        assertThat(resolver.resolve("news-owner@here.test", 1, "").getAccountIdsList())
                .containsExactly(8L);
        assertThat(resolver.resolve("olds-request@here.test", 1, "").getOutcome())
                .isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }

    @Test
    void membersAreResolvedPageByPage() throws Exception {
        directory.account("alice@here.test", 1);
        directory.forward("bob@here.test", 2, false, "bob@far.test");
        directory.alias("staff@here.test", "alice@here.test", "carol@far.test");
        directory.list("inner@here.test", Posting.OWNER, "dave@far.test");
        directory.list(
                "outer@here.test",
                Posting.ANYONE,
                "alice@here.test",
                "bob@here.test",
                "gone@here.test",
                "inner@here.test",
                "staff@here.test",
                "zoe@far.test");

        ListMembersResponse first = resolver.members("outer@here.test", "", 4);
        ListMembersResponse second = resolver.members("outer@here.test", first.getNext(), 4);

        assertThat(first.getAccountsList())
                .containsExactly(MemberAccount.newBuilder()
                        .setAccountId(1)
                        .setAddress("alice@here.test")
                        .build());
        assertThat(first.getRemotePathsList()).containsExactly("bob@far.test");
        assertThat(first.getListsList()).containsExactly("inner@here.test");
        assertThat(first.getUnknownList()).containsExactly("gone@here.test");
        assertThat(second.getAccountsList()).hasSize(1);
        assertThat(second.getRemotePathsList()).containsExactlyInAnyOrder("carol@far.test", "zoe@far.test");
        assertThat(second.getNext()).isEmpty();
        assertThat(second.getList().getOwner()).isEqualTo("owner@here.test");
        assertThat(resolver.members("alice@here.test", "", 4).hasList()).isFalse();
    }

    @Test
    void expnTellsAsManyMembersAsFitIntoAnAnswer() throws Exception {
        String[] many = new String[1_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = "m" + i + "@far.test";
        }
        directory.list("many@here.test", Posting.ANYONE, many);
        directory.list("few@here.test", Posting.ANYONE, "a@far.test", "b@far.test");

        assertThat(resolver.expand("few@here.test"))
                .isEqualTo(ExpandResponse.newBuilder()
                        .setKind(ExpandResponse.Kind.MAILING_LIST)
                        .addAddresses("a@far.test")
                        .addAddresses("b@far.test")
                        .build());
        assertThat(resolver.expand("many").getAddressesCount()).isEqualTo(1_000);
        assertThat(resolver.expand("many").getMore()).isTrue();
    }
}
