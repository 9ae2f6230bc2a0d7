package org.packetboat.delivery.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.delivery.adapter.OpenTelemetryTracing;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.bounce.DsnComposer;
import org.packetboat.delivery.deferral.DeferralScheduler.DeferralTimes;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeDeferrals;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeMailboxes;
import org.packetboat.delivery.fake.FakeOutbox;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.local.Appender;
import org.packetboat.delivery.local.BodyWriter;
import org.packetboat.delivery.local.LocalDelivery;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Deferrals.Waiting;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.tracing.TestTelemetry;

class DeferralSchedulerTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final InstantSource clock = time::get;
    private final FakeMailboxes mailboxes = new FakeMailboxes();
    private final FakeOutbox outbox = new FakeOutbox();
    private final FakeDeferrals deferrals = new FakeDeferrals(clock);
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final FakeLedger ledger = new FakeLedger();

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    private DeferralScheduler scheduler() {
        DeliveryEvents events = new DeliveryEvents((event, trace) -> {}, clock);
        KeptBodies kept = TestQueue.bodies(store, ledger, directory, clock);
        Handover handover = TestQueue.handover(new FakeRelayQueue(clock), kept, clock);
        Bouncer bouncer =
                new Bouncer(new DsnComposer("mx.mail.test"), mailboxes, outbox, handover, events, Counts.NONE, clock);
        BodyWriter bodies = new BodyWriter(store, new ReservedKeys(ledger::reserve), new Spool(directory, 1 << 20));
        Appender appender = new Appender(mailboxes, bodies, bouncer, events, Counts.NONE, clock);
        return new DeferralScheduler(
                deferrals,
                new LocalDelivery(bodies, appender),
                bouncer,
                kept,
                clock,
                new DeferralTimes(
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(8),
                        Duration.ofHours(1),
                        Duration.ofMinutes(2)),
                new OpenTelemetryTracing(TestTelemetry.to(spans)));
    }

    @Test
    void deliversWhenTheMailboxIsBack() throws Exception {
        waiting(1, 2);
        mailboxes.answer(2, Outcome.RETRY);
        assertThat(scheduler().tryOnce()).isEqualTo(2);
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(deferrals.waiting()).extracting(Waiting::accountId).containsExactly(2L);
        mailboxes.answer(2, Outcome.STORED);
        pass(Duration.ofSeconds(61));
        assertThat(scheduler().tryOnce()).isEqualTo(1);
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(deferrals.count()).isZero();
    }

    @Test
    void triesLessAndLessOftenAndThenBounces() throws Exception {
        waiting(1);
        mailboxes.answer(1, Outcome.RETRY);
        mailboxes.account("sender@mail.test", 9);
        DeferralScheduler scheduler = scheduler();
        int attempts = 0;
        for (int minute = 0; minute < 80 && deferrals.count() > 0; minute++) {
            attempts += scheduler.tryOnce();
            pass(Duration.ofMinutes(1));
        }
        assertThat(attempts).isBetween(8, 14);
        assertThat(deferrals.count()).isZero();
        assertThat(outbox.accepted())
                .singleElement()
                .satisfies(
                        bounce -> assertThat(bounce.getInline().toStringUtf8()).contains("4.4.7"));
    }

    @Test
    void anAccountThatIsGoneMeanwhileBounces() throws Exception {
        waiting(1);
        mailboxes.answer(1, Outcome.GONE);
        mailboxes.account("sender@mail.test", 9);
        scheduler().tryOnce();
        assertThat(outbox.accepted()).hasSize(1);
        assertThat(deferrals.count()).isZero();
    }

    @Test
    @Covers("RFC 2852 §4.1.3")
    void whatIsTooLateForItsSenderBounces() throws Exception {
        mailboxes.answer(1, Outcome.RETRY);
        mailboxes.account("sender@mail.test", 9);
        deferrals.add(deliverBy(Duration.ofMinutes(5), DeliverByMode.RETURN), List.of(row(1)));
        passUntil(Duration.ofMinutes(4));
        assertThat(outbox.accepted()).isEmpty();
        passUntil(Duration.ofMinutes(5));
        assertThat(outbox.accepted())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn.getInline().toStringUtf8())
                        .contains(
                                "Action: failed\r\n",
                                "Status: 5.4.7\r\n",
                                "Deliver-By-Date: Sun, 1 Nov 2026 00:05:00"));
        assertThat(deferrals.count()).isZero();
    }

    /** An attempt without its answer may be a commit; that a later one is refused says nothing about it. */
    @Test
    void whatHasComeThroughUnnoticedDoesNotBounce() throws Exception {
        mailboxes.loseAnswers(1);
        mailboxes.account("sender@mail.test", 9);
        deferrals.add(deliverBy(Duration.ofMinutes(5), DeliverByMode.RETURN), List.of(row(1)));
        passUntil(Duration.ofMinutes(1));
        assertThat(mailboxes.rows(1)).hasSize(1);
        mailboxes.answer(1, Outcome.RETRY);
        passUntil(Duration.ofMinutes(4));
        assertThat(deferrals.count()).isEqualTo(1);
        passUntil(Duration.ofMinutes(6));
        assertThat(deferrals.count()).isZero();
        assertThat(outbox.accepted()).isEmpty();
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    /** Its sender has been told, or is about to be. */
    @Test
    void whatWasGivenUpIsNotDeliveredAnyMore() throws Exception {
        mailboxes.answer(1, Outcome.RETRY);
        mailboxes.poison("sender@mail.test");
        deferrals.add(deliverBy(Duration.ofMinutes(5), DeliverByMode.RETURN), List.of(row(1)));
        passUntil(Duration.ofMinutes(6));
        mailboxes.answer(1, Outcome.STORED);
        passUntil(Duration.ofMinutes(20));
        assertThat(deferrals.count()).isEqualTo(1);
        mailboxes.heal("sender@mail.test");
        mailboxes.account("sender@mail.test", 9);
        passUntil(Duration.ofMinutes(30));
        assertThat(outbox.accepted()).hasSize(1);
        assertThat(mailboxes.rows(1)).isEmpty();
        assertThat(deferrals.count()).isZero();
    }

    /** Nothing else would ever end it. */
    @Test
    void whatFailsForAReasonOfItsOwnBouncesInTheEnd() throws Exception {
        mailboxes.poison(1);
        mailboxes.account("sender@mail.test", 9);
        waiting(1);
        passUntil(Duration.ofHours(2));
        assertThat(outbox.accepted()).hasSize(1);
        assertThat(deferrals.count()).isZero();
    }

    @Test
    @Covers("RFC 2852 §4.1.3")
    void aSenderThatOnlyWantsToKnowHearsOfItsTimeAndTheMessageIsTriedOn() throws Exception {
        mailboxes.answer(1, Outcome.RETRY);
        mailboxes.account("sender@mail.test", 9);
        deferrals.add(deliverBy(Duration.ofMinutes(5), DeliverByMode.NOTIFY), List.of(row(1)));
        passUntil(Duration.ofMinutes(30));
        assertThat(outbox.accepted())
                .isNotEmpty()
                .allSatisfy(dsn -> assertThat(dsn.getInline().toStringUtf8())
                        .contains("Action: delayed\r\n", "Status: 4.4.7\r\n"));
        assertThat(outbox.accepted())
                .extracting(AcceptedMail::getDeliveryId)
                .containsOnly(outbox.accepted().getFirst().getDeliveryId());
        mailboxes.answer(1, Outcome.STORED);
        passUntil(Duration.ofMinutes(45));
        assertThat(mailboxes.rows(1)).hasSize(1);
    }

    @Test
    void anAttemptAtTheLastMomentCounts() throws Exception {
        deferrals.add(deliverBy(Duration.ofMinutes(5), DeliverByMode.RETURN), List.of(row(1)));
        pass(Duration.ofMinutes(6));
        scheduler().tryOnce();
        assertThat(mailboxes.rows(1)).hasSize(1);
        assertThat(outbox.accepted()).isEmpty();
    }

    @Test
    @Covers("RFC 4865 §5.1.2")
    void whatWasHeldAgesFromItsRelease() throws Exception {
        mailboxes.answer(1, Outcome.RETRY);
        mailboxes.account("sender@mail.test", 9);
        Instant release = START.plus(Duration.ofHours(10));
        deferrals.add(
                TestMail.to(1).toBuilder()
                        .setHoldUntilMillis(release.toEpochMilli())
                        .setFutureReleaseRequest("for;36000")
                        .build(),
                List.of(new Waiting("account1@mail.test", 1, release, "")));
        passUntil(Duration.ofHours(10).plusMinutes(50));
        assertThat(outbox.accepted()).isEmpty();
        passUntil(Duration.ofHours(11).plusMinutes(30));
        assertThat(outbox.accepted())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn.getInline().toStringUtf8())
                        .contains("Status: 4.4.7\r\n", "Future-Release-Request: for;36000\r\n"));
    }

    @Test
    void aBodyThatIsKeptForSeveralIsNobodysOwn() throws Exception {
        String text = "Subject: large\r\n\r\n" + "x".repeat(5_000) + "\r\n";
        store.put("staged/2026110100/kept", text.getBytes(StandardCharsets.US_ASCII), text.length());
        deferrals.add(
                TestMail.staged(TestMail.to(1, 2), "staged/2026110100/kept", text.length()), List.of(row(1), row(2)));
        mailboxes.answer(2, Outcome.RETRY);
        scheduler().tryOnce();
        // The first account expunges its copy, and with it goes the object.
        String first = mailboxes.rows(1).getFirst().blob().getObjectKey();
        store.delete(List.of(first));
        assertThat(ledger.abandoned()).isEmpty();
        mailboxes.answer(2, Outcome.STORED);
        pass(Duration.ofSeconds(61));
        scheduler().tryOnce();
        assertThat(store.get(mailboxes.rows(2).getFirst().blob().getObjectKey(), 0, text.length()))
                .isEqualTo(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(deferrals.count()).isZero();
        assertThat(ledger.abandoned()).containsExactly("staged/2026110100/kept");
    }

    @Test
    void aBodyOfAMailingListIsNoMembersEvenWhenOneIsTriedAlone() throws Exception {
        String text = "Subject: large\r\n\r\n" + "x".repeat(5_000) + "\r\n";
        store.put("staged/2026110100/kept", text.getBytes(StandardCharsets.US_ASCII), text.length());
        AcceptedMail first = TestMail.staged(TestMail.to(1), "staged/2026110100/kept", text.length()).toBuilder()
                .setBodyShared(true)
                .build();
        deferrals.add(first, List.of(row(1)));
        scheduler().tryOnce();
        assertThat(mailboxes.rows(1).getFirst().blob().getObjectKey()).isNotEqualTo("staged/2026110100/kept");
    }

    @Test
    void aMailingListsBodyIsWrittenOnceForAllMembersThatAreDue() throws Exception {
        String text = "Subject: large\r\n\r\n" + "x".repeat(5_000) + "\r\n";
        store.put("staged/2026110100/kept", text.getBytes(StandardCharsets.US_ASCII), text.length());
        AcceptedMail one = TestMail.staged(TestMail.to(1), "staged/2026110100/kept", text.length()).toBuilder()
                .setBodyShared(true)
                .build();
        int members = 2 * DeferralScheduler.CLAIM + 1;
        deferrals.add(
                one,
                LongStream.rangeClosed(1, members)
                        .mapToObj(DeferralSchedulerTest::row)
                        .toList());
        DeferralScheduler scheduler = scheduler();
        for (int left = members; left > 0; left -= DeferralScheduler.CLAIM) {
            assertThat(scheduler.tryOnce()).isEqualTo(Math.min(left, DeferralScheduler.CLAIM));
        }
        assertThat(scheduler.tryOnce()).isZero();
        assertThat(mailboxes.rows()).hasSize(members);
        assertThat(store.names())
                .containsExactlyInAnyOrder(
                        "staged/2026110100/kept",
                        mailboxes.rows(1).getFirst().blob().getObjectKey());
        assertThat(ledger.abandoned()).containsExactly("staged/2026110100/kept");
    }

    @Test
    void aRecipientThatFailsForAReasonOfItsOwnHoldsUpNoOther() throws Exception {
        mailboxes.poison("sender@mail.test");
        mailboxes.answer(1, Outcome.RETRY);
        waiting(1, 2);
        pass(Duration.ofHours(2));
        scheduler().tryOnce();
        assertThat(mailboxes.rows(2)).hasSize(1);
        assertThat(deferrals.waiting()).extracting(Waiting::accountId).containsExactly(1L);
    }

    @Test
    void everyAttemptContinuesTheTraceOfTheMessage() throws Exception {
        AcceptedMail mail = TestMail.to(1).toBuilder()
                .setTraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .build();
        deferrals.add(mail, List.of(new Waiting("account1@mail.test", 1, START, "")));
        mailboxes.answer(1, Outcome.RETRY);
        scheduler().tryOnce();
        mailboxes.answer(1, Outcome.STORED);
        pass(Duration.ofSeconds(61));
        scheduler().tryOnce();
        assertThat(spans.getFinishedSpanItems()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        });
        assertThat(spans.getFinishedSpanItems()
                        .getFirst()
                        .getAttributes()
                        .get(AttributeKey.longKey("packetboat.deferred")))
                .isEqualTo(1);
        assertThat(spans.getFinishedSpanItems()
                        .getLast()
                        .getAttributes()
                        .get(AttributeKey.longKey("packetboat.delivered")))
                .isEqualTo(1);
    }

    private static AcceptedMail deliverBy(Duration time, DeliverByMode mode) {
        return TestMail.to(1).toBuilder()
                .setDeliverByMillis(START.plus(time).toEpochMilli())
                .setDeliverByMode(mode)
                .build();
    }

    /** Tries every minute. */
    private void passUntil(Duration sinceStart) throws InterruptedException {
        DeferralScheduler scheduler = scheduler();
        while (Objects.requireNonNull(time.get()).isBefore(START.plus(sinceStart))) {
            pass(Duration.ofMinutes(1));
            scheduler.tryOnce();
        }
    }

    private void waiting(long... accountIds) {
        deferrals.add(
                TestMail.to(accountIds),
                java.util.Arrays.stream(accountIds)
                        .mapToObj(DeferralSchedulerTest::row)
                        .toList());
    }

    private static Waiting row(long accountId) {
        return new Waiting("account" + accountId + "@mail.test", accountId, START, "");
    }

    private void pass(Duration duration) {
        time.updateAndGet(now -> now.plus(duration));
    }
}
