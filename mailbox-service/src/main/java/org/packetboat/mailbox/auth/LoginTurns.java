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
import org.packetboat.mailbox.store.LoginTable.Keys;
import org.packetboat.mailbox.store.LoginTable.Standing;

/**
 * Shares out what logins need and what is scarce, hashes and the database's attention: each account and each client address has only so much of it at
 * a time, so that whoever sends wrong passwords on many connections waits for himself alone. The others wait here, in order; too many of one account
 * or address are turned away. Thread-safe.
 */
public final class LoginTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int WAITING_OF_ACCOUNT = 64;
    private static final int WAITING_OF_ADDRESS = 512;

    private final Share ofAccount;
    private final Share ofAddress;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Use> accounts = new HashMap<>();
    private final Map<String, Use> addresses = new HashMap<>();
    private final SequencedSet<Turn> waiting = new LinkedHashSet<>();

    /** How many are free. Under the lock. */
    private int free;

    LoginTurns(int atOnce, Share ofAccount, Share ofAddress, Duration patience) {
        this.free = atOnce;
        this.ofAccount = ofAccount;
        this.ofAddress = ofAddress;
        this.patience = patience;
    }

    /**
     * For hashes, which have a queue of their own behind this.
     *
     * @param threads that hash: one address may keep all of them busy, but not let others wait behind its next ones
     */
    public static LoginTurns forHashing(int threads) {
        return new LoginTurns(
                Integer.MAX_VALUE,
                new Share(1, WAITING_OF_ACCOUNT),
                new Share(Math.max(2, threads), WAITING_OF_ADDRESS),
                PATIENCE);
    }

    /** For questions to the database, whose connections all calls share: this many at once, half of them at most for one address. */
    public static LoginTurns forDatabase(int atOnce) {
        return forDatabase(atOnce, PATIENCE);
    }

    static LoginTurns forDatabase(int atOnce, Duration patience) {
        return new LoginTurns(
                atOnce,
                new Share(Math.max(1, atOnce / 4), WAITING_OF_ACCOUNT),
                new Share(Math.max(1, atOnce / 2), WAITING_OF_ADDRESS),
                patience);
    }

    /** How many may have their turn, and how many more may wait for it. */
    record Share(int atOnce, int waiting) {
        static final Share UNLIMITED = new Share(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Whose turn it is.
     *
     * @param account whether or not it exists; empty for none in particular, which is not limited
     * @param address of the client; empty when it has none, which is not limited
     */
    public record Claim(String account, String address) {
        /** Logins from networks that the account has logged in from do not wait for those from others, so that nobody can keep its owner out. */
        public static Claim of(String login, Visit visit, Standing standing) {
            String from = standing.isKnownNetwork() ? "known " : "other ";
            return new Claim(from + login, visit.keys().address());
        }

        /** As long as nobody knows where the account logs in from, those of other networks are others. */
        static Claim of(Keys keys) {
            return new Claim(keys.login(), keys.address());
        }
    }

    /** What is done when it is its turn. */
    @FunctionalInterface
    public interface Work<T> {
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

        /** Under the lock. */
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
    public <T> T take(Claim claim, Work<T> work) throws InterruptedException {
        Turn turn = enter(claim);
        try {
            if (!turn.come.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new OverloadException("too many logins wait");
            }
            return work.run();
        } finally {
            leave(turn);
        }
    }

    private Turn enter(Claim claim) {
        lock.lock();
        try {
            Turn turn =
                    new Turn(claim, use(accounts, claim.account, ofAccount), use(addresses, claim.address, ofAddress));
            if (free > 0 && turn.hasRoom()) {
                run(turn);
            } else if (turn.mayWait()) {
                turn.addWaiting(1);
                waiting.add(turn);
            } else {
                forgetIdle(turn);
                throw new OverloadException("too many logins of one account or address wait");
            }
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private static Use use(Map<String, Use> uses, String key, Share share) {
        return key.isEmpty() ? new Use(Share.UNLIMITED) : uses.computeIfAbsent(key, any -> new Use(share));
    }

    private void run(Turn turn) {
        free--;
        turn.addRunning(1);
        turn.come.countDown();
    }

    private void leave(Turn turn) {
        lock.lock();
        try {
            if (waiting.remove(turn)) {
                turn.addWaiting(-1);
            } else {
                free++;
                turn.addRunning(-1);
                runNext();
            }
            forgetIdle(turn);
        } finally {
            lock.unlock();
        }
    }

    private void runNext() {
        for (Iterator<Turn> turns = waiting.iterator(); free > 0 && turns.hasNext(); ) {
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
