package org.packetboat.mailbox.message;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
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
    final Ledger ledger;
    final ReferenceWindows windows;
    final BodyIds ids;
    final Deliverer deliverer;
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
        deliverer = new Deliverer(store.database(), windows, ids, ChangeHints.none(), Duration.ofDays(37));
        housekeeping = new Housekeeping(
                store.database(), new Housekeeping.Times(Duration.ofSeconds(1), expungeGrace, Duration.ofMinutes(15)));
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

    @Override
    public void close() throws Exception {
        store.close();
    }
}
