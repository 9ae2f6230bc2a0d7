package org.packetboat.delivery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DsnReturn;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.adapter.OpenTelemetryTracing;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.bounce.DsnComposer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeDeferrals;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.FakeOutbox;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.list.ListExpander;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.TestTelemetry;

class BatchWorkerTest {
    private static final TraceParent CAME = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    Path directory;

    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final FakeMailboxes mailboxes = new FakeMailboxes();
    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeDeferrals deferrals = new FakeDeferrals(InstantSource.system());
    private final FakeRelayQueue queue = new FakeRelayQueue(InstantSource.system());
    private final Intake intake = new Intake(Duration.ofMillis(5));
    private final Progress progress = new Progress();
    private final List<TraceParent> events = new CopyOnWriteArrayList<>();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Tracing tracing = new OpenTelemetryTracing(TestTelemetry.to(spans));
    private final List<Thread> threads = new ArrayList<>();
    private long offset;

    @BeforeEach
    void start() {
        InstantSource clock = InstantSource.system();
        DeliveryEvents published = new DeliveryEvents((event, trace) -> events.add(trace), clock);
        BodyWriter bodies =
                new BodyWriter(store, new ReservedKeys(new FakeLedger()::reserve), new Spool(directory, 1 << 30));
        KeptBodies kept = TestQueue.bodies(store, new FakeLedger(), directory, clock);
        Handover handover = TestQueue.handover(queue, kept, clock);
        Bouncer bouncer = new Bouncer(
                new DsnComposer("mx.mail.test"), mailboxes, outbox, handover, published, Counts.NONE, clock);
        Appender appender = new Appender(mailboxes, bodies, bouncer, published, Counts.NONE, clock);
        Recipients recipients =
                new Recipients(deferrals, published, Counts.NONE, clock, Duration.ofMinutes(1), handover, kept);
        DeadLetters deadLetters = new DeadLetters(outbox, Counts.NONE, clock);
        BatchWorker worker = new BatchWorker(
                intake,
                bodies,
                appender,
                recipients,
                new Retries(appender, recipients, deadLetters, Duration.ofMillis(300)),
                new Expansions(
                        new ListExpander(
                                store,
                                new ReservedKeys(new FakeLedger()::reserveStaged),
                                new Spool(directory, 1 << 30),
                                mailboxes,
                                outbox,
                                handover,
                                bouncer,
                                published,
                                clock),
                        deadLetters),
                deadLetters,
                Counts.NONE,
                tracing);
        threads.add(Thread.ofVirtual().start(worker::run));
        threads.add(Thread.ofVirtual().start(worker::run));
    }

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    @Test
    void aBatchIsOneObject() throws Exception {
        AcceptedMail first = TestMail.to(1);
        AcceptedMail second = TestMail.to(2, 1);
        arrive(first, second);
        awaitCommitted(2);
        assertThat(store.calls("put")).isEqualTo(1);
        assertThat(mailboxes.rows(1)).hasSize(2);
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(octets(mailboxes.rows(2).getFirst()))
                .isEqualTo(second.getInline().toByteArray());
    }

    @Test
    void twoRecipientsOfOneAccountGiveOneCopy() {
        AcceptedMail mail = TestMail.to(1, 1, 1);
        arrive(mail);
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    @Test
    void aRepeatedRecordIsDeliveredOnce() {
        AcceptedMail mail = TestMail.to(1);
        arrive(mail, TestMail.to(1), mail);
        awaitCommitted(3);
        arrive(mail);
        awaitCommitted(4);
        assertThat(mailboxes.rows(1)).hasSize(2);
        assertThat(outbox.dead()).isEmpty();
    }

    /** RFC 5321 §3.9.2: copies come back from the log like any other mail; an account that several members lead to gets one. */
    @Test
    void aListIsExpandedOnceForEachAccount() {
        String[] members = new String[260];
        for (int i = 0; i < members.length; i++) {
            members[i] = "m" + i + "@mail.test";
            mailboxes.account(members[i], 1_000L + i % 250);
        }
        mailboxes.list("news@mail.test", members);
        AcceptedMail post = TestMail.mail("Subject: news\r\n\r\n")
                .addRecipients(Recipient.newBuilder()
                        .setForwardPath("news@mail.test")
                        .addLists("news@mail.test")
                        .addAccountIds(1))
                .build();
        arrive(post, post);
        awaitCommitted(2);
        assertThat(mailboxes.rows(1)).hasSize(1);
        AcceptedMail[] copies = outbox.accepted().toArray(AcceptedMail[]::new);
        assertThat(copies).hasSize(6);
        arrive(copies);
        awaitCommitted(8);
        for (int i = 0; i < 250; i++) {
            assertThat(mailboxes.rows(1_000L + i)).hasSize(1);
        }
        assertThat(outbox.dead()).isEmpty();
    }

    /** What the sender keeps is a copy of its own, beside the one that it may have sent to itself. */
    @Test
    void theSenderKeepsOneCopy() {
        AcceptedMail mail = TestMail.to(1, 2).toBuilder()
                .setSenderAccountId(1)
                .setCopyToSent(true)
                .build();
        AcceptedMail elsewhere = TestMail.remote("a@far.test").toBuilder()
                .setSenderAccountId(3)
                .setCopyToSent(true)
                .build();
        arrive(mail, elsewhere, mail, elsewhere);
        awaitCommitted(4);
        assertThat(mailboxes.rows(1))
                .extracting(FakeMailboxes.Row::place)
                .containsExactlyInAnyOrder(AcceptedMail.Place.INBOX, AcceptedMail.Place.SENT);
        assertThat(mailboxes.rows(1))
                .extracting(FakeMailboxes.Row::blob)
                .containsOnly(mailboxes.rows(2).getFirst().blob());
        assertThat(mailboxes.rows(3)).extracting(FakeMailboxes.Row::place).containsExactly(AcceptedMail.Place.SENT);
        assertThat(queue.open()).hasSize(1);
        assertThat(outbox.accepted()).isEmpty();
    }

    @Test
    void aCopyThatCannotBeKeptNowIsDeferredForItself() {
        mailboxes.answer(1, Outcome.RETRY);
        arrive(TestMail.to(2).toBuilder()
                .setSenderAccountId(1)
                .setCopyToSent(true)
                .build());
        awaitCommitted(1);
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(deferrals.waiting()).hasSize(1);
        assertThat(deferrals.mails()).extracting(AcceptedMail::getPlace).containsExactly(AcceptedMail.Place.SENT);
    }

    @Test
    void aRecordThatCannotBeDeferredIsDeadAndHoldsNothingUp() {
        mailboxes.answer(1, Outcome.RETRY);
        deferrals.fail();
        arrive(TestMail.to(1));
        awaitCommitted(1);
        assertThat(outbox.dead()).hasSize(1);
        assertThat(deferrals.waiting()).isEmpty();
    }

    @Test
    void anAnswerThatWasLostIsNoSecondCopy() {
        mailboxes.failAfterStoring(2);
        arrive(TestMail.to(1));
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    @Test
    void mailWaitsWhileTheStoreIsAway() {
        store.setAway(true);
        arrive(TestMail.to(1));
        await().until(() -> store.calls("put") > 2);
        assertThat(mailboxes.calls()).isZero();
        assertThat(progress.committable()).isEmpty();
        store.setAway(false);
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(store.names()).hasSize(1);
    }

    @Test
    void mailWaitsWhileTheMailboxServiceIsAway() {
        mailboxes.setAway(true);
        arrive(TestMail.to(1), TestMail.to(2));
        await().until(() -> mailboxes.calls() > 2);
        assertThat(progress.committable()).isEmpty();
        mailboxes.setAway(false);
        awaitCommitted(2);
        assertThat(mailboxes.rows()).hasSize(2);
        assertThat(deferrals.waiting()).isEmpty();
    }

    @Test
    void retryHoldsThePartitionAndThenDefers() {
        mailboxes.answer(1, Outcome.RETRY);
        arrive(TestMail.to(1, 2), TestMail.to(3));
        await().until(() -> !mailboxes.rows(3).isEmpty() && progress.isHeld());
        assertThat(progress.committable()).isEmpty();
        awaitCommitted(2);
        assertThat(progress.isHeld()).isFalse();
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(deferrals.waiting()).extracting(Deferrals.Waiting::accountId).containsExactly(1L);
    }

    @Test
    void aSharedBodyOutlivesTheCopyThatWasDelivered() throws Exception {
        byte[] body = ("Subject: large\r\n\r\n" + "x".repeat(300_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        store.put("staged/2026110100/shared", body, body.length);
        mailboxes.answer(2, Outcome.RETRY);
        arrive(TestMail.staged(TestMail.to(1, 2), "staged/2026110100/shared", body.length));
        awaitCommitted(1);
        // The account that has it expunges it, and the ledger deletes what nobody refers to.
        store.delete(List.of(mailboxes.rows(1).getFirst().blob().getObjectKey()));
        BlobRef waiting = deferrals.mails().getFirst().getStaged();
        assertThat(store.get(waiting.getObjectKey(), waiting.getOffset(), (int) waiting.getLength()))
                .isEqualTo(body);
    }

    @Test
    void whoIsTriedAgainIsSoAlthoughAListOfTheMessageFails() {
        mailboxes.list("news@mail.test", "alice@mail.test");
        mailboxes.failAtPage(1, Integer.MAX_VALUE);
        mailboxes.answer(1, Outcome.RETRY);
        arrive(TestMail.to(1, 2).toBuilder()
                .addRecipients(
                        Recipient.newBuilder().setForwardPath("news@mail.test").addLists("news@mail.test"))
                .build());
        awaitCommitted(1);
        assertThat(outbox.dead())
                .singleElement()
                .satisfies(dead -> assertThat(dead.getReason()).contains("lists were not expanded"));
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(deferrals.waiting()).extracting(Deferrals.Waiting::accountId).containsExactly(1L);
    }

    @Test
    void aBodyOfAMailingListIsCopiedOnceForAllThatWait() throws Exception {
        AcceptedMail copies = listsCopies();
        mailboxes.answer(2, Outcome.RETRY);
        arrive(to(copies, 1), to(copies, 2), to(copies, 3));
        awaitCommitted(3);
        assertThat(store.names()).hasSize(2);
        assertThat(deferrals.waiting()).extracting(Deferrals.Waiting::accountId).containsExactlyInAnyOrder(1L, 2L, 3L);
        AcceptedMail waiting = deferrals.mails().getFirst();
        assertThat(waiting.getStaged().getObjectKey())
                .isNotEqualTo(copies.getStaged().getObjectKey());
        assertThat(waiting.getBodyShared()).isTrue();
        // They come again since their offsets were not committed.
        arrive(to(copies, 1), to(copies, 2));
        awaitCommitted(5);
        assertThat(store.names()).hasSize(2);
        assertThat(deferrals.mails()).containsExactly(waiting);
    }

    @Test
    void whoWaitsDoesSoWithABodyThatIsThereAlthoughTheAnswerWasLost() throws Exception {
        AcceptedMail copies = listsCopies();
        deferrals.failAfterAdding(1);
        arrive(to(copies, 1));
        awaitCommitted(1);
        assertThat(deferrals.waiting()).hasSize(1);
        assertThat(store.names())
                .hasSize(2)
                .contains(deferrals.mails().getFirst().getStaged().getObjectKey());
    }

    /** A record of a large message that a list passes on, and its sender wants to be held, without recipients. */
    private AcceptedMail listsCopies() throws Exception {
        byte[] body = ("Subject: large\r\n\r\n" + "x".repeat(300_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        store.put("staged/2026110100/list", body, body.length);
        Instant until = InstantSource.system().instant().plusSeconds(3_600);
        return TestMail.staged(TestMail.to(), "staged/2026110100/list", body.length).toBuilder()
                .setBodyShared(true)
                .setHoldUntilMillis(until.toEpochMilli())
                .build();
    }

    private static AcceptedMail to(AcceptedMail mail, long accountId) {
        return mail.toBuilder()
                .addAllRecipients(TestMail.to(accountId).getRecipientsList())
                .build();
    }

    @Test
    void theBodyOfALoneRecipientIsNotCopied() throws Exception {
        byte[] body = ("Subject: large\r\n\r\n" + "x".repeat(300_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        store.put("staged/2026110100/own", body, body.length);
        mailboxes.answer(1, Outcome.RETRY);
        arrive(TestMail.staged(TestMail.to(1), "staged/2026110100/own", body.length));
        awaitCommitted(1);
        assertThat(deferrals.mails().getFirst().getStaged().getObjectKey()).isEqualTo("staged/2026110100/own");
    }

    @Test
    void retryThatHealsIsNotDeferred() {
        mailboxes.answer(1, Outcome.RETRY);
        arrive(TestMail.to(1));
        await().until(progress::isHeld);
        mailboxes.answer(1, Outcome.STORED);
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(deferrals.waiting()).isEmpty();
    }

    @Test
    void aStaleBodyIsWrittenAgain() throws Exception {
        store.put("staged/old", new byte[300_000], 300_000);
        mailboxes.stale("staged/old");
        AcceptedMail staged = TestMail.staged(TestMail.to(1, 2), "staged/old", 300_000);
        arrive(staged);
        awaitCommitted(1);
        assertThat(mailboxes.rows(1).getFirst().blob().getObjectKey()).startsWith("pack/");
        assertThat(octets(mailboxes.rows(2).getFirst())).hasSize(300_000);
        assertThat(mailboxes.rows(1).getFirst().blob())
                .isEqualTo(mailboxes.rows(2).getFirst().blob());
    }

    @Test
    void aStagedBodyIsReferredToAsItIs() throws Exception {
        byte[] body = "Subject: large\r\n\r\nlarge\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        store.put("staged/1", body, body.length);
        arrive(TestMail.staged(TestMail.to(1), "staged/1", body.length), TestMail.to(1));
        awaitCommitted(2);
        assertThat(mailboxes.rows(1).getFirst().blob().getObjectKey()).isEqualTo("staged/1");
        assertThat(mailboxes.rows(1).getFirst().size()).isEqualTo(body.length);
        assertThat(store.calls("put")).isEqualTo(2);
    }

    @Test
    void aMissingStagedBodyIsADeadLetter() {
        arrive(TestMail.staged(TestMail.to(1), "staged/none", 1_000), TestMail.to(1));
        awaitCommitted(2);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.dead()).hasSize(1);
        assertThat(outbox.dead().getFirst().getReason()).contains("staged/none");
    }

    @Test
    void anUndecodableRecordIsADeadLetterAndStopsNothing() {
        byte[] garbage = "garbage".getBytes(StandardCharsets.US_ASCII);
        outbox.setAway(true);
        add(List.of(
                polled(garbage),
                polled(TestMail.to(1).toByteArray()),
                polled(new byte[0]),
                polled(TestMail.to().toByteArray())));
        await().during(Duration.ofMillis(100))
                .until(() -> progress.committable().isEmpty());
        outbox.setAway(false);
        awaitCommitted(4);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.dead()).hasSize(3);
        assertThat(outbox.dead().getFirst().getValue().toByteArray()).isEqualTo(garbage);
    }

    @Test
    void aDeliveryThatFailsForAReasonOfItsOwnStopsNobodyElse() {
        mailboxes.poison(13);
        AcceptedMail[] mails = new AcceptedMail[40];
        for (int i = 0; i < 40; i++) {
            mails[i] = TestMail.to(i);
        }
        arrive(mails);
        awaitCommitted(40);
        assertThat(mailboxes.rows()).hasSize(39);
        assertThat(deferrals.waiting()).extracting(Deferrals.Waiting::accountId).containsExactly(13L);
    }

    @Test
    void anAccountThatIsGoneBouncesOnce() {
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail mail = TestMail.to(1, 2);
        arrive(mail);
        awaitCommitted(1);
        arrive(mail);
        awaitCommitted(2);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.accepted()).hasSize(2);
        AcceptedMail bounce = outbox.accepted().getFirst();
        assertThat(outbox.accepted().get(1).getDeliveryId()).isEqualTo(bounce.getDeliveryId());
        assertThat(bounce.getReversePath()).isEmpty();
        assertThat(bounce.getRecipients(0).getAccountIds(0)).isEqualTo(9);
        assertThat(bounce.getOriginDeliveryId()).isEqualTo(mail.getDeliveryId());
        assertThat(DeliveryId.of(bounce.getDeliveryId()).uuid().version()).isEqualTo(7);
        assertThat(bounce.getInline().toStringUtf8())
                .startsWith("Return-Path: <>\r\n")
                .contains("account2@mail.test")
                .doesNotContain("account1@mail.test");
    }

    @Test
    void aBounceIsNeverBounced() {
        mailboxes.answer(2, Outcome.GONE);
        arrive(TestMail.to(2).toBuilder().setReversePath("").build());
        awaitCommitted(1);
        assertThat(outbox.accepted()).isEmpty();
        assertThat(deferrals.waiting()).isEmpty();
    }

    private static Recipient.Builder alias(String name) {
        return Recipient.newBuilder()
                .setForwardPath(name)
                .addClosedLists("club@mail.test")
                .addClosedLists("x@mail.test");
    }

    private static String text(AcceptedMail notification) {
        return notification.getInline().toStringUtf8();
    }

    /** Whoever else is behind the address has the mail; what a repeat makes once more is the same notification. */
    @Test
    @Covers({"RFC 5321 §6.1", "RFC 3463 §3.8"})
    void whoMayNotPostHearsOfItOnceForEachRecipient() {
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail mail = TestMail.mail("Subject: hello\r\n\r\nhello\r\n")
                .setDsnReturn(DsnReturn.FULL)
                .addRecipients(alias("All@mail.test").addAccountIds(1).setOriginalRecipient("rfc822;Every@mail.test"))
                .addRecipients(alias("some@mail.test").addRemotePaths("someone@example.org"))
                .addRecipients(alias("quiet@mail.test").addAccountIds(2).addNotify(Recipient.Notify.NEVER))
                .build();
        arrive(mail);
        awaitCommitted(1);
        arrive(mail);
        awaitCommitted(2);
        arrive(outbox.accepted().toArray(AcceptedMail[]::new));
        awaitCommitted(6);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(queue.open()).extracting(QueueControl.Row::recipient).containsExactly("someone@example.org");
        assertThat(mailboxes.rows(9)).hasSize(2);
        assertThat(outbox.accepted().subList(0, 2))
                .allSatisfy(dsn -> assertThat(dsn.getReversePath()).isEmpty())
                .extracting(BatchWorkerTest::text)
                .satisfiesExactly(
                        all -> assertThat(all)
                                .contains(
                                        "Original-Recipient: rfc822;Every@mail.test\r\n",
                                        "Final-Recipient: rfc822; All@mail.test\r\n",
                                        "Action: failed\r\n",
                                        "Status: 5.7.2\r\n",
                                        "does not take mail from this sender",
                                        "\r\n\r\nhello\r\n")
                                .doesNotContain("club@mail.test"),
                        some -> assertThat(some)
                                .contains("Final-Recipient: rfc822; some@mail.test\r\n", "Status: 5.7.2\r\n"));
        assertThat(outbox.dead()).isEmpty();
    }

    @Test
    void aNotificationThatAListDoesNotTakeIsNotAnswered() {
        AcceptedMail mail = TestMail.mail("Subject: hello\r\n\r\n")
                .setReversePath("")
                .addRecipients(alias("all@mail.test").addAccountIds(1))
                .build();
        arrive(mail);
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.accepted()).isEmpty();
        assertThat(queue.open()).isEmpty();
    }

    @Test
    void aBounceToASenderElsewhereWaits() {
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.elsewhere("sender@mail.test");
        arrive(TestMail.to(2));
        awaitCommitted(1);
        assertThat(outbox.accepted()).isEmpty();
        assertThat(queue.open()).extracting(QueueControl.Row::recipient).containsExactly("sender@mail.test");
    }

    @Test
    void recipientsElsewhereWaitAndNeedNoObject() {
        arrive(TestMail.remote("someone@example.org"));
        awaitCommitted(1);
        assertThat(store.names()).isEmpty();
        assertThat(queue.open())
                .singleElement()
                .returns("someone@example.org", QueueControl.Row::recipient)
                .returns("example.org", QueueControl.Row::destination);
    }

    @Test
    void aStagedBodyThatAnAccountSharesIsCopiedForTheQueue() throws Exception {
        byte[] body = "Return-Path: <sender@mail.test>\r\nSubject: both\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        store.put("staged/2026110100/shared", body, body.length);
        AcceptedMail.Builder both = TestMail.to(1).toBuilder();
        both.getRecipientsBuilder(0).addRemotePaths("someone@example.org");
        AcceptedMail mail = TestMail.staged(both.build(), "staged/2026110100/shared", body.length);
        arrive(mail, mail);
        awaitCommitted(2);
        String key = queue.mails().getFirst().getStaged().getObjectKey();
        assertThat(key).startsWith("staged/").isNotEqualTo("staged/2026110100/shared");
        assertThat(store.get(key, 0, body.length)).isEqualTo(body);
        assertThat(store.names()).containsExactlyInAnyOrder("staged/2026110100/shared", key);
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    @Test
    void aSenderIsToldWhatItAskedFor() {
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail.Builder never = TestMail.to(2).toBuilder();
        never.getRecipientsBuilder(0).addNotify(Recipient.Notify.NEVER);
        AcceptedMail.Builder full =
                TestMail.to(2).toBuilder().setEnvelopeId("QQ314159").setDsnReturn(DsnReturn.FULL);
        full.getRecipientsBuilder(0).addNotify(Recipient.Notify.FAILURE).setOriginalRecipient("rfc822;Two@mail.test");
        arrive(never.build(), full.build());
        awaitCommitted(2);
        assertThat(outbox.accepted())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn.getInline().toStringUtf8())
                        .contains("Original-Envelope-Id: QQ314159", "Original-Recipient: rfc822;Two@mail.test"));
    }

    @Test
    @Covers("RFC 3461 §4.3")
    void aWholeMessageComesBackToWhoAskedForIt() {
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail.Builder full = TestMail.to(2).toBuilder().setDsnReturn(DsnReturn.FULL);
        AcceptedMail.Builder header = TestMail.to(2).toBuilder().setDsnReturn(DsnReturn.HEADERS);
        arrive(full.build());
        awaitCommitted(1);
        arrive(header.build());
        awaitCommitted(2);
        assertThat(outbox.accepted())
                .extracting(dsn -> dsn.getInline().toStringUtf8())
                .satisfiesExactly(
                        all -> assertThat(all)
                                .contains("Content-Type: message/rfc822\r\n", "Subject: hello\r\n\r\nhello\r\n"),
                        some -> assertThat(some)
                                .contains("Content-Type: text/rfc822-headers\r\n")
                                .doesNotContain("\r\n\r\nhello\r\n"));
    }

    @Test
    @Covers("RFC 8689 §5")
    void aNotificationIsProtectedAsItsMessageWas() {
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        arrive(TestMail.to(2).toBuilder()
                .setDsnReturn(DsnReturn.FULL)
                .setRequireTls(true)
                .build());
        awaitCommitted(1);
        assertThat(outbox.accepted()).singleElement().satisfies(dsn -> {
            assertThat(dsn.getRequireTls()).isTrue();
            assertThat(dsn.getInline().toStringUtf8())
                    .contains("Content-Type: text/rfc822-headers\r\n")
                    .doesNotContain("\r\n\r\nhello\r\n");
        });
    }

    @Test
    @Covers({"RFC 3461 §5.2.3", "RFC 2852 §4.1.1"})
    void aSenderHearsOfADeliveryIfItAskedForThat() {
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail.Builder mail = TestMail.to(1, 2, 3).toBuilder();
        mail.getRecipientsBuilder(0).addNotify(Recipient.Notify.SUCCESS).setOriginalRecipient("rfc822;One@mail.test");
        mail.getRecipientsBuilder(1).addNotify(Recipient.Notify.FAILURE);
        arrive(mail.build());
        awaitCommitted(1);
        assertThat(outbox.accepted())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn.getInline().toStringUtf8())
                        .contains(
                                "Original-Recipient: rfc822;One@mail.test\r\n",
                                "Final-Recipient: rfc822; account1@mail.test\r\n",
                                "Action: delivered\r\n",
                                "Status: 2.1.5\r\n"));
    }

    @Test
    void aDeliveryThatComesAgainIsTheSameNotification() {
        mailboxes.account("sender@mail.test", 9);
        mailboxes.failAfterStoring(1);
        AcceptedMail.Builder mail = TestMail.to(1).toBuilder();
        mail.getRecipientsBuilder(0).addNotify(Recipient.Notify.SUCCESS);
        arrive(mail.build());
        awaitCommitted(1);
        arrive(mail.build());
        awaitCommitted(2);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.accepted()).hasSize(2);
        assertThat(outbox.accepted().getFirst().getDeliveryId())
                .isEqualTo(outbox.accepted().getLast().getDeliveryId());
    }

    @Test
    void nobodyIsToldOfTheDeliveryOfANotification() {
        AcceptedMail.Builder mail = TestMail.to(1).toBuilder().setReversePath("");
        mail.getRecipientsBuilder(0).addNotify(Recipient.Notify.SUCCESS);
        arrive(mail.build());
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.accepted()).isEmpty();
    }

    @Test
    @Covers("RFC 3461 §5.2.7.3")
    void anAliasOfSeveralIsDeliveredOnce() {
        mailboxes.account("sender@mail.test", 9);
        AcceptedMail mail = TestMail.mail("Subject: all\r\n\r\n")
                .addRecipients(Recipient.newBuilder()
                        .setForwardPath("all@mail.test")
                        .addAllAccountIds(List.of(1L, 2L))
                        .addNotify(Recipient.Notify.SUCCESS))
                .build();
        arrive(mail);
        awaitCommitted(1);
        assertThat(mailboxes.rows()).hasSize(2);
        assertThat(outbox.accepted()).hasSize(1);
    }

    @Test
    @Covers("RFC 4865 §4.2")
    void whatIsHeldWaitsForItsTime() {
        Instant until = InstantSource.system().instant().plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
        AcceptedMail.Builder mail = TestMail.to(1, 2).toBuilder().setHoldUntilMillis(until.toEpochMilli());
        mail.getRecipientsBuilder(1).addRemotePaths("someone@example.org");
        arrive(mail.build(), mail.build());
        awaitCommitted(2);
        assertThat(mailboxes.rows()).isEmpty();
        assertThat(store.names()).isEmpty();
        assertThat(deferrals.waiting())
                .extracting(Deferrals.Waiting::accountId, Deferrals.Waiting::dueAt)
                .containsExactly(tuple(1L, until), tuple(2L, until));
        assertThat(queue.open()).extracting(QueueControl.Row::dueAt).containsExactly(until);
    }

    @Test
    void whatWasHeldLongEnoughIsDelivered() {
        arrive(TestMail.to(1).toBuilder().setHoldUntilMillis(1_770_000_060_000L).build());
        awaitCommitted(1);
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    @Test
    void aMessageIsASpanThatContinuesItsTraceAndIsLinkedToItsBatch() {
        AcceptedMail mail = TestMail.to(1, 2);
        mailboxes.answer(2, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        arrive(mail);
        awaitCommitted(1);
        SpanData batch = span("deliver batch");
        SpanData span = span("deliver");
        assertThat(span.getTraceId()).isEqualTo(TRACE_ID);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getLinks())
                .singleElement()
                .returns(batch.getSpanId(), link -> link.getSpanContext().getSpanId());
        assertThat(batch.getTraceId()).isNotEqualTo(TRACE_ID);
        assertThat(span.getAttributes().asMap())
                .containsEntry(
                        MailAttributes.DELIVERY_ID,
                        DeliveryId.of(mail.getDeliveryId()).toString())
                .containsEntry(MailAttributes.RECIPIENTS, 2L)
                .containsEntry(MailAttributes.OCTETS, mail.getSize())
                .containsEntry(AttributeKey.longKey("packetboat.delivered"), 1L)
                .containsEntry(AttributeKey.longKey("packetboat.bounced"), 1L);
        assertThat(span.getAttributes().toString()).doesNotContain("@");
        TraceParent parent = new TraceParent("00-" + TRACE_ID + "-" + span.getSpanId() + "-01");
        assertThat(events).containsExactly(parent, parent);
        assertThat(outbox.accepted().getFirst().getTraceParent()).isEqualTo(parent.value());
    }

    @Test
    void aDeadLetterKeepsItsTrace() {
        add(List.of(polled("garbage".getBytes(StandardCharsets.US_ASCII))));
        awaitCommitted(1);
        SpanData span = span("deliver");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(outbox.deadTraces())
                .containsExactly(new TraceParent("00-" + TRACE_ID + "-" + span.getSpanId() + "-01"));
    }

    @Test
    void whatIsDeferredKeepsItsTraceInTheTable() {
        arrive(TestMail.remote("someone@example.org"));
        awaitCommitted(1);
        assertThat(queue.mails().getFirst().getTraceParent())
                .isEqualTo("00-" + TRACE_ID + "-" + span("deliver").getSpanId() + "-01");
    }

    private SpanData span(String name) {
        await().until(() -> spans.getFinishedSpanItems().stream()
                .anyMatch(span -> span.getName().equals(name)));
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private byte[] octets(FakeMailboxes.Row row) throws InterruptedException {
        return store.get(row.blob().getObjectKey(), row.blob().getOffset(), (int)
                row.blob().getLength());
    }

    private void arrive(AcceptedMail... mails) {
        List<AcceptedRecord> records = new ArrayList<>();
        for (AcceptedMail mail : mails) {
            records.add(polled(mail.toByteArray()));
        }
        add(records);
    }

    private void add(List<AcceptedRecord> records) {
        intake.add(records);
    }

    private AcceptedRecord polled(byte[] value) {
        long at = offset++;
        return new AcceptedRecord(
                "mail.accepted", 0, at, new byte[] {1}, value, tracing.message(CAME), progress.track(at));
    }

    private void awaitCommitted(long next) {
        await().until(() -> progress.committable().equals(OptionalLong.of(next)));
    }
}
