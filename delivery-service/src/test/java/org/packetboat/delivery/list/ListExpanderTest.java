package org.packetboat.delivery.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.bounce.DsnComposer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.FakeOutbox;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.testkit.conformance.Covers;

class ListExpanderTest {
    private static final String NEWS = "news@mail.test";
    private static final String TEXT = "Subject: hello\r\nX-Kept: \tas it is \r\n\r\nhello\r\n";

    @TempDir
    Path directory;

    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final FakeLedger ledger = new FakeLedger();
    private final FakeMailboxes mailboxes = new FakeMailboxes();
    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeRelayQueue queue = new FakeRelayQueue(InstantSource.system());
    private final List<String> steps = new ArrayList<>();
    private ListExpander expander;

    @BeforeEach
    void start() {
        InstantSource clock = InstantSource.system();
        DeliveryEvents events =
                new DeliveryEvents((event, trace) -> steps.add(event.getStep() + " " + event.getDetail()), clock);
        Handover handover = TestQueue.handover(queue, TestQueue.bodies(store, ledger, directory, clock), clock);
        Bouncer bouncer =
                new Bouncer(new DsnComposer("mx.mail.test"), mailboxes, outbox, handover, events, Counts.NONE, clock);
        expander = new ListExpander(
                store,
                new ReservedKeys(ledger::reserveStaged),
                new Spool(directory, 1 << 30),
                mailboxes,
                outbox,
                handover,
                bouncer,
                events,
                clock);
        mailboxes.account("sender@mail.test", 900);
        mailboxes.account("news-bounces@mail.test", 901);
    }

    private static AcceptedMail.Builder post(String text) {
        AcceptedMail.Builder mail = TestMail.mail(text)
                .addRecipients(Recipient.newBuilder().setForwardPath(NEWS).addLists(NEWS));
        return mail.setReturnPathOctets("Return-Path: <sender@mail.test>\r\n".length());
    }

    private void expand(AcceptedMail mail) throws InterruptedException {
        expander.expand(new Mail(mail, MessageTrace.NONE));
    }

    private String octets(AcceptedMail copy) throws InterruptedException {
        BlobRef blob = copy.getStaged();
        ByteString body = copy.hasInline()
                ? copy.getInline()
                : ByteString.copyFrom(store.get(blob.getObjectKey(), 0, (int) blob.getLength()));
        assertThat(copy.getSize()).isEqualTo(body.size());
        return body.toString(StandardCharsets.UTF_8);
    }

    private static List<Long> accounts(List<AcceptedMail> copies) {
        return copies.stream()
                .flatMap(copy -> copy.getRecipientsList().stream())
                .flatMap(recipient -> recipient.getAccountIdsList().stream())
                .toList();
    }

    private String[] members(int count) {
        String[] members = new String[count];
        for (int i = 0; i < count; i++) {
            members[i] = "m%05d@mail.test".formatted(i);
            mailboxes.account(members[i], i + 1L);
        }
        return members;
    }

    /** RFC 5321 §3.9.2, RFC 2369 §3, RFC 2919 §3: the list's own reverse-path and fields in front, and not an octet of the message changed. */
    @Test
    @Covers({"RFC 5321 §3.9", "RFC 6710 §4.4", "RFC 3461 §5.2.7.1"})
    void aCopyIsTheMessageBehindWhatTheListSays() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.elsewhere("bob@far.test");
        mailboxes.list(NEWS, "alice@mail.test", "bob@far.test");
        AcceptedMail post = post(TEXT)
                .setPriority(3)
                .setSmtpUtf8(true)
                .setEnvelopeId("mine")
                .setDeliverByMillis(1)
                .build();

        expand(post);

        AcceptedMail here = outbox.accepted().getFirst();
        AcceptedMail elsewhere = queue.mails().getFirst();
        String front = """
                Return-Path: <news-bounces@mail.test>
                Delivered-To: news@mail.test
                List-Id: <news.mail.test>
                List-Post: <mailto:news@mail.test>
                List-Help: <mailto:news-request@mail.test?subject=help>
                List-Unsubscribe: <mailto:news-request@mail.test?subject=unsubscribe>
                List-Owner: <mailto:news-owner@mail.test>
                """.replace("\n", "\r\n");
        for (AcceptedMail copy : List.of(here, elsewhere)) {
            assertThat(octets(copy)).isEqualTo(front + TEXT);
            assertThat(copy.getReturnPathOctets()).isEqualTo(front.indexOf("Delivered-To"));
            assertThat(copy.getReversePath()).isEqualTo("news-bounces@mail.test");
            assertThat(copy.getPriority()).isEqualTo(3);
            assertThat(copy.getSmtpUtf8()).isTrue();
            assertThat(copy.getEnvelopeId()).isEmpty();
            assertThat(copy.getDeliverByMillis()).isZero();
            assertThat(copy.getOriginDeliveryId()).isEqualTo(post.getDeliveryId());
        }
        assertThat(outbox.accepted()).hasSize(1);
        assertThat(accounts(outbox.accepted())).containsExactly(1L);
        assertThat(queue.open())
                .singleElement()
                .satisfies(row -> assertThat(row.recipient()).isEqualTo("bob@far.test"));
        assertThat(steps).contains("EXPANDED recipients=2");
    }

    /** Architecture 3.4: records of at most 100 recipients that share one stored body. */
    @Test
    void tenThousandMembersAreAHundredRecordsAndOneBody() throws Exception {
        mailboxes.list(NEWS, members(10_050));

        expand(post(TEXT).build());

        List<AcceptedMail> copies = outbox.accepted();
        assertThat(copies).hasSize(101);
        assertThat(copies)
                .allSatisfy(copy -> assertThat(copy.getRecipientsCount()).isBetween(1, 100));
        assertThat(copies)
                .extracting(copy -> copy.getStaged().getObjectKey())
                .containsOnly(copies.getFirst().getStaged().getObjectKey());
        assertThat(copies)
                .extracting(AcceptedMail::getDeliveryId)
                .containsOnly(copies.getFirst().getDeliveryId());
        assertThat(accounts(copies)).hasSize(10_050).doesNotHaveDuplicates();
        assertThat(octets(copies.getLast())).endsWith(TEXT);
    }

    @Test
    void membersElsewhereShareABodyThatNobodyGivesUp() throws Exception {
        String[] members = new String[250];
        for (int i = 0; i < members.length; i++) {
            members[i] = "m%03d@far.test".formatted(i);
            mailboxes.elsewhere(members[i]);
        }
        mailboxes.list(NEWS, members);

        AcceptedMail post = post(TEXT).build();

        expand(post);
        expand(post);

        assertThat(queue.open().size()).isEqualTo(250);
        assertThat(queue.mails().size()).isEqualTo(1);
        AcceptedMail queued = queue.mails().getFirst();
        assertThat(queued.getBodyShared()).isTrue();
        assertThat(octets(queued)).endsWith(TEXT);
    }

    @Test
    void aFailureOfTheMailboxServiceMayHealButIsNotWaitedForForEver() throws Exception {
        mailboxes.list(NEWS, members(150));
        mailboxes.failAtPage(2, 7);
        expand(post(TEXT).build());
        assertThat(accounts(outbox.accepted())).hasSize(150);

        mailboxes.failAtPage(1, Integer.MAX_VALUE);
        assertThatThrownBy(() -> expand(post(TEXT).build())).isInstanceOf(IllegalStateException.class);
        assertThat(mailboxes.pages()).isEqualTo(8);
    }

    @Test
    void aListThatFailsKeepsNoOtherFromPassingOn() throws Exception {
        String other = "other@mail.test";
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");
        mailboxes.list(other, "alice@mail.test");
        mailboxes.failAtPage(1, 8);
        AcceptedMail both = post(TEXT)
                .addRecipients(Recipient.newBuilder().setForwardPath(other).addLists(other))
                .build();

        assertThatThrownBy(() -> expand(both)).isInstanceOf(IllegalStateException.class);

        assertThat(accounts(outbox.accepted())).containsExactly(1L);
        assertThat(octets(outbox.accepted().getFirst())).contains("List-Id: <other.mail.test>");
    }

    /** A death after any page, and members that come and go before the next attempt: everybody who is there all the time gets one copy. */
    @Test
    void anAttemptThatIsRepeatedDoublesNothing() throws Exception {
        String[] members = members(450);
        mailboxes.elsewhere("x@far.test");
        mailboxes.list(NEWS, members);
        AcceptedMail post = post(TEXT).build();
        mailboxes.failAtPage(4, 8);
        assertThatThrownBy(() -> expand(post)).isInstanceOf(IllegalStateException.class);
        int before = outbox.accepted().size();
        assertThat(before).isPositive();
        List<String> changed = new ArrayList<>(List.of(members));
        changed.remove(7);
        changed.remove(110);
        changed.add("a-new-one@mail.test");
        changed.add("x@far.test");
        mailboxes.account("a-new-one@mail.test", 800);
        mailboxes.list(NEWS, changed.toArray(String[]::new));

        expand(post);
        expand(post);

        Set<String> copies = new HashSet<>();
        for (AcceptedMail copy : outbox.accepted()) {
            for (long account : accounts(List.of(copy))) {
                copies.add(DeliveryId.of(copy.getDeliveryId()) + "/" + account);
            }
        }
        assertThat(copies.size()).isEqualTo(451);
        assertThat(queue.open()).hasSize(1);
    }

    @Test
    void listsThatNameEachOtherEndSomewhere() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.account("bob@mail.test", 2);
        mailboxes.list(NEWS, "alice@mail.test", "inner@mail.test");
        mailboxes.list("inner@mail.test", "bob@mail.test", "alice@mail.test", NEWS);

        expand(post(TEXT).build());

        assertThat(outbox.accepted()).hasSize(1);
        assertThat(accounts(outbox.accepted())).contains(1L, 2L);
        assertThat(octets(outbox.accepted().getFirst())).contains("List-Id: <news.mail.test>");
    }

    /** RFC 2919 §3, RFC 2369 §3: one of each, and what another list has put there stays. */
    @Test
    void fieldsOfAnotherListAreNotDoubled() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");

        expand(post("List-Id: <other.far.test>\r\nlist-help: <mailto:o@far.test>\r\n" + TEXT)
                .build());

        String copy = octets(outbox.accepted().getFirst());
        assertThat(copy.split("(?mi)^List-Id:", -1)).hasSize(2);
        assertThat(copy.split("(?mi)^List-Help:", -1)).hasSize(2);
        assertThat(copy).contains("Delivered-To: news@mail.test").contains("List-Post: <mailto:news@mail.test>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5.4.6 Delivered-To: News@mail.test",
                "5.4.6 List-Id: \"News\"\r\n <news.mail.test>",
                "5.7.2 Auto-Submitted: Auto-Replied; owner-email=\"x@y.test\""
            })
    void whatWouldGoRoundComesBackOnce(String refused) throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");
        AcceptedMail post = post(refused.substring(6) + "\r\n" + TEXT).build();

        expand(post);
        expand(post);

        assertThat(outbox.accepted()).allSatisfy(bounce -> {
            assertThat(bounce.getReversePath()).isEmpty();
            assertThat(accounts(List.of(bounce))).containsExactly(900L);
            assertThat(octets(bounce)).contains("Status: " + refused.substring(0, 5));
        });
        assertThat(outbox.accepted())
                .extracting(AcceptedMail::getDeliveryId)
                .hasSize(2)
                .containsOnly(outbox.accepted().getFirst().getDeliveryId());
    }

    /** RFC 3834 §5: programs may write to lists, as long as they do not answer. */
    @Test
    void whatAProgramHasWrittenIsPassedOn() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");

        expand(post("Auto-Submitted: auto-generated\r\n" + TEXT).build());

        assertThat(accounts(outbox.accepted())).containsExactly(1L);
    }

    @Test
    void aNotificationIsNeitherPassedOnNorAnswered() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");

        expand(post(TEXT).setReversePath("").build());

        assertThat(outbox.accepted()).isEmpty();
    }

    @Test
    void aMemberThatIsNobodyBouncesToTheOwner() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test", "gone@mail.test");
        AcceptedMail post = post(TEXT).build();

        expand(post);
        expand(post);

        List<AcceptedMail> bounces = outbox.accepted().stream()
                .filter(mail -> mail.getReversePath().isEmpty())
                .toList();
        assertThat(accounts(bounces)).containsExactly(901L, 901L);
        assertThat(bounces.getFirst().getDeliveryId())
                .isEqualTo(bounces.getLast().getDeliveryId());
        assertThat(octets(bounces.getFirst())).contains("gone@mail.test");
    }

    /** RFC 3461 §5.2.7.1. */
    @Test
    @Covers("RFC 3461 §5.2.7.1")
    void theSenderHearsThatTheListHasIt() throws Exception {
        mailboxes.account("alice@mail.test", 1);
        mailboxes.list(NEWS, "alice@mail.test");
        AcceptedMail.Builder post = post(TEXT);
        post.getRecipientsBuilder(0).addNotify(Notify.SUCCESS);

        expand(post.build());

        assertThat(outbox.accepted()).hasSize(2);
        assertThat(octets(outbox.accepted().getLast())).contains("Action: delivered");
        assertThat(outbox.accepted().getFirst().getRecipients(0).getNotifyList())
                .isEmpty();
    }

    @Test
    void aListThatIsClosedIsToldOfOnceHoweverManyPagesAnotherOneHas() throws Exception {
        mailboxes.list(NEWS, members(450));
        AcceptedMail.Builder post = post(TEXT);
        post.getRecipientsBuilder(0).addClosedLists("closed@mail.test");

        expand(post.build());

        assertThat(outbox.accepted().stream()
                        .filter(mail -> mail.getReversePath().isEmpty()))
                .singleElement()
                .satisfies(bounce -> assertThat(octets(bounce)).contains("Status: 5.7.2"));
        assertThat(outbox.accepted())
                .allSatisfy(mail -> assertThat(mail.getRecipientsList())
                        .allSatisfy(recipient ->
                                assertThat(recipient.getClosedListsList()).isEmpty()));
    }

    @Test
    void aListThatFailsKeepsNobodyFromHearingOfAClosedOne() throws Exception {
        mailboxes.list(NEWS, members(1));
        mailboxes.failAtPage(1, 8);
        AcceptedMail.Builder post = post(TEXT);
        post.getRecipientsBuilder(0).addClosedLists("closed@mail.test");

        assertThatThrownBy(() -> expand(post.build())).isInstanceOf(IllegalStateException.class);

        assertThat(octets(outbox.accepted().getFirst())).contains("Status: 5.7.2");
    }

    /** RFC 5321 §6.1; RFC 3464 §2.3.1: the sender knows it by what the sender has written. */
    @Test
    void eachAddressThatDoesNotExistIsToldOf() throws Exception {
        AcceptedMail.Builder post = post(TEXT);
        post.getRecipientsBuilder(0)
                .clearLists()
                .addAccountIds(1)
                .addUnknown("ghost@mail.test")
                .addUnknown("spirit@mail.test")
                .setOriginalRecipient("rfc822;all@mail.test");

        expand(post.build());

        List<AcceptedMail> bounces = outbox.accepted();
        assertThat(bounces).extracting(AcceptedMail::getDeliveryId).hasSize(2).doesNotHaveDuplicates();
        assertThat(bounces)
                .allSatisfy(bounce -> assertThat(octets(bounce))
                        .contains("Status: 5.1.1", "Original-Recipient: rfc822;all@mail.test"));
        assertThat(octets(bounces.getFirst())).contains("Final-Recipient: rfc822; ghost@mail.test");
        assertThat(octets(bounces.getLast())).contains("Final-Recipient: rfc822; spirit@mail.test");
    }

    @Test
    void aListThatWasRemovedMeanwhileIsNobody() throws Exception {
        expand(post(TEXT).build());

        assertThat(octets(outbox.accepted().getFirst())).contains("Status: 5.1.1");
    }
}
