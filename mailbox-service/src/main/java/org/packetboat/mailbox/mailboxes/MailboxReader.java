package org.packetboat.mailbox.mailboxes;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.MailboxTable;
import org.packetboat.mailbox.store.Pending;
import org.packetboat.mailbox.store.UidBlockTable;
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

    /** The counters. */
    public MailboxStatus status(long accountId, String name) throws InterruptedException {
        return selectable(
                MailboxTable.find(database, accountId, MailboxName.of(name).value()));
    }

    /**
     * Counters, UID set, first unseen and keywords of one snapshot. Recent messages are claimed behind it by compare-and-set on their mark, so that of
     * two sessions one has them; the one that comes second looks again.
     */
    public OpenResponse open(long accountId, String name, Recent recent) throws InterruptedException {
        String stored = MailboxName.of(name).value();
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

    private OpenResponse look(long accountId, String name) throws InterruptedException {
        return database.snapshot(transaction -> {
            Pending<RowSet<Row>> mailbox = MailboxTable.sendByName(transaction, accountId, name);
            Pending<RowSet<Row>> blocks = MailboxTable.sendBlocks(transaction, accountId, name);
            Pending<RowSet<Row>> firstUnseen = MailboxTable.sendFirstUnseen(transaction, accountId, name);
            Pending<RowSet<Row>> keywords = MailboxTable.sendKeywords(transaction, accountId, name);
            transaction.sendCommit();
            MailboxStatus status = selectable(MailboxTable.found(mailbox.await()));
            UidRanges uids = UidBlockTable.present(blocks.await(), status.getUidNext());
            OpenResponse.Builder response = OpenResponse.newBuilder()
                    .setStatus(status.toBuilder().setRecent(recent(status, uids)))
                    .setUids(uids.toUidSet());
            firstUnseen.await().forEach(row -> response.setFirstUnseenUid(row.getLong(0)));
            keywords.await().forEach(row -> response.addKeywords(row.getString(0)));
            return response.build();
        });
    }

    private static long recent(MailboxStatus status, UidRanges uids) {
        return uids.within(status.getRecentFrom(), Math.max(status.getRecentFrom(), status.getUidNext()))
                .count();
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
