package org.packetboat.mailbox.mailboxes;

import com.google.protobuf.ByteString;
import java.util.Set;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.CopyStatement;
import org.packetboat.mailbox.store.CopyStatement.Copied;
import org.packetboat.mailbox.store.CopyStatement.Quota;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.ExpungeStatement;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;
import org.packetboat.mailbox.store.ExpungeStatement.Expunged;
import org.packetboat.mailbox.store.MailboxListTable;
import org.packetboat.mailbox.store.MailboxListTable.Locked;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.UidRanges;

/**
 * RENAME of INBOX: creates the new mailbox and moves into it what is in INBOX, which stays and is empty then (RFC 3501 §6.3.5). Sessions that have
 * INBOX selected see its messages go. In transactions of at most 1,000 messages: the first one creates the mailbox and keeps, as the operation's result,
 * which messages are meant; a repeat goes on where the execution before it ended, and so does the next call for a mailbox that is too large for one.
 */
final class InboxRenaming {
    private static final int BATCH = 1_000;

    /** A call has to end long before its deadline. */
    private static final int BATCHES = 4;

    private final Database database;
    private final OperationTable operations;
    private final ChangeHints hints;

    InboxRenaming(Database database, OperationTable operations, ChangeHints hints) {
        this.database = database;
        this.operations = operations;
        this.hints = hints;
    }

    /** Whether there is anything left to move, for another call. */
    boolean rename(long accountId, ByteString operationId, MailboxName to) throws InterruptedException {
        MailboxStatus started = operations.once(accountId, operationId, MailboxStatus::parseFrom, transaction -> {
            long target = Mailboxes.create(transaction, accountId, to, Set.of());
            Locked inbox = MailboxListTable.lock(transaction, accountId, MailboxName.INBOX.value());
            return MailboxStatus.newBuilder()
                    .setMailboxId(target)
                    .setUidNext(inbox.uidNext())
                    .build();
        });
        for (int batch = 0; batch < BATCHES; batch++) {
            if (!moveBatch(accountId, started.getUidNext(), to)) {
                return false;
            }
        }
        return true;
    }

    private record Moved(long inboxId, Copied copied, Expunged expunged) {}

    /** Whether there was anything left to move. */
    private boolean moveBatch(long accountId, long bound, MailboxName to) throws InterruptedException {
        Moved[] moved = new Moved[1];
        database.transact(transaction -> {
            moved[0] = null;
            Locked inbox = MailboxListTable.lock(transaction, accountId, MailboxName.INBOX.value());
            UidRanges uids = MailboxListTable.uidsBelow(transaction, accountId, inbox.mailboxId(), bound, BATCH);
            if (!uids.isEmpty()) {
                Copied copied =
                        CopyStatement.run(transaction, accountId, inbox.mailboxId(), uids, to.value(), Quota.IGNORED);
                Expunged expunged =
                        ExpungeStatement.run(transaction, accountId, inbox.mailboxId(), new Choice.Among(uids), BATCH);
                moved[0] = new Moved(inbox.mailboxId(), copied, expunged);
            }
            return true;
        });
        Moved last = moved[0];
        if (last == null) {
            return false;
        }
        long target = last.copied().response().getTargetMailboxId();
        hints.mailboxChanged(
                accountId, target, last.copied().modSeq(), last.copied().uidNext());
        hints.mailboxChanged(
                accountId,
                last.inboxId(),
                last.expunged().modSeq(),
                last.expunged().uidNext());
        return true;
    }
}
