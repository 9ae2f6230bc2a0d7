package org.packetboat.mailbox.message;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
import org.packetboat.mailbox.store.KeywordTable;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.SystemFlag;
import org.packetboat.mailbox.store.Transaction;

/** IMAP APPEND and MULTIAPPEND (RFC 3502): all messages or none, once per operation id. */
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

    /** @throws RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE, OVER_QUOTA, STALE_BLOB, LIMIT_REACHED */
    public AppendResponse append(AppendRequest request) throws InterruptedException {
        if (request.getMessagesCount() == 0) {
            throw new IllegalArgumentException("no message");
        }
        Set<String> objectKeys = new LinkedHashSet<>();
        for (AppendMessage message : request.getMessagesList()) {
            objectKeys.add(message.getBody().getBlob().getObjectKey());
        }
        boolean stale = !windows.stale(objectKeys).isEmpty();
        Appended[] appended = new Appended[1];
        AppendResponse response = operations.once(
                request.getAccountId(), request.getOperationId(), AppendResponse.parser(), transaction -> {
                    if (stale) {
                        throw new RefusedException(Refusal.STALE_BLOB);
                    }
                    appended[0] = run(transaction, request);
                    return response(appended[0], request.getMessagesCount());
                });
        if (appended[0] != null) {
            Appended last = appended[0];
            hints.mailboxChanged(request.getAccountId(), last.mailboxId(), last.modSeq(), last.uidNext());
        }
        return response;
    }

    private Appended run(Transaction transaction, AppendRequest request) throws InterruptedException {
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

    private static AppendResponse response(Appended appended, int count) {
        AppendResponse.Builder response = AppendResponse.newBuilder()
                .setMailboxId(appended.mailboxId())
                .setUidValidity(appended.uidValidity())
                .setModSeq(appended.modSeq());
        for (int i = 0; i < count; i++) {
            response.addUids(appended.firstUid() + i);
        }
        return response.build();
    }
}
