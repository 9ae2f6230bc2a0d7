package org.packetboat.mailbox.mailboxes;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.MailboxTable;
import org.packetboat.mailbox.store.QuotaStatement;
import org.packetboat.mailbox.store.UidRanges;

/** STATUS, SELECT and EXAMINE. None of them is linear in the messages of the mailbox (architecture 5.3). Thread-safe. */
public final class MailboxReader {
    private static final int ATTEMPTS = 20;

    private final Database database;

    public MailboxReader(Database database) {
        this.database = database;
    }

    /** Whether the caller takes what is recent. */
    public enum Recent {
        /** SELECT. */
        CLAIMED,
        /** EXAMINE, and STATUS. */
        LEFT
    }

    /** The counters; what costs something when it is asked for. */
    public MailboxStatus status(long accountId, String name, StatusFields fields) throws InterruptedException {
        return selectable(
                MailboxTable.find(database, accountId, MailboxName.of(name).value(), fields));
    }

    /** Whether a message of this size can be appended now: the mailbox's id. */
    public long admit(long accountId, String name, long octets) throws InterruptedException {
        return MailboxTable.admit(database, accountId, MailboxName.of(name).value(), octets);
    }

    /** The usual answer of {@link #admit} without a thread that waits; empty when there is none, or it would be a refusal. */
    public CompletionStage<Optional<Long>> admitAtOnce(long accountId, String name, long octets) {
        return MailboxTable.sendAdmit(database, accountId, MailboxName.of(name).value(), octets)
                .stage();
    }

    /** What the account uses of its quota. */
    public QuotaStatement.Usage usage(long accountId) throws InterruptedException {
        return QuotaStatement.usage(database, accountId);
    }

    /**
     * Counters, UID set, first unseen and keywords of one snapshot. Recent messages are claimed behind it by compare-and-set on their mark, so that of
     * two sessions one has them; the one that comes second looks again.
     */
    public OpenResponse open(long accountId, String name, Recent recent) throws InterruptedException {
        MailboxName stored = MailboxName.of(name);
        OpenResponse response = look(accountId, stored);
        for (int attempt = 1; recent == Recent.CLAIMED && attempt < ATTEMPTS; attempt++) {
            MailboxStatus status = response.getStatus();
            if (status.getRecentFrom() >= status.getUidNext()
                    || MailboxTable.claimRecent(
                            database, accountId, status.getMailboxId(), status.getRecentFrom(), status.getUidNext())) {
                break;
            }
            response = look(accountId, stored);
        }
        return response;
    }

    private OpenResponse look(long accountId, MailboxName name) throws InterruptedException {
        MailboxTable.Opened opened = database.snapshot(transaction ->
                MailboxTable.open(transaction, accountId, name.value(), name.inferiorPrefix(), name.inferiorEnd()));
        MailboxStatus status = selectable(opened.mailbox());
        UidRanges uids = opened.uids();
        long recent = uids.within(status.getRecentFrom(), Math.max(status.getRecentFrom(), status.getUidNext()))
                .count();
        return OpenResponse.newBuilder()
                .setStatus(status.toBuilder().setRecent(recent))
                .setUids(uids.toUidSet())
                .setFirstUnseenUid(opened.firstUnseenUid())
                .addAllKeywords(opened.keywords())
                .addAllSpecialUses(opened.specialUses())
                .setHasInferiors(opened.hasInferiors())
                .build();
    }

    private static MailboxStatus selectable(MailboxTable.@Nullable Found found) {
        if (found == null) {
            throw new RefusedException(Refusal.NO_SUCH_MAILBOX);
        }
        if (found.isNoSelect()) {
            throw new RefusedException(Refusal.MAILBOX_NOT_SELECTABLE);
        }
        return found.status();
    }
}
