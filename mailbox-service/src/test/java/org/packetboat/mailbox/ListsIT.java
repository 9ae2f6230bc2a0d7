package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.AdmitSubmissionRequest;
import org.packetboat.contracts.mailbox.AdmitSubmissionResponse;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ListMembersRequest;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.mailbox.account.AccountSettings;
import org.packetboat.mailbox.account.AdminException;
import org.packetboat.mailbox.account.MailingLists;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.store.DirectoryTable.Member;

/** Mailing lists and settings of accounts from the administrator's and from the other services' side. */
final class ListsIT {
    private static RunningService service;
    private static DirectoryClient directory;
    private static MailingLists lists;
    private static AccountSettings settings;
    private static long alice;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data);
        directory = service.channel().directory();
        lists = service.application().lists();
        settings = service.application().accountSettings();
        alice = service.account("alice");
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    private static ResolveResponse resolve(String address, String sender) throws InterruptedException {
        return directory.resolve(ResolveRequest.newBuilder()
                .setAddress(address)
                .setSender(sender)
                .build());
    }

    private static AdmitSubmissionResponse admit(long account, String sender) throws InterruptedException {
        return directory.admitSubmission(AdmitSubmissionRequest.newBuilder()
                .setAccountId(account)
                .setSender(sender)
                .build());
    }

    private static ListMembersResponse page(String list, String after, int limit) throws InterruptedException {
        return directory.listMembers(ListMembersRequest.newBuilder()
                .setList(list)
                .setAfter(after)
                .setLimit(limit)
                .build());
    }

    private static void assertAdmin(AdminException.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AdminException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void aListIsAddedChangedAndRemoved() throws Exception {
        lists.add("News@Mail.test", "alice@mail.test", Optional.of("members"), Optional.of("What is new"));
        assertThat(lists.addMembers("news@mail.test", List.of("Alice@mail.test", "bob@far.test", "bob@far.test")))
                .isEqualTo(2);
        assertThat(lists.addMembers("news@mail.test", List.of("bob@far.test"))).isEqualTo(2);
        assertThat(lists.one("news@mail.test").members()).isEqualTo(2);
        assertThat(lists.list()).extracting(list -> list.address()).contains("news@mail.test");

        assertThat(resolve("news@mail.test", "Bob@far.test").getListsList()).containsExactly("news@mail.test");
        assertThat(resolve("news@mail.test", "eve@far.test").getOutcome())
                .isEqualTo(ResolveResponse.Outcome.POSTING_REFUSED);
        assertThat(resolve("news-bounces@mail.test", "").getAccountIdsList()).containsExactly(alice);

        lists.set("news@mail.test", Optional.of("bob@far.test"), Optional.empty(), Optional.empty());
        assertThat(resolve("news-bounces@mail.test", "").getRemotePathsList()).containsExactly("bob@far.test");
        assertThat(lists.one("news@mail.test").list().description()).isEqualTo("What is new");
        lists.removeMember("news@mail.test", "bob@far.test");
        assertThat(lists.members("news@mail.test", "", 10))
                .containsExactly(new Member("alice@mail.test", "Alice@mail.test"));
        lists.remove("news@mail.test");
        assertThat(resolve("news@mail.test", "alice@mail.test").getOutcome())
                .isEqualTo(ResolveResponse.Outcome.NO_SUCH_RECIPIENT);
        lists.add("news@mail.test", "alice@mail.test", Optional.empty(), Optional.empty());
        assertThat(lists.members("news@mail.test", "", 10)).isEmpty();
        assertThat(directory
                        .expand(ExpandRequest.newBuilder()
                                .setName("news@mail.test")
                                .build())
                        .getKind())
                .isEqualTo(ExpandResponse.Kind.MAILING_LIST);
    }

    /** RFC 5321 §2.4: two forms of an address are one member, and mail goes to the one that was given last. */
    @Test
    void membersAreKnownByOneFormAndWrittenToInAnother() throws Exception {
        lists.add("case@mail.test", "alice@mail.test", Optional.empty(), Optional.empty());
        lists.addMembers("case@mail.test", List.of("bob@far.test", "Zoe@Far.TEST"));
        assertThat(lists.addMembers("case@mail.test", List.of("Bob.B@far.test", "BOB@far.test")))
                .isEqualTo(3);
        assertThat(lists.members("case@mail.test", "", 10))
                .extracting(Member::written)
                .containsExactlyInAnyOrder("BOB@far.test", "Bob.B@far.test", "Zoe@far.test");
        assertThat(page("case@mail.test", "", 10).getRemotePathsList())
                .containsExactlyInAnyOrder("BOB@far.test", "Bob.B@far.test", "Zoe@far.test");
        lists.removeMember("case@mail.test", "zOE@far.test");
        assertThat(page("case@mail.test", "", 10).getRemotePathsList()).hasSize(2);
    }

    @Test
    void whatMakesNoListIsRefused() throws Exception {
        AdminException.Kind invalid = AdminException.Kind.INVALID;
        Optional<String> none = Optional.empty();
        assertAdmin(invalid, () -> lists.add("\"a b\"@mail.test", "alice@mail.test", none, none));
        assertAdmin(invalid, () -> lists.add("gr\u00fcn@mail.test", "alice@mail.test", none, none));
        assertAdmin(invalid, () -> lists.add("l".repeat(57) + "@mail.test", "alice@mail.test", none, none));
        assertAdmin(invalid, () -> lists.add("self@mail.test", "self@mail.test", none, none));
        assertAdmin(invalid, () -> lists.add("x@mail.test", "alice@mail.test", Optional.of("nobody"), none));
        assertAdmin(invalid, () -> lists.add("x@mail.test", "alice@mail.test", none, Optional.of("a\r\nb")));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> lists.add("x@elsewhere.test", "alice@mail.test", none, none));
        assertAdmin(AdminException.Kind.CONFLICT, () -> lists.add("alice@mail.test", "bob@far.test", none, none));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> lists.addMembers("alice@mail.test", List.of("b@far.test")));
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> lists.remove("alice@mail.test"));
        assertAdmin(
                AdminException.Kind.CONFLICT,
                () -> service.application()
                        .aliases()
                        .add("taken@mail.test", List.of("a@b.test"))
                        .alias()
                        .concat(lists.add("taken@mail.test", "alice@mail.test", none, none)
                                .address()));
    }

    @Test
    void thousandsOfMembersComePageByPage() throws Exception {
        lists.add("many@mail.test", "alice@mail.test", Optional.empty(), Optional.empty());
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            members.add("m" + i + "@far.test");
        }
        assertThat(lists.addMembers("many@mail.test", members)).isEqualTo(2_500);
        List<String> reached = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            ListMembersResponse page = page("many@mail.test", after, 100);
            reached.addAll(page.getRemotePathsList());
            after = page.getNext();
            pages++;
        } while (!after.isEmpty());
        assertThat(reached).containsExactlyInAnyOrderElementsOf(members);
        assertThat(pages).isEqualTo(26);
        assertThat(page("nothing@mail.test", "", 100).hasList()).isFalse();
    }

    @Test
    void settingsAreChangedTogetherOrNotAtAll() throws Exception {
        service.account("carol");
        assertThat(settings.of("carol@mail.test"))
                .containsEntry("copy-to-sent", "off")
                .containsEntry("recipients-per-hour", "default")
                .containsEntry("quota-octets", "none");
        assertAdmin(
                AdminException.Kind.INVALID,
                () -> settings.change("carol@mail.test", Map.of("copy-to-sent", "on", "quota-octets", "much")));
        assertThat(settings.of("carol@mail.test")).containsEntry("copy-to-sent", "off");
        Map<String, String> after = settings.change(
                "carol@mail.test",
                Map.of(
                        "copy-to-sent", "on",
                        "sender-addresses", "Sales@mail.test, carol@far.test",
                        "recipients-per-hour", "10",
                        "recipients-per-day", "none",
                        "quota-messages", "7",
                        "name", "Carol"));
        assertThat(after)
                .containsEntry("sender-addresses", "sales@mail.test,carol@far.test")
                .containsEntry("recipients-per-day", "none")
                .containsEntry("quota-messages", "7");
        assertThat(settings.of("carol@mail.test")).isEqualTo(after);
        assertThatThrownBy(() -> settings.change("carol@mail.test", Map.of("colour", "red")))
                .hasMessageContaining("copy-to-sent, quota-octets, quota-messages");
        for (String number : List.of("+5", "-0", "\u0663", " 5", "5 ", "")) {
            for (String setting : List.of("recipients-per-hour", "quota-octets", "quota-messages")) {
                assertThatThrownBy(() -> settings.change("carol@mail.test", Map.of(setting, number)))
                        .as("%s=%s", setting, number)
                        .isInstanceOf(AdminException.class);
            }
        }
        assertAdmin(AdminException.Kind.NOT_FOUND, () -> settings.change("nobody@mail.test", Map.of("name", "x")));
        Map<String, @Nullable String> nothing = new HashMap<>();
        nothing.put("recipients-per-day", null);
        assertThatThrownBy(() -> settings.change("carol@mail.test", nothing))
                .isInstanceOf(AdminException.class)
                .hasMessage("recipients-per-day has no value");
        assertThat(settings.of("carol@mail.test")).isEqualTo(after);
    }

    @Test
    void aLoginSendsFromWhatItsAccountMay() throws Exception {
        long dave = service.account("dave");
        service.application().aliases().add("d@mail.test", List.of("dave@mail.test"));
        for (String owned : List.of("", "Dave@mail.test")) {
            assertThat(admit(dave, owned).getOwned()).as(owned).isTrue();
        }
        for (String others : List.of("alice@mail.test", "d@mail.test", "dave@far.test")) {
            assertThat(admit(dave, others).getOwned()).as(others).isFalse();
        }
        settings.change("dave@mail.test", Map.of("sender-addresses", "dave@far.test", "recipients-per-day", "3"));
        assertThat(admit(dave, "dave@far.test").getOwned()).isTrue();
        assertThat(admit(dave, "dave@far.test").getRecipientsLeft()).isEqualTo(3);
        CountRecipientsRequest two = CountRecipientsRequest.newBuilder()
                .setAccountId(dave)
                .setRecipients(2)
                .build();
        assertThat(directory.countRecipients(two).getCounted()).isTrue();
        assertThat(directory.countRecipients(two).getCounted()).isFalse();
        assertThat(admit(dave, "").getRecipientsLeft()).isEqualTo(1);
        CountRecipientsRequest back = two.toBuilder().setRecipients(-2).build();
        assertThat(directory.countRecipients(back).getCounted()).isTrue();
        assertThat(admit(dave, "").getRecipientsLeft()).isEqualTo(3);
    }
}
