package org.packetboat.mailbox.message;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.mailboxes.MailboxName;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.AppendStatement;
import org.packetboat.mailbox.store.AppendStatement.Appended;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.ExpungeStatement;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;
import org.packetboat.mailbox.store.ExpungeStatement.Expunged;
import org.packetboat.mailbox.store.KeywordTable;
import org.packetboat.mailbox.store.MailboxLocks;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.SystemFlag;
import org.packetboat.mailbox.store.Transaction;
import org.packetboat.mailbox.store.UidRanges;

/**
 * IMAP APPEND and MULTIAPPEND (RFC 3502): all messages or none, once per operation id. REPLACE (RFC 8508): another message goes in the same
 * transaction, before the append, so that the quota is asked about the difference alone.
 */
public final class Appender {
    private final OperationTable operations;
    private final ReferenceWindows windows;
    private final BodyIds ids;
    private final ChangeHints hints;

    public Appender(Database database, ReferenceWindows windows, BodyIds ids, ChangeHints hints) {
        this.operations = new OperationTable(database);
        this.windows = windows;
        this.ids = ids;
        this.hints = hints;
    }

    /** What an append did, and what it replaced. */
    private record Done(Appended appended, @Nullable Expunged replaced) {}

    /**
     * @throws RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE, OVER_QUOTA, STALE_BLOB, LIMIT_REACHED, MESSAGE_GONE if the message
     *     to be replaced is not there
     */
    public AppendResponse append(AppendRequest request) throws InterruptedException {
        if (request.getMessagesCount() == 0) {
            throw new IllegalArgumentException("no message");
        }
        Set<String> objectKeys = new LinkedHashSet<>();
        for (AppendMessage message : request.getMessagesList()) {
            objectKeys.add(message.getBody().getBlob().getObjectKey());
        }
        boolean stale = !windows.stale(objectKeys).isEmpty();
        Done[] done = new Done[1];
        AppendResponse response = operations.once(
                request.getAccountId(), request.getOperationId(), AppendResponse.parser(), transaction -> {
                    if (stale) {
                        throw new RefusedException(Refusal.STALE_BLOB);
                    }
                    Expunged replaced = request.hasReplaced() ? replace(transaction, request) : null;
                    done[0] = new Done(append(transaction, request), replaced);
                    return response(done[0], request.getMessagesCount());
                });
        if (done[0] != null) {
            tell(request, done[0]);
        }
        return response;
    }

    private void tell(AppendRequest request, Done done) {
        Appended appended = done.appended();
        hints.mailboxChanged(request.getAccountId(), appended.mailboxId(), appended.modSeq(), appended.uidNext());
        Expunged replaced = done.replaced();
        if (replaced != null) {
            hints.mailboxChanged(
                    request.getAccountId(),
                    request.getReplaced().getMailboxId(),
                    replaced.modSeq(),
                    replaced.uidNext());
        }
    }

    private static Expunged replace(Transaction transaction, AppendRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        long mailboxId = request.getReplaced().getMailboxId();
        MailboxLocks.lock(
                transaction,
                accountId,
                mailboxId,
                MailboxName.of(request.getMailbox()).value());
        Choice choice = new Choice.Among(UidRanges.of(request.getReplaced().getUid()));
        Expunged replaced = ExpungeStatement.run(transaction, accountId, mailboxId, choice, 1);
        if (replaced.uids().isEmpty()) {
            throw new RefusedException(Refusal.MESSAGE_GONE);
        }
        return replaced;
    }

    private Appended append(Transaction transaction, AppendRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        String mailbox = MailboxName.of(request.getMailbox()).value();
        Map<String, String> known = Map.of();
        Set<String> keywords = keywords(request);
        if (!keywords.isEmpty()) {
            long mailboxId = AppendStatement.lock(transaction, accountId, mailbox);
            known = KeywordTable.use(transaction, accountId, mailboxId, keywords);
        }
        AppendStatement statement = new AppendStatement(accountId, mailbox, request.getMessagesCount());
        for (AppendMessage message : request.getMessagesList()) {
            statement.add(
                    ids.next(),
                    message.getBody(),
                    message.getFlags().getSystem() & SystemFlag.ALL,
                    KeywordTable.spell(message.getFlags().getKeywordsList(), known),
                    message.getInternalDateMillis());
        }
        return statement.run(transaction);
    }

    private static Set<String> keywords(AppendRequest request) {
        Set<String> keywords = new LinkedHashSet<>();
        for (AppendMessage message : request.getMessagesList()) {
            keywords.addAll(message.getFlags().getKeywordsList());
        }
        return keywords;
    }

    private static AppendResponse response(Done done, int count) {
        Appended appended = done.appended();
        AppendResponse.Builder response = AppendResponse.newBuilder()
                .setMailboxId(appended.mailboxId())
                .setUidValidity(appended.uidValidity())
                .setModSeq(appended.modSeq());
        for (int i = 0; i < count; i++) {
            response.addUids(appended.firstUid() + i);
        }
        Expunged replaced = done.replaced();
        if (replaced != null) {
            response.setReplacedModSeq(replaced.modSeq());
        }
        return response.build();
    }
}
