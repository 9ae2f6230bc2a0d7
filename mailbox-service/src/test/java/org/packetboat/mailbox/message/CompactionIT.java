package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.BodyMove;
import org.packetboat.contracts.mailbox.ClaimCompactionRequest;
import org.packetboat.contracts.mailbox.ClaimCompactionResponse;
import org.packetboat.contracts.mailbox.CompactionBody;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MoveBodiesRequest;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.ledger.LedgerWindows;
import org.packetboat.mailbox.store.LedgerTotals;
import org.packetboat.mailbox.store.UidRanges;

/** What the compactor is given to do, and what its moves do to the ledger. */
class CompactionIT {
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final int LENGTH = 4_096;
    private MailboxFixture mail;

    @BeforeEach
    void start() throws Exception {
        mail = MailboxFixture.start(new LedgerWindows(WINDOW, WINDOW, WINDOW, GRACE), GRACE);
        // What other tests have left would be given as well.
        for (String table : List.of(
                "tombstone", "object", "object_event", "body_event", "key_block", "compaction", "ledger_total")) {
            mail.store.numbers("DELETE FROM " + table);
        }
    }

    @AfterEach
    void stop() throws Exception {
        mail.close();
    }

    private void rest() throws InterruptedException {
        mail.housekeeping.runOnce();
        mail.store.numbers("UPDATE compaction SET due_at = now() - interval '1 hour'");
        long old = System.currentTimeMillis() - 1_000;
        mail.store.numbers("UPDATE message SET save_date = least(save_date, $1)", old);
    }

    private ClaimCompactionResponse claim(String compactor) throws InterruptedException {
        return mail.compaction.claim(ClaimCompactionRequest.newBuilder()
                .setCompactor(compactor)
                .setMaxOctets(8 << 20)
                .setMaxBodies(8_192)
                .build());
    }

    /** Does what a compactor does with a task; returns how many bodies have moved. */
    private int perform(ClaimCompactionResponse task, String compactor) throws InterruptedException {
        Map<Long, MoveBodiesRequest.Builder> requests = new LinkedHashMap<>();
        long offset = 0;
        for (CompactionBody body : task.getBodiesList()) {
            requests.computeIfAbsent(
                            body.getAccountId(),
                            account -> MoveBodiesRequest.newBuilder()
                                    .setAccountId(account)
                                    .setObjectKey(task.getObjectKey()))
                    .addMoves(BodyMove.newBuilder()
                            .setBodyId(body.getBodyId())
                            .setFromObjectKey(body.getBlob().getObjectKey())
                            .setFromOffset(body.getBlob().getOffset())
                            .setToOffset(offset));
            offset += body.getBlob().getLength();
        }
        int moved = 0;
        for (MoveBodiesRequest.Builder request : requests.values()) {
            moved += mail.compaction.move(request.build());
        }
        mail.compaction.complete(compactor, task.getLease());
        return moved;
    }

    private int compactAll() throws InterruptedException {
        int tasks = 0;
        for (ClaimCompactionResponse task = claim("one"); task.getBodiesCount() > 0; task = claim("one")) {
            perform(task, "one");
            mail.housekeeping.runOnce();
            tasks++;
        }
        return tasks;
    }

    private List<Long> deliver(long account, int count) throws Exception {
        List<Long> uids = new ArrayList<>();
        for (String key : mail.reserve(ObjectKind.PACK, count)) {
            uids.add(mail.deliver(account, key, "message " + uids.size()));
        }
        return uids;
    }

    private void expunge(long account, long mailbox, UidRanges uids) throws Exception {
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(mailbox)
                        .setOperationId(TestMail.freshId())
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(uids.toUidSet())
                        .setFlags(Flags.newBuilder().setSystem(8))
                        .build());
        mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(mailbox)
                        .setOperationId(TestMail.freshId())
                        .build());
    }

    private void endTombstones() {
        await().untilAsserted(() -> {
            mail.housekeeping.runOnce();
            assertThat(mail.store.number("SELECT count(*) FROM tombstone WHERE NOT body_ended"))
                    .isZero();
        });
        await().untilAsserted(() -> {
            mail.housekeeping.runOnce();
            assertThat(mail.store.number("SELECT count(*) FROM body_event")).isZero();
        });
    }

    private void assertLedgerIsExact(String domain) throws InterruptedException {
        mail.housekeeping.runOnce();
        assertThat(mail.store.number("""
                        SELECT count(*) FROM (
                            SELECT b.object_key, count(*) AS bodies, sum(b.blob_length) AS octets FROM body b
                            JOIN account a ON a.account_id = b.account_id WHERE a.address LIKE $1 GROUP BY b.object_key) l
                        FULL JOIN (SELECT * FROM object WHERE live_bodies <> 0) o ON o.object_key = l.object_key
                        WHERE l.bodies IS DISTINCT FROM o.live_bodies OR l.octets IS DISTINCT FROM o.live_octets
                        """, "%" + domain))
                .as("objects that differ from the bodies in them")
                .isZero();
        LedgerTotals.Totals totals = LedgerTotals.read(mail.store.database());
        assertThat(totals.objects()).isEqualTo(mail.store.number("SELECT count(*) FROM object WHERE born_octets > 0"));
        assertThat(totals.liveOctets())
                .isEqualTo(mail.store.number("SELECT coalesce(sum(live_octets), 0)::bigint FROM object"));
        assertThat(totals.deadOctets())
                .isEqualTo(mail.store.number("SELECT coalesce(sum(born_octets - live_octets), 0)::bigint FROM object"));
    }

    @Test
    void messagesThatCameOneByOneComeToLieTogetherByUid() throws Exception {
        long alice = mail.store.account("alice@one.gather");
        deliver(alice, 40);
        rest();
        ClaimCompactionResponse task = claim("one");
        assertThat(task.getBodiesCount()).isEqualTo(40);
        assertThat(task.getObjectKey()).matches("past/" + alice + "/" + mail.inbox(alice) + "/[0-9]{10}/[0-9a-f]{16}");
        assertThat(task.getLease().getThroughUid()).isEqualTo(40);
        assertThat(perform(task, "one")).isEqualTo(40);
        assertThat(mail.store.numbers("""
                        SELECT b.blob_offset FROM message m JOIN body b ON b.account_id = m.account_id AND b.body_id = m.body_id
                        WHERE m.account_id = $1 AND b.object_key = $2 ORDER BY m.uid
                        """, alice, task.getObjectKey()))
                .hasSize(40)
                .isSorted();
        assertLedgerIsExact("one.gather");
        rest();
        assertThat(claim("one").getBodiesCount()).isZero();
        assertThat(mail.store.number("SELECT count(*) FROM compaction WHERE account_id = $1", alice))
                .as("nothing is left to look at")
                .isZero();
        assertThat(mail.store.number("SELECT packed_uid FROM mailbox WHERE mailbox_id = $1", mail.inbox(alice)))
                .isEqualTo(40);
    }

    @Test
    void fewOrYoungMessagesWait() throws Exception {
        long alice = mail.store.account("alice@two.gather");
        deliver(alice, 10);
        mail.housekeeping.runOnce();
        mail.store.numbers("UPDATE compaction SET due_at = now()");
        assertThat(claim("one").getBodiesCount()).as("young and few").isZero();
        rest();
        assertThat(claim("one").getBodiesCount()).as("few").isZero();
        assertThat(mail.store.number("SELECT count(*) FROM compaction WHERE account_id = $1 AND due_at > now()", alice))
                .as("looked at again later")
                .isOne();
        mail.store.numbers(
                "UPDATE message SET save_date = save_date - 1000 * 86400 * 8::bigint WHERE account_id = $1", alice);
        rest();
        assertThat(claim("one").getBodiesCount()).as("few but old").isEqualTo(10);
    }

    @Test
    void smallObjectsOfAMailboxAreMerged() throws Exception {
        long alice = mail.store.account("alice@three.gather");
        for (int round = 0; round < 4; round++) {
            deliver(alice, 32);
            rest();
            compactAll();
        }
        rest();
        compactAll();
        assertThat(mail.store.number("SELECT count(DISTINCT object_key) FROM body WHERE account_id = $1", alice))
                .isOne();
        assertLedgerIsExact("three.gather");
        assertThat(mail.store.number("SELECT count(*) FROM object WHERE live_bodies < 0"))
                .isZero();
    }

    /** Most mailboxes end in one small object that stays as it is: those must not hide where there is something to merge. */
    @Test
    void manyMailboxesWithOneSmallObjectDoNotHideAnother() throws Exception {
        long alice = mail.store.account("alice@many.gather");
        mail.store.numbers("""
                INSERT INTO object (object_key, account_id, mailbox_id, live_bodies, live_octets, base_octets, deletable_from)
                SELECT 'past/other/' || i, $1, -i, 1, 1000, 1000, now() FROM generate_series(1, 300) i
                """, alice);
        for (int round = 0; round < 4; round++) {
            deliver(alice, 32);
            rest();
            compactAll();
        }
        rest();
        compactAll();
        assertThat(mail.store.number("SELECT count(DISTINCT object_key) FROM body WHERE account_id = $1", alice))
                .isOne();
    }

    @Test
    void aCopyIsNotMovedAgainAndAMoveFollowsItsMessages() throws Exception {
        long alice = mail.store.account("alice@four.gather");
        long archive = mail.store.mailbox(alice, "Archive");
        deliver(alice, 40);
        rest();
        compactAll();
        mail.messages
                .copier()
                .copy(CopyRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(mail.inbox(alice))
                        .setOperationId(TestMail.freshId())
                        .setUids(new UidRanges.Builder().add(1, 40).build().toUidSet())
                        .setTarget("Archive")
                        .build());
        rest();
        mail.store.numbers(
                "INSERT INTO compaction (account_id, due_at) VALUES ($1, now()) ON CONFLICT DO NOTHING", alice);
        assertThat(claim("one").getBodiesCount()).isZero();
        assertThat(mail.store.number("SELECT packed_uid FROM mailbox WHERE mailbox_id = $1", archive))
                .isEqualTo(40);
        // The bodies live on in Archive alone; when most of those have ended too, what is left is written again.
        expunge(alice, mail.inbox(alice), new UidRanges.Builder().add(1, 40).build());
        expunge(alice, archive, new UidRanges.Builder().add(1, 30).build());
        endTombstones();
        rest();
        ClaimCompactionResponse task = claim("one");
        assertThat(task.getBodiesCount()).isEqualTo(10);
        perform(task, "one");
        assertLedgerIsExact("four.gather");
    }

    @Test
    void packsBelowHalfLiveAreWrittenAgainTogether() throws Exception {
        long alice = mail.store.account("alice@five.gather");
        long bob = mail.store.account("bob@five.gather");
        List<String> packs = mail.reserve(ObjectKind.PACK, 3);
        for (String pack : packs) {
            for (int i = 0; i < 5; i++) {
                deliver(i < 2 ? alice : bob, pack, (long) i * LENGTH);
            }
        }
        mail.housekeeping.runOnce();
        mail.store.numbers("DELETE FROM compaction");
        expunge(bob, mail.inbox(bob), new UidRanges.Builder().add(1, 9).build());
        endTombstones();
        mail.store.numbers("DELETE FROM compaction");
        assertThat(claim("one").getBodiesCount()).as("too young").isZero();
        mail.store.numbers("UPDATE object SET deletable_from = now() - interval '1 second'");
        ClaimCompactionResponse task = claim("one");
        assertThat(task.getLease().getObjectKeysList()).containsExactlyInAnyOrderElementsOf(packs);
        assertThat(task.getBodiesCount()).isEqualTo(6);
        assertThat(task.getObjectKey()).startsWith("pack/");
        assertThat(claim("two").getBodiesCount()).as("leased").isZero();
        assertThat(perform(task, "one")).isEqualTo(6);
        assertLedgerIsExact("five.gather");
        await().untilAsserted(() -> {
            mail.housekeeping.runOnce();
            assertThat(mail.ledger.claimDead("one", 10)).containsExactlyInAnyOrderElementsOf(packs);
        });
        mail.ledger.confirmDeleted("one", packs);
        assertLedgerIsExact("five.gather");
    }

    @Test
    void sharedOctetsAreNotTakenForDeadOnes() throws Exception {
        String pack = mail.reserve(ObjectKind.PACK, 1).getFirst();
        List<Long> accounts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accounts.add(mail.store.account("user" + i + "@six.gather"));
            deliver(accounts.get(i), pack, 0);
        }
        mail.housekeeping.runOnce();
        for (long account : accounts.subList(0, 3)) {
            expunge(account, mail.inbox(account), UidRanges.of(1));
        }
        endTombstones();
        mail.store.numbers("DELETE FROM compaction");
        mail.store.numbers("UPDATE object SET deletable_from = now() - interval '1 second'");
        assertThat(claim("one").getBodiesCount()).isZero();
        assertThat(mail.store.number("SELECT base_octets FROM object WHERE object_key = $1", pack))
                .isEqualTo(2 * LENGTH);
        assertThat(mail.store.number("SELECT count(*) FROM object WHERE leased_to IS NOT NULL"))
                .isZero();
    }

    @Test
    void aBodyMovesOnceAndOnlyFromWhereItIs() throws Exception {
        long alice = mail.store.account("alice@seven.gather");
        deliver(alice, 40);
        rest();
        ClaimCompactionResponse first = claim("one");
        mail.store.numbers("UPDATE compaction SET leased_until = now() - interval '1 second'");
        ClaimCompactionResponse second = claim("two");
        assertThat(second.getBodiesList()).as("after a lease that was lost").isEqualTo(first.getBodiesList());
        expunge(alice, mail.inbox(alice), UidRanges.of(40));
        endTombstones();
        assertThat(perform(second, "two")).as("one has ended").isEqualTo(39);
        assertThat(perform(second, "two")).as("a repeat").isZero();
        assertThat(perform(first, "one")).as("the one that came late").isZero();
        assertThat(mail.store.number(
                        "SELECT count(*) FROM body WHERE account_id = $1 AND object_key = $2",
                        alice,
                        second.getObjectKey()))
                .isEqualTo(39);
        assertLedgerIsExact("seven.gather");
    }

    @Test
    void somethingThatHappensDuringALeaseIsLookedAtAfterIt() throws Exception {
        long alice = mail.store.account("alice@eight.gather");
        deliver(alice, 40);
        rest();
        ClaimCompactionResponse task = claim("one");
        mail.deliver(alice, mail.objectKey(), "late");
        mail.housekeeping.runOnce();
        assertThat(claim("two").getBodiesCount()).as("leased").isZero();
        perform(task, "one");
        assertThat(claim("one").getBodiesCount()).isZero();
        assertThat(mail.store.number("SELECT count(*) FROM compaction WHERE account_id = $1", alice))
                .isOne();
    }

    @Test
    void refusesToMoveToAnObjectThatIsTooOldOrUnknown() throws Exception {
        long alice = mail.store.account("alice@nine.gather");
        assertThatThrownBy(() -> mail.compaction.move(MoveBodiesRequest.newBuilder()
                        .setAccountId(alice)
                        .setObjectKey("past/1/1/2026112315/0123456789abcdef")
                        .build()))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.STALE_BLOB));
    }

    private void deliver(long account, String objectKey, long offset) throws InterruptedException {
        mail.deliverer.deliver(DeliverRequest.newBuilder()
                .addBodies(TestMail.body(objectKey, offset, "at " + offset))
                .addDeliveries(MailboxFixture.delivery(account))
                .build());
    }
}
