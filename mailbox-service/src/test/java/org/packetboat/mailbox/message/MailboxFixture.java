package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.mailbox.ledger.Compaction;
import org.packetboat.mailbox.ledger.Housekeeping;
import org.packetboat.mailbox.ledger.Ledger;
import org.packetboat.mailbox.ledger.LedgerWindows;
import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.DatabaseFixture;
import org.packetboat.mailbox.store.KeyBlockTable;

/** The parts of the service that messages go through, on a real database. */
final class MailboxFixture implements AutoCloseable {
    final DatabaseFixture store;
    static final Duration COMPACT_AFTER = Duration.ofMillis(50);

    final Ledger ledger;
    final Compaction compaction;
    final ReferenceWindows windows;
    final BodyIds ids;
    final Deliverer deliverer;
    final MessageOperations messages;
    final List<String> hints = new CopyOnWriteArrayList<>();
    private final SlicePool slices = new SlicePool(1);
    final Housekeeping housekeeping;

    private MailboxFixture(DatabaseFixture store, LedgerWindows times, Duration expungeGrace) {
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                return ThreadLocalRandom.current().nextLong();
            }
        };
        this.store = store;
        ledger = new Ledger(store.database(), times, random);
        windows = new ReferenceWindows(new KeyBlockTable(store.database()));
        ids = new BodyIds(InstantSource.system(), random);
        HeaderTextSearch texts = new HeaderTextSearch(store.database(), slices, 1_000_000);
        messages = MessageOperations.on(
                store.database(),
                windows,
                ids,
                new Recorder(),
                slices,
                texts,
                new DeliveryTerms(Duration.ofDays(37), 32));
        deliverer = messages.deliverer();
        housekeeping = new Housekeeping(
                store.database(),
                new Housekeeping.Times(
                        Duration.ofSeconds(1),
                        expungeGrace,
                        expungeGrace.multipliedBy(24),
                        Duration.ofMinutes(15),
                        COMPACT_AFTER));
        compaction = new Compaction(
                store.database(),
                ledger,
                windows,
                new Compaction.Ages(COMPACT_AFTER, Duration.ofDays(7)),
                InstantSource.system());
    }

    private final class Recorder implements ChangeHints {
        @Override
        public void mailboxChanged(long accountId, long mailboxId, long modSeq, long uidNext) {
            if (hints.size() < 1_000) {
                hints.add(accountId + " " + mailboxId + " " + modSeq + " " + uidNext);
            }
        }

        @Override
        public void mailboxListChanged(long accountId, long mailboxId) {}
    }

    static MailboxFixture start() throws Exception {
        Duration hour = Duration.ofHours(1);
        return start(new LedgerWindows(hour, hour.multipliedBy(24 * 31), hour.multipliedBy(2), hour), hour);
    }

    static MailboxFixture start(LedgerWindows times, Duration expungeGrace) throws Exception {
        return new MailboxFixture(DatabaseFixture.start(), times, expungeGrace);
    }

    String objectKey() throws InterruptedException {
        return reserve(ObjectKind.PACK, 1).getFirst();
    }

    List<String> reserve(ObjectKind kind, int count) throws InterruptedException {
        return ledger.reserve(ReserveRequest.newBuilder()
                        .setWriter("test")
                        .setKind(kind)
                        .setCount(count)
                        .build())
                .getObjectKeysList();
    }

    /** One delivery of body 0. */
    static Delivery.Builder delivery(long accountId) {
        long now = System.currentTimeMillis();
        return Delivery.newBuilder()
                .setDeliveryId(TestMail.freshId())
                .setAccountId(accountId)
                .setRecordTimeMillis(now)
                .setInternalDateMillis(now);
    }

    /** A message into the account's INBOX; its UID. */
    long deliver(long accountId, String objectKey, String subject) throws InterruptedException {
        return deliverer
                .deliver(DeliverRequest.newBuilder()
                        .addBodies(TestMail.body(objectKey, 0, subject))
                        .addDeliveries(delivery(accountId))
                        .build())
                .getOutcomes(0)
                .getUid();
    }

    long inbox(long accountId) throws InterruptedException {
        return store.number("SELECT mailbox_id FROM mailbox WHERE account_id = $1 AND name = 'INBOX'", accountId);
    }

    /** UIDs of a mailbox by its rows, ascending. */
    List<Long> uids(long mailboxId) throws InterruptedException {
        return store.numbers("SELECT uid FROM message WHERE mailbox_id = $1 ORDER BY uid", mailboxId);
    }

    /** Fails unless the mailbox row says what the message rows say, and the UID set is that of the rows. */
    void assertConsistent(long accountId, long mailboxId) throws InterruptedException {
        assertThat(store.numbers(
                        """
                        SELECT messages = (SELECT count(*) FROM message WHERE mailbox_id = $1)
                            AND unseen = (SELECT count(*) FROM message WHERE mailbox_id = $1 AND system_flags & 1 = 0)
                            AND deleted = (SELECT count(*) FROM message WHERE mailbox_id = $1 AND system_flags & 8 <> 0)
                            AND octets = (SELECT coalesce(sum(size), 0) FROM message WHERE mailbox_id = $1)
                            AND uid_next > (SELECT coalesce(max(uid), 0) FROM message WHERE mailbox_id = $1)
                            AND mod_seq >= (SELECT coalesce(max(mod_seq), 0) FROM message WHERE mailbox_id = $1)
                        FROM mailbox WHERE mailbox_id = $1
                        """.replace("SELECT messages", "SELECT CASE WHEN messages")
                                .replace("FROM mailbox WHERE", "THEN 1 ELSE 0 END FROM mailbox WHERE"),
                        mailboxId))
                .containsExactly(1L);
        assertThat(store.numbers("""
            SELECT 1 FROM body b WHERE b.account_id = $1 AND b.ref_count <>
                (SELECT count(*) FROM message m WHERE m.account_id = $1 AND m.body_id = b.body_id)
                + (SELECT count(*) FROM tombstone t WHERE t.account_id = $1 AND t.body_id = b.body_id AND NOT t.body_ended)
            """, accountId)).isEmpty();
        assertThat(store.uidSet(accountId, mailboxId)).isEqualTo(uids(mailboxId));
    }

    @Override
    public void close() throws Exception {
        slices.close();
        store.close();
    }
}
