package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mailbox.store.UidRanges;

/** Many writers on one mailbox, and readers that follow it by questions alone: I2 and I3. */
class ConcurrencyIT {
    private static final long SEED = Long.getLong("seed", 20_261_123);
    private static final int WRITERS = 8;
    private static final int STEPS = Integer.getInteger("steps", 60);
    private static MailboxFixture mail;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    @Test
    void readersThatFollowNeverMissOrMeetAnythingTwice() throws Exception {
        long alice = mail.store.account("alice@crowd.test");
        long inbox = mail.inbox(alice);
        mail.store.mailbox(alice, "Other");
        String key = mail.reserve(org.packetboat.contracts.mailbox.ObjectKind.PACK, 1)
                .getFirst();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Follower>> followers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                followers.add(threads.submit(() -> new Follower(alice, inbox).followUntil(done)));
            }
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(SEED + i);
                writers.add(() -> write(alice, inbox, key, random));
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
            done.set(true);
            mail.assertConsistent(alice, inbox);
            for (Future<Follower> follower : followers) {
                assertThat(follower.get().known).isEqualTo(stored(inbox));
            }
        }
    }

    private static Void write(long account, long inbox, String key, Random random) throws Exception {
        for (int step = 0; step < STEPS; step++) {
            long uid = 1 + random.nextInt(WRITERS * STEPS);
            UidRanges some =
                    new UidRanges.Builder().add(uid, uid + random.nextInt(5)).build();
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> mail.deliver(account, key, "delivered");
                case 3 -> append(account, key);
                case 4 -> copy(account, inbox, some);
                case 5, 6 -> store(account, inbox, some, 1 << random.nextInt(5), random);
                default -> expunge(account, inbox);
            }
        }
        return null;
    }

    private static void append(long account, String key) throws Exception {
        mail.messages
                .appender()
                .append(AppendRequest.newBuilder()
                        .setAccountId(account)
                        .setOperationId(TestMail.freshId())
                        .setMailbox("INBOX")
                        .addMessages(AppendMessage.newBuilder().setBody(TestMail.body(key, 0, "appended")))
                        .build());
    }

    private static void copy(long account, long inbox, UidRanges uids) throws Exception {
        try {
            mail.messages
                    .copier()
                    .copy(CopyRequest.newBuilder()
                            .setAccountId(account)
                            .setMailboxId(inbox)
                            .setOperationId(TestMail.freshId())
                            .setUids(uids.toUidSet())
                            .setTarget("INBOX")
                            .build());
        } catch (org.packetboat.mail.failure.RefusedException e) {
            assertThat(e.reason()).isEqualTo(org.packetboat.mail.failure.Refusal.MESSAGE_GONE);
        }
    }

    private static void store(long account, long inbox, UidRanges uids, int flags, Random random) throws Exception {
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .setUids(uids.toUidSet())
                        .setMode(random.nextBoolean() ? StoreRequest.Mode.ADD : StoreRequest.Mode.REPLACE)
                        .setFlags(Flags.newBuilder().setSystem(flags))
                        .build());
    }

    private static void expunge(long account, long inbox) throws Exception {
        mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .build());
    }

    private static Map<Long, Integer> stored(long inbox) throws Exception {
        Map<Long, Integer> stored = new TreeMap<>();
        List<Long> uids = mail.uids(inbox);
        List<Long> flags =
                mail.store.numbers("SELECT system_flags FROM message WHERE mailbox_id = $1 ORDER BY uid", inbox);
        for (int i = 0; i < uids.size(); i++) {
            stored.put(uids.get(i), flags.get(i).intValue());
        }
        return stored;
    }

    /** Knows a mailbox by what it was told. */
    private static final class Follower {
        private final long account;
        private final long mailbox;
        private final Map<Long, Integer> known = new TreeMap<>();
        private long modSeq;
        private long uidNext = 1;

        Follower(long account, long mailbox) {
            this.account = account;
            this.mailbox = mailbox;
        }

        Follower followUntil(AtomicBoolean done) throws Exception {
            boolean last;
            do {
                last = done.get();
                ask();
            } while (!last);
            return this;
        }

        private void ask() throws Exception {
            ChangesRequest question = ChangesRequest.newBuilder()
                    .setAccountId(account)
                    .setMailboxId(mailbox)
                    .setSinceModSeq(modSeq)
                    .setSinceUidNext(uidNext)
                    .build();
            List<MailboxStatus> status = new ArrayList<>();
            mail.messages.changes().changes(question, batch -> {
                if (batch.hasStatus()) {
                    status.add(batch.getStatus());
                }
                for (FlagState arrived : batch.getArrivedList()) {
                    assertThat(arrived.getUid()).isGreaterThanOrEqualTo(uidNext);
                    assertThat(arrived.getModSeq()).isGreaterThan(modSeq);
                    assertThat(known.put(arrived.getUid(), arrived.getFlags().getSystem()))
                            .isNull();
                }
                for (FlagState changed : batch.getChangedList()) {
                    assertThat(changed.getModSeq()).isGreaterThan(modSeq);
                    assertThat(known.put(changed.getUid(), changed.getFlags().getSystem()))
                            .isNotNull();
                }
                for (long expunged : batch.getExpungedList()) {
                    assertThat(known.remove(expunged)).isNotNull();
                }
            });
            MailboxStatus now = status.getFirst();
            assertThat(now.getHighestModSeq()).isGreaterThanOrEqualTo(modSeq);
            assertThat(now.getUidNext()).isGreaterThanOrEqualTo(uidNext);
            modSeq = now.getHighestModSeq();
            uidNext = now.getUidNext();
            // The counters of the answer are those of its lists.
            assertThat(known).hasSize((int) now.getMessages());
            assertThat(known.values().stream().filter(flags -> (flags & 1) == 0))
                    .hasSize((int) now.getUnseen());
            assertThat(known.values().stream().filter(flags -> (flags & 8) != 0))
                    .hasSize((int) now.getDeleted());
        }
    }
}
