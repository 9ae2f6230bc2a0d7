package org.packetboat.pop3;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.port.MessageBody;

/** One account, alice@mail.test with the password secret, and her maildrop, in memory. */
public final class FakeBackends implements Accounts, Maildrops {
    private static final Account ALICE = new Account(7, "alice@mail.test");

    /** A stored message. */
    public record Stored(long uid, byte[] octets) {}

    private final Authority<Account> authority = new FakeAuthority(ALICE, "secret", this::checkDirectory);
    private final List<Stored> messages = new ArrayList<>();
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile Runnable beforeCommit = () -> {};
    private long nextUid = 1;
    private @Nullable Drop holder;
    private boolean directoryAway;
    private boolean storeAway;

    /** Adds a message. */
    public synchronized void add(byte[] octets) {
        messages.add(new Stored(nextUid++, octets));
    }

    /** UIDs that are there. */
    public synchronized List<Long> uids() {
        return messages.stream().map(Stored::uid).toList();
    }

    /** mailbox-service answers no more, or again. */
    public synchronized void directoryAway(boolean away) {
        directoryAway = away;
    }

    /** The object store answers no more, or again. */
    public synchronized void storeAway(boolean away) {
        storeAway = away;
    }

    /** Runs when a QUIT has begun and nothing is deleted yet. */
    public void beforeCommit(Runnable action) {
        beforeCommit = action;
    }

    /** Somebody else takes the lock, as after the end of a lease. */
    public synchronized void steal() {
        holder = new Drop(List.of());
    }

    /** Whether somebody holds the lock. */
    public synchronized boolean locked() {
        return holder != null;
    }

    /** How often a lock was renewed. */
    public int renewals() {
        return renewals.get();
    }

    @Override
    public BearerTokens bearerTokens() {
        return BearerTokens.NOT_ACCEPTED;
    }

    @Override
    public Authority<Account> authority(InetAddress client) {
        return authority;
    }

    @Override
    public synchronized LockedMaildrop open(Account account) {
        checkDirectory();
        if (holder != null) {
            throw new RefusedException(Refusal.MAILDROP_IN_USE);
        }
        Drop drop = new Drop(List.copyOf(messages));
        holder = drop;
        return drop;
    }

    private synchronized void checkDirectory() {
        if (directoryAway) {
            throw new UnavailableException("away");
        }
    }

    private final class Drop implements LockedMaildrop {
        private final List<Stored> snapshot;
        private volatile boolean committing;

        Drop(List<Stored> snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public int messages() {
            return snapshot.size();
        }

        @Override
        public long uidValidity() {
            return 1700000000;
        }

        @Override
        public long uid(int index) {
            return snapshot.get(index).uid();
        }

        @Override
        public long octets(int index) {
            return snapshot.get(index).octets().length;
        }

        @Override
        public MessageBody body(int index) {
            synchronized (FakeBackends.this) {
                if (storeAway) {
                    throw new UnavailableException("store away");
                }
            }
            return new Body(snapshot.get(index).octets());
        }

        @Override
        public Duration lease() {
            return Duration.ofMinutes(1);
        }

        @Override
        public void renew() {
            synchronized (FakeBackends.this) {
                checkHolder();
                renewals.incrementAndGet();
            }
        }

        @Override
        public void commit(BitSet deleted) {
            committing = true;
            beforeCommit.run();
            synchronized (FakeBackends.this) {
                try {
                    checkDirectory();
                    checkHolder();
                    deleted.stream().forEach(i -> messages.remove(snapshot.get(i)));
                } finally {
                    free();
                }
            }
        }

        @Override
        public void release() {
            synchronized (FakeBackends.this) {
                if (!committing) {
                    free();
                }
            }
        }

        private void free() {
            if (holder == this) {
                holder = null;
            }
        }

        @Override
        public void close() {
            // Nothing was read ahead.
        }

        private void checkHolder() {
            if (holder != this) {
                throw new RefusedException(Refusal.MAILDROP_LOST);
            }
        }
    }

    private record Body(byte[] all) implements MessageBody {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public void transfer(long offset, long length, Receiver receiver) throws InterruptedException {
            long end = offset + length;
            for (long at = offset; at < end; at += 1000) {
                receiver.accept(ByteBuffer.wrap(all, (int) at, (int) Math.min(1000, end - at)));
            }
        }
    }
}
