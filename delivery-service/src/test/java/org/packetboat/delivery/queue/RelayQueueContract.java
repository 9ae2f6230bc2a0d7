package org.packetboat.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.QueueControl.Change;
import org.packetboat.delivery.port.QueueControl.Filter;
import org.packetboat.delivery.port.QueueControl.Page;
import org.packetboat.delivery.port.QueueControl.Row;
import org.packetboat.delivery.port.QueueControl.State;
import org.packetboat.delivery.port.QueueControl.Witness;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.port.RelayQueue.Due;
import org.packetboat.delivery.port.RelayQueue.Entry;
import org.packetboat.delivery.port.RelayQueue.Holder;
import org.packetboat.delivery.port.RelayQueue.KeptBody;
import org.packetboat.delivery.port.RelayQueue.Owed;
import org.packetboat.delivery.port.RelayQueue.Report;
import org.packetboat.delivery.port.RelayQueue.Settled;
import org.packetboat.delivery.port.RelayQueue.Settlement;
import org.packetboat.delivery.port.RelayQueue.Window;

/** What every {@link RelayQueue} does, and its {@link QueueControl}; starts each test empty. */
public abstract class RelayQueueContract {
    private static final Holder ONE = new Holder("one", Duration.ofMinutes(5));
    private static final Holder OTHER = new Holder("other", Duration.ofMinutes(5));
    private static final String FAR = "far.test";

    /** The queue under test, empty. */
    protected abstract RelayQueue queue();

    /** What operators have of it. */
    protected abstract QueueControl control();

    /** By its own clock. */
    protected abstract Instant now();

    @Test
    void aRecordThatComesTwiceMakesItsRowsOnce() throws Exception {
        AcceptedMail mail = remote("a@far.test", "b@far.test");
        assertThat(queue().knows(id(mail), new Mail(mail, MessageTrace.NONE).remotePaths()))
                .isFalse();
        assertThat(add(mail)).isTrue();
        assertThat(add(mail)).isFalse();
        assertThat(queue().knows(id(mail), new Mail(mail, MessageTrace.NONE).remotePaths()))
                .isTrue();
        assertThat(control().list(Filter.ALL, Page.FIRST)).hasSize(2);
    }

    @Test
    void aRecordThatComesAgainWhenItIsDoneMakesNothing() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        add(mail);
        done(queue().claim(FAR, ONE));
        assertThat(add(mail)).isFalse();
        assertThat(queue().claim(FAR, ONE)).isEmpty();
        assertThat(queue().load(id(mail))).isEmpty();
        assertThat(queue().forget(10)).isZero();
    }

    @Test
    void whatIsDueIsGivenToOneAtATime() throws Exception {
        add(remote("a@far.test"));
        add(remote("b@far.test"));
        List<Claim> claims = queue().claim(FAR, ONE);
        assertThat(claims).hasSize(2).allMatch(claim -> claim.attempts() == 1);
        assertThat(queue().claim(FAR, OTHER)).isEmpty();
        assertThat(queue().due("", 10, Optional.empty())).isEmpty();
    }

    @Test
    void recipientsOfOneMessageComeTogether() throws Exception {
        String[] recipients = new String[60];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "user" + i + "@far.test";
        }
        add(remote(recipients), now().minusSeconds(9));
        for (int i = 0; i < 5; i++) {
            add(remote("before" + i + "@far.test"), now().minusSeconds(20));
        }
        for (int i = 0; i < 20; i++) {
            add(remote("single" + i + "@far.test"), now().minusSeconds(5));
        }
        List<Claim> claims = queue().claim(FAR, ONE);
        assertThat(claims).hasSize(65);
    }

    @Test
    void whatWasDueFirstComesFirst() throws Exception {
        AcceptedMail late = remote("late@far.test");
        AcceptedMail early = remote("early@far.test");
        add(late, now().minusSeconds(10));
        add(early, now().minusSeconds(20));
        assertThat(queue().claim(FAR, ONE))
                .extracting(Claim::recipient)
                .containsExactly("early@far.test", "late@far.test");
    }

    @Test
    void destinationsTakeTurns() throws Exception {
        for (int i = 0; i < 30; i++) {
            add(remote("x@a.test"));
        }
        add(remote("x@b.test"));
        add(remote("x@c.test"), now().plusSeconds(600));
        add(remote("x@d.test"));
        assertThat(queue().due("", 10, Optional.empty()))
                .extracting(Due::destination)
                .containsExactly("a.test", "b.test", "d.test");
        assertThat(queue().due("a.test", 1, Optional.empty()))
                .extracting(Due::destination)
                .containsExactly("b.test");
    }

    @Test
    void aDestinationThatIsBlockedIsLeftAlone() throws Exception {
        add(remote("x@a.test"));
        add(remote("x@b.test"));
        assertThat(block("a.test", 0)).isEqualTo(1);
        assertThat(queue().due("", 10, Optional.empty()))
                .extracting(Due::destination)
                .containsExactly("b.test");
        assertThat(queue().due("", 10, Optional.of("smarthost"))).hasSize(2);
        assertThat(block("smarthost", 0)).isEqualTo(1);
        assertThat(queue().due("", 10, Optional.of("smarthost"))).isEmpty();
        queue().unblock("a.test");
        assertThat(queue().due("", 10, Optional.empty())).containsExactly(new Due("a.test", 0), new Due("b.test", 0));
    }

    @Test
    void aBlockThatIsOverSaysHowOftenItFailed() throws Exception {
        add(remote("x@a.test"));
        queue().block("a.test", 0, "no route", failures -> Duration.ofSeconds(-20));
        assertThat(queue().block("a.test", 1, "no route", failures -> Duration.ofSeconds(-10 * failures)))
                .isEqualTo(2);
        assertThat(queue().due("", 10, Optional.empty())).containsExactly(new Due("a.test", 2));
    }

    @Test
    void whoFailTogetherHaveSeenOneFailure() throws Exception {
        add(remote("x@a.test"));
        assertThat(block("a.test", 0)).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            assertThat(block("a.test", 0)).isZero();
        }
        queue().unblock("a.test");
        assertThat(queue().block("a.test", 0, "no route", failures -> Duration.ofSeconds(-1)))
                .isEqualTo(1);
        // Whoever began before that one, and fails when its block is over.
        assertThat(block("a.test", 0)).isZero();
        assertThat(block("a.test", 1)).isEqualTo(2);
    }

    @Test
    void whatFailedLongAgoIsForgotten() throws Exception {
        add(remote("x@a.test"));
        queue().block("a.test", 0, "no route", failures -> Duration.ofDays(-2));
        assertThat(queue().due("", 10, Optional.empty())).containsExactly(new Due("a.test", 0));
        assertThat(block("a.test", 0)).isEqualTo(1);
        queue().unblock("a.test");
        queue().block("a.test", 0, "no route", failures -> Duration.ofDays(-2));
        assertThat(queue().forget(10)).isZero();
        assertThat(queue().block("a.test", 0, "no route", failures -> Duration.ofSeconds(-1)))
                .isEqualTo(1);
    }

    private int block(String destination, int known) throws InterruptedException {
        return queue().block(destination, known, "no route", failures -> Duration.ofMinutes(10));
    }

    @Test
    void whatIsPutOffComesAgainWhenItIsDue() throws Exception {
        add(remote("a@far.test"));
        Claim first = queue().claim(FAR, ONE).getFirst();
        queue().settle(List.of(new Settlement.Later(first, now().minusSeconds(1), "450 later")));
        Claim second = queue().claim(FAR, OTHER).getFirst();
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.lastReply()).isEqualTo("450 later");
        assertThat(second.fence()).isGreaterThan(first.fence());
        queue().settle(List.of(new Settlement.Later(second, now().plusSeconds(600), "450 later")));
        assertThat(queue().claim(FAR, ONE)).isEmpty();
    }

    @Test
    void whatWasNotTriedIsAsBefore() throws Exception {
        add(remote("a@far.test"), now().minusSeconds(90));
        Claim first = queue().claim(FAR, ONE).getFirst();
        queue().settle(List.of(new Settlement.Untouched(first)));
        Claim second = queue().claim(FAR, OTHER).getFirst();
        assertThat(second.attempts()).isEqualTo(1);
        assertThat(second.wasDue()).isEqualTo(first.wasDue());
    }

    @Test
    void whoDiesLeavesItToTheOthersAndCannotSettleAnyMore() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        add(mail);
        Claim dead = queue().claim(FAR, new Holder("dead", Duration.ZERO)).getFirst();
        Claim current = queue().claim(FAR, ONE).getFirst();
        assertThat(queue().renew(List.of(dead, current), ONE)).containsExactly(current);
        queue().settle(List.of(new Settlement.Done(dead, "250 ok")));
        queue().settle(List.of(new Settlement.Later(dead, now().minusSeconds(5), "450")));
        assertThat(queue().claim(FAR, OTHER)).isEmpty();
        assertThat(queue().load(id(mail))).contains(mail);
        done(List.of(current));
        assertThat(queue().load(id(mail))).isEmpty();
    }

    @Test
    void aRenewedClaimStaysWithItsHolder() throws Exception {
        add(remote("a@far.test"));
        List<Claim> claims = queue().claim(FAR, new Holder("one", Duration.ZERO));
        assertThat(queue().renew(claims, OTHER)).isEmpty();
        assertThat(queue().renew(claims, ONE)).containsExactlyElementsOf(claims);
        assertThat(queue().claim(FAR, OTHER)).isEmpty();
        queue().settle(List.of(new Settlement.Later(claims.getFirst(), now().minusSeconds(1), "450")));
        assertThat(queue().renew(claims, ONE)).isEmpty();
        assertThat(queue().claim(FAR, OTHER)).hasSize(1);
    }

    @Test
    void theMessageAndItsBodyGoWithTheLastRecipient() throws Exception {
        AcceptedMail mail = remote("a@far.test", "b@far.test");
        queue().add(mail, Optional.of(new KeptBody("staged/1", now().plusSeconds(600))), entries(mail, now()));
        List<Claim> claims = queue().claim(FAR, ONE);
        assertThat(settle(new Settlement.Done(claims.getFirst(), "250")).unneeded())
                .isEmpty();
        assertThat(queue().load(id(mail))).isPresent();
        assertThat(settle(new Settlement.Done(claims.getLast(), "250")).unneeded())
                .containsExactly("staged/1");
        assertThat(queue().load(id(mail))).isEmpty();
    }

    @Test
    void whatWasTakenIsTakenWhosoeverHasTheClaim() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        add(mail);
        Claim first = queue().claim(FAR, new Holder("slow", Duration.ZERO)).getFirst();
        Claim second = queue().claim(FAR, ONE).getFirst();
        assertThat(settle(new Settlement.Later(first, now(), "450")).lost()).containsExactly(first);
        assertThat(settle(new Settlement.Taken(first, "250 ok", Optional.empty()))
                        .lost())
                .containsExactly(first);
        assertThat(control().show(id(mail))).extracting(Row::state).containsExactly(State.DONE);
        assertThat(queue().load(id(mail))).isEmpty();
        // Who has claimed it meanwhile learns so, and puts nothing back.
        assertThat(queue().renew(List.of(second), ONE)).isEmpty();
        assertThat(settle(new Settlement.Later(second, now().minusSeconds(1), "450"))
                        .lost())
                .containsExactly(second);
        assertThat(queue().claim(FAR, ONE)).isEmpty();
    }

    @Test
    void nothingIsSettledTwice() throws Exception {
        add(remote("a@far.test"));
        Claim claim = queue().claim(FAR, ONE).getFirst();
        assertThat(settle(new Settlement.Later(claim, now().plusSeconds(600), "450 one"))
                        .lost())
                .isEmpty();
        assertThat(settle(new Settlement.Later(claim, now().minusSeconds(1), "450 two"))
                        .lost())
                .containsExactly(claim);
        assertThat(queue().claim(FAR, ONE)).isEmpty();
    }

    @Test
    void aNotificationIsOwedUntilItIsSent() throws Exception {
        AcceptedMail mail = remote("a@far.test", "b@far.test");
        queue().add(mail, Optional.of(new KeptBody("staged/1", now().plusSeconds(600))), entries(mail, now()));
        List<Claim> claims = queue().claim(FAR, ONE);
        Report relayed = new Report(Report.Kind.RELAYED, "2.0.0", "mx.far.test", now().minusSeconds(1));
        Report failed = new Report(Report.Kind.FAILED, "5.1.1", "", now().plusSeconds(600));
        Settled settled = queue().settle(List.of(
                new Settlement.Taken(claims.getFirst(), "250 ok", Optional.of(relayed)),
                new Settlement.GivenUp(claims.getLast(), "550 5.1.1 no", failed)));
        assertThat(settled.lost()).isEmpty();
        assertThat(control().show(id(mail))).extracting(Row::state).containsOnly(State.OWED);
        assertThat(queue().claim(FAR, ONE)).isEmpty();
        assertThat(queue().claimOverdue(10, ONE)).isEmpty();
        assertThat(queue().load(id(mail))).isPresent();

        List<Owed> owed = queue().claimOwed(10, Duration.ZERO);
        assertThat(owed).singleElement().satisfies(one -> {
            assertThat(one.recipient()).isEqualTo("a@far.test");
            assertThat(one.reply()).isEqualTo("250 ok");
            assertThat(one.report().kind()).isEqualTo(Report.Kind.RELAYED);
            assertThat(one.report().peer()).isEqualTo("mx.far.test");
        });
        // Whoever has claimed it died.
        assertThat(queue().claimOwed(10, Duration.ofMinutes(5))).hasSize(1);
        assertThat(queue().claimOwed(10, Duration.ofMinutes(5))).isEmpty();
        queue().postponeReport(owed.getFirst(), Duration.ofSeconds(-1));
        assertThat(queue().claimOwed(10, Duration.ofMinutes(5))).hasSize(1);

        assertThat(queue().reported(id(mail), List.of("a@far.test"))).isEmpty();
        assertThat(queue().load(id(mail))).isPresent();
        assertThat(queue().reported(id(mail), List.of("a@far.test", "b@far.test")))
                .containsExactly("staged/1");
        assertThat(queue().load(id(mail))).isEmpty();
        assertThat(add(mail)).isFalse();
    }

    @Test
    void whatServersSayIsKeptInPart() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        add(mail);
        settle(new Settlement.Later(queue().claim(FAR, ONE).getFirst(), now(), "450 " + "x".repeat(100_000)));
        assertThat(control().show(id(mail)).getFirst().lastReply()).hasSizeLessThanOrEqualTo(1_000);
        queue().block(FAR, 0, "y".repeat(100_000), failures -> Duration.ofMinutes(1));
    }

    @Test
    void whatASenderHoldsBackLeavesEarlierOnlyByName() throws Exception {
        Instant from = now().plusSeconds(600).truncatedTo(ChronoUnit.MICROS);
        Instant to = now().plusSeconds(900).truncatedTo(ChronoUnit.MICROS);
        AcceptedMail mail = remote("a@far.test");
        Window window = new Window(Optional.of(from), Optional.of(to));
        Entry entry = entries(mail, from, window).getFirst();
        queue().add(
                        mail,
                        Optional.empty(),
                        List.of(new Entry(
                                entry.recipient(), FAR, 0, from, Optional.empty(), to, entry.forgetAt(), window)));
        change(Change.RETRY, destination(FAR));
        assertThat(control().show(id(mail)).getFirst().dueAt()).isEqualTo(from);
        change(Change.HOLD, Filter.ALL);
        change(Change.RELEASE, Filter.ALL);
        assertThat(control().show(id(mail)).getFirst().dueAt()).isEqualTo(from);
        assertThat(control().show(id(mail)).getFirst().expiresAt()).isEqualTo(to);
        assertThat(queue().claim(FAR, ONE)).isEmpty();
        change(Change.RETRY, new Filter(Optional.of(id(mail)), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(queue().claim(FAR, ONE)).hasSize(1);
    }

    private Settled settle(Settlement settlement) throws InterruptedException {
        return queue().settle(List.of(settlement));
    }

    @Test
    void aBodyCanMove() throws Exception {
        AcceptedMail mail = TestMail.staged(remote("a@far.test"), "staged/old", 10);
        queue().add(mail, Optional.of(new KeptBody("staged/old", now().minusSeconds(1))), entries(mail, now()));
        assertThat(queue().bodiesEnding(now(), 10)).containsExactly(id(mail));
        AcceptedMail moved = TestMail.staged(mail, "staged/new", 10);
        KeptBody body = new KeptBody("staged/new", now().plusSeconds(600));
        assertThat(queue().moveBody(moved, body)).contains("staged/old");
        assertThat(queue().bodiesEnding(now(), 10)).isEmpty();
        assertThat(queue().load(id(mail))).contains(moved);
        queue().postponeBody(id(mail), now().minusSeconds(1));
        assertThat(queue().bodiesEnding(now(), 10)).containsExactly(id(mail));
        queue().postponeBody(id(mail), now().plusSeconds(600));
        assertThat(queue().bodiesEnding(now(), 10)).isEmpty();
        done(queue().claim(FAR, ONE));
        assertThat(queue().moveBody(moved, body)).contains("staged/new");
    }

    @Test
    void whatCouldNotBeLookedAtLetsOthersComeFirst() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        queue().add(
                        mail,
                        Optional.empty(),
                        List.of(new Entry(
                                "a@far.test",
                                FAR,
                                0,
                                now().minusSeconds(5),
                                Optional.of(now().minusSeconds(10)),
                                now().plusSeconds(600),
                                now(),
                                Window.ANY)));
        Claim claim = queue().claimOverdue(10, ONE).getFirst();
        queue().settle(List.of(new Settlement.Unlooked(claim, now().plusSeconds(300))));
        assertThat(queue().claimOverdue(10, ONE)).isEmpty();
        assertThat(queue().claim(FAR, ONE)).singleElement().satisfies(one -> {
            assertThat(one.wasDue()).isEqualTo(claim.wasDue());
            assertThat(one.warnAt()).isEqualTo(claim.warnAt());
            queue().settle(List.of(new Settlement.Later(one, now().plusSeconds(5), "450")));
        });
        assertThat(queue().claimOverdue(10, ONE)).isEmpty();
    }

    @Test
    void lateOnesAreFoundOnceAndExpiredOnesUntilTheyAreDone() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        Entry entry = new Entry(
                "a@far.test",
                FAR,
                0,
                now().plusSeconds(600).truncatedTo(ChronoUnit.MICROS),
                Optional.of(now().minusSeconds(10)),
                now().plusSeconds(600),
                now(),
                Window.ANY);
        queue().add(mail, Optional.empty(), List.of(entry));
        Claim late = queue().claimOverdue(10, ONE).getFirst();
        assertThat(late.attempts()).isZero();
        assertThat(queue().claimOverdue(10, OTHER)).isEmpty();
        queue().settle(List.of(new Settlement.Warned(late)));
        assertThat(queue().claimOverdue(10, OTHER)).isEmpty();
        assertThat(control().show(id(mail)).getFirst().dueAt()).isEqualTo(entry.dueAt());

        AcceptedMail old = remote("b@far.test");
        queue().add(
                        old,
                        Optional.empty(),
                        List.of(new Entry(
                                "b@far.test",
                                FAR,
                                0,
                                now(),
                                Optional.empty(),
                                now().minusSeconds(1),
                                now(),
                                Window.ANY)));
        List<Claim> expired = queue().claimOverdue(10, new Holder("dead", Duration.ZERO));
        assertThat(queue().claimOverdue(10, ONE)).hasSize(1);
        assertThat(expired).hasSize(1);
    }

    /** Copies by a mailing list come in several records with one id, and a record that comes again may have other recipients. */
    @Test
    void recipientsOfOneMessageComeInSeveralRecords() throws Exception {
        AcceptedMail first = remote("a@far.test", "b@far.test");
        AcceptedMail second = first.toBuilder()
                .clearRecipients()
                .addAllRecipients(remote("b@far.test", "c@far.test").getRecipientsList())
                .build();
        KeptBody shared = new KeptBody("staged/shared", now().plusSeconds(600), KeptBody.Use.SHARED);
        assertThat(queue().add(first, Optional.of(shared), entries(first, now())))
                .isTrue();
        assertThat(queue().knows(id(first), List.of("a@far.test"))).isTrue();
        assertThat(queue().knows(id(first), List.of("a@far.test", "c@far.test")))
                .isFalse();
        List<String> unneeded = new ArrayList<>();
        for (Claim claim : queue().claim(FAR, ONE)) {
            unneeded.addAll(queue().settle(List.of(new Settlement.Done(claim, "250 ok")))
                    .unneeded());
        }
        assertThat(queue().load(id(first))).isEmpty();
        assertThat(queue().add(second, Optional.of(shared), entries(second, now())))
                .isTrue();
        List<Claim> left = queue().claim(FAR, ONE);
        assertThat(left).extracting(Claim::recipient).containsExactly("c@far.test");
        assertThat(queue().load(id(first))).contains(second);
        unneeded.addAll(queue().settle(List.of(new Settlement.Done(left.getFirst(), "250 ok")))
                .unneeded());
        assertThat(unneeded).isEmpty();
    }

    @Test
    void whatIsDoneIsForgottenInTime() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        queue().add(
                        mail,
                        Optional.empty(),
                        List.of(new Entry(
                                "a@far.test",
                                FAR,
                                0,
                                now(),
                                Optional.empty(),
                                now().plusSeconds(60),
                                now().minusSeconds(1),
                                Window.ANY)));
        assertThat(queue().forget(10)).isZero();
        done(queue().claim(FAR, ONE));
        assertThat(queue().forget(10)).isEqualTo(1);
        assertThat(queue().knows(id(mail), new Mail(mail, MessageTrace.NONE).remotePaths()))
                .isFalse();
    }

    @Test
    void operatorsHoldAndRelease() throws Exception {
        add(remote("a@far.test"));
        assertThat(change(Change.HOLD, destination(FAR)).recipients()).isEqualTo(1);
        assertThat(queue().claim(FAR, ONE)).isEmpty();
        assertThat(control().list(Filter.ALL, Page.FIRST))
                .extracting(Row::state)
                .containsExactly(State.HELD);
        assertThat(change(Change.RETRY, destination(FAR)).recipients()).isZero();
        assertThat(change(Change.RELEASE, destination(FAR)).recipients()).isEqualTo(1);
        assertThat(queue().claim(FAR, ONE)).hasSize(1);
    }

    @Test
    void whatIsHeldWhileItIsTriedIsDoneIfItWasTaken() throws Exception {
        AcceptedMail mail = remote("a@far.test", "b@far.test");
        add(mail);
        List<Claim> claims = queue().claim(FAR, ONE);
        change(Change.HOLD, Filter.ALL);
        assertThat(change(Change.RELEASE, recipient("b@far.test")).recipients()).isEqualTo(1);
        assertThat(queue().claim(FAR, OTHER)).isEmpty();
        queue().settle(List.of(
                new Settlement.Done(claims.getFirst(), "250"),
                new Settlement.Later(claims.getLast(), now().plusSeconds(600), "450")));
        assertThat(control().show(id(mail))).extracting(Row::state).containsExactly(State.DONE, State.WAITING);
    }

    @Test
    void retryMakesDueAndUnblocks() throws Exception {
        add(remote("a@far.test"), now().plusSeconds(600));
        block(FAR, 0);
        assertThat(change(Change.RETRY, recipient("a@far.test")).recipients()).isEqualTo(1);
        assertThat(queue().due("", 10, Optional.empty())).containsExactly(new Due(FAR, 0));
    }

    @Test
    void whatIsDroppedStaysDropped() throws Exception {
        AcceptedMail mail = remote("a@far.test");
        queue().add(mail, Optional.of(new KeptBody("staged/1", now().plusSeconds(600))), entries(mail, now()));
        List<Claim> claims = queue().claim(FAR, ONE);
        List<String> told = new ArrayList<>();
        QueueControl.Changed changed = control()
                .change(
                        Change.DROP,
                        new Filter(Optional.of(id(mail)), Optional.empty(), Optional.empty(), Optional.empty()),
                        (id, recipient) -> told.add(id + " " + recipient));
        assertThat(told).containsExactly(id(mail) + " a@far.test");
        assertThat(changed.recipients()).isEqualTo(1);
        assertThat(changed.unneededObjects()).containsExactly("staged/1");
        queue().settle(List.of(new Settlement.Later(claims.getFirst(), now().minusSeconds(1), "450")));
        assertThat(queue().claim(FAR, ONE)).isEmpty();
        assertThat(add(mail)).isFalse();
        assertThat(control().list(Filter.ALL, Page.FIRST)).isEmpty();
        assertThat(control().message(id(mail))).isEmpty();
    }

    @Test
    void aLongListComesInPages() throws Exception {
        for (int i = 0; i < 7; i++) {
            add(remote("a@far.test", "b@near.test"));
        }
        List<Row> all = new ArrayList<>();
        Page page = new Page(Optional.empty(), "", 4);
        while (true) {
            List<Row> rows = control().list(destination(FAR), page);
            all.addAll(rows);
            if (rows.size() < 4) {
                break;
            }
            page = new Page(
                    Optional.of(rows.getLast().deliveryId()), rows.getLast().recipient(), 4);
        }
        assertThat(all).hasSize(7).doesNotHaveDuplicates();
        assertThat(queue().depth(1).largest())
                .singleElement()
                .satisfies(share -> assertThat(share.recipients()).isEqualTo(7));
        assertThat(queue().depth(1).waiting()).isEqualTo(14);
    }

    /** More recipients than are changed in one step, some of them the beginning of others. */
    @Test
    public void allOfALongListAreChanged() throws Exception {
        String[] recipients =
                IntStream.range(0, 1_200).mapToObj(i -> "u" + i + "@far.test").toArray(String[]::new);
        add(remote(recipients));
        assertThat(change(Change.HOLD, destination(FAR)).recipients()).isEqualTo(1_200);
        assertThat(change(Change.RELEASE, destination(FAR)).recipients()).isEqualTo(1_200);
        assertThat(change(Change.DROP, destination(FAR)).recipients()).isEqualTo(1_200);
        assertThat(control().list(Filter.ALL, Page.FIRST)).isEmpty();
    }

    /** It is not mail that waits. */
    @Test
    void whoDropsMailDropsNoNotificationThatIsOwed() throws Exception {
        AcceptedMail mail = remote("a@far.test", "b@far.test");
        add(mail);
        Claim refused = queue().claim(FAR, ONE).getFirst();
        queue().settle(List.of(new Settlement.GivenUp(
                refused, "550 no", new Report(Report.Kind.FAILED, "5.1.1", "", now().minusSeconds(1)))));
        assertThat(change(Change.DROP, destination(FAR)).recipients()).isEqualTo(1);
        assertThat(control().list(Filter.ALL, Page.FIRST))
                .singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(State.OWED));
        assertThat(queue().claimOwed(10, Duration.ofMinutes(1))).hasSize(1);
        Filter owed = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(State.OWED));
        assertThat(change(Change.DROP, owed).recipients()).isEqualTo(1);
        assertThat(control().list(Filter.ALL, Page.FIRST)).isEmpty();
    }

    private QueueControl.Changed change(Change change, Filter filter) throws InterruptedException {
        return control().change(change, filter, Witness.NOBODY);
    }

    private void done(List<Claim> claims) throws InterruptedException {
        queue().settle(claims.stream()
                .<Settlement>map(claim -> new Settlement.Done(claim, "250 ok"))
                .toList());
    }

    private boolean add(AcceptedMail mail) throws InterruptedException {
        return add(mail, now().minusSeconds(1));
    }

    private boolean add(AcceptedMail mail, Instant dueAt) throws InterruptedException {
        return queue().add(mail, Optional.empty(), entries(mail, dueAt));
    }

    private List<Entry> entries(AcceptedMail mail, Instant dueAt) {
        return entries(mail, dueAt, Window.ANY);
    }

    private List<Entry> entries(AcceptedMail mail, Instant dueAt, Window window) {
        return mail.getRecipients(0).getRemotePathsList().stream()
                .map(path -> new Entry(
                        path,
                        Destination.of(path),
                        0,
                        dueAt,
                        Optional.empty(),
                        now().plusSeconds(3600),
                        now().plusSeconds(3600),
                        window))
                .toList();
    }

    private static AcceptedMail remote(String... paths) {
        AcceptedMail mail = TestMail.remote(paths[0]);
        AcceptedMail.Builder builder = mail.toBuilder();
        builder.getRecipientsBuilder(0).clearRemotePaths().addAllRemotePaths(List.of(paths));
        return builder.build();
    }

    private static Filter destination(String destination) {
        return new Filter(Optional.empty(), Optional.empty(), Optional.of(destination), Optional.empty());
    }

    private static Filter recipient(String recipient) {
        return new Filter(Optional.empty(), Optional.of(recipient), Optional.empty(), Optional.empty());
    }

    private static DeliveryId id(AcceptedMail mail) {
        return DeliveryId.of(mail.getDeliveryId());
    }
}
