package org.packetboat.mailbox.auth;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.packetboat.mailbox.auth.LoginGuard.Visit;
import org.packetboat.mailbox.store.LoginTable.Standing;

/**
 * Lets each account and each client address have only so many passwords hashed at a time, so that whoever sends wrong ones on many connections waits
 * for himself alone. The others wait here, in order, and not behind one another in {@link HashingPool}; too many of one account or address are turned
 * away. Thread-safe.
 */
public final class HashingTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Share ACCOUNT = new Share(1, 64);
    private static final int WAITING_OF_ADDRESS = 512;

    private final Share ofAccount;
    private final Share ofAddress;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Use> accounts = new HashMap<>();
    private final Map<String, Use> addresses = new HashMap<>();
    private final SequencedSet<Turn> waiting = new LinkedHashSet<>();

    /** @param threads that hash: one address may keep all of them busy, but not let others wait behind its next ones */
    public HashingTurns(int threads) {
        this(ACCOUNT, new Share(Math.max(2, threads), WAITING_OF_ADDRESS), PATIENCE);
    }

    HashingTurns(Share ofAccount, Share ofAddress, Duration patience) {
        this.ofAccount = ofAccount;
        this.ofAddress = ofAddress;
        this.patience = patience;
    }

    /** How many may be hashed, and how many more may wait for that. */
    record Share(int atOnce, int waiting) {}

    /**
     * For whom a password is hashed.
     *
     * @param account whether or not it exists
     * @param address of the client; empty when it has none, which is not limited
     */
    public record Claim(String account, String address) {
        /** Logins from networks that the account has logged in from do not wait for those from others, so that nobody can keep its owner out. */
        public static Claim of(String login, Visit visit, Standing standing) {
            String from = standing.isKnownNetwork() ? "known " : "other ";
            return new Claim(from + login, visit.keys().address());
        }
    }

    /** What is done when it is its turn. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** What one account or address has under way. Under the lock. */
    private static final class Use {
        private final Share share;
        private int running;
        private int waiting;

        Use(Share share) {
            this.share = share;
        }

        boolean hasRoom() {
            return running < share.atOnce;
        }

        boolean mayWait() {
            return waiting < share.waiting;
        }

        boolean isOver() {
            return running == 0 && waiting == 0;
        }
    }

    private static final class Turn {
        private final Claim claim;
        private final Use account;
        private final Use address;
        private final CountDownLatch come = new CountDownLatch(1);

        Turn(Claim claim, Use account, Use address) {
            this.claim = claim;
            this.account = account;
            this.address = address;
        }

        boolean hasRoom() {
            return account.hasRoom() && address.hasRoom();
        }

        boolean mayWait() {
            return account.mayWait() && address.mayWait();
        }

        void addRunning(int number) {
            account.running += number;
            address.running += number;
        }

        void addWaiting(int number) {
            account.waiting += number;
            address.waiting += number;
        }
    }

    /** @throws OverloadException when too many of this account or address wait already, or it was not its turn in time */
    <T> T take(Claim claim, Work<T> work) throws InterruptedException {
        Turn turn = enter(claim);
        try {
            if (!turn.come.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new OverloadException("hashing takes too long");
            }
            return work.run();
        } finally {
            leave(turn);
        }
    }

    private Turn enter(Claim claim) {
        lock.lock();
        try {
            Use account = accounts.computeIfAbsent(claim.account, key -> new Use(ofAccount));
            Use address = claim.address.isEmpty()
                    ? new Use(new Share(1, 1))
                    : addresses.computeIfAbsent(claim.address, key -> new Use(ofAddress));
            Turn turn = new Turn(claim, account, address);
            if (turn.hasRoom()) {
                run(turn);
            } else if (turn.mayWait()) {
                turn.addWaiting(1);
                waiting.add(turn);
            } else {
                forgetIdle(turn);
                throw new OverloadException("too many logins of one account or address wait for hashing");
            }
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private static void run(Turn turn) {
        turn.addRunning(1);
        turn.come.countDown();
    }

    private void leave(Turn turn) {
        lock.lock();
        try {
            if (waiting.remove(turn)) {
                turn.addWaiting(-1);
            } else {
                turn.addRunning(-1);
                runNext();
            }
            forgetIdle(turn);
        } finally {
            lock.unlock();
        }
    }

    private void runNext() {
        for (Iterator<Turn> turns = waiting.iterator(); turns.hasNext(); ) {
            Turn next = turns.next();
            if (next.hasRoom()) {
                turns.remove();
                next.addWaiting(-1);
                run(next);
            }
        }
    }

    private void forgetIdle(Turn turn) {
        if (turn.account.isOver()) {
            accounts.remove(turn.claim.account, turn.account);
        }
        if (turn.address.isOver()) {
            addresses.remove(turn.claim.address, turn.address);
        }
    }

    /** How many accounts and addresses are remembered, for tests. */
    int remembered() {
        lock.lock();
        try {
            return accounts.size() + addresses.size();
        } finally {
            lock.unlock();
        }
    }
}
