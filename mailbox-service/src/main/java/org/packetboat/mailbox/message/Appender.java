package org.packetboat.mailbox.message;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.packetboat.mailbox.store.ConflictException;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DuplicateKeyException;
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
    /** Messages that an event loop may put into a statement without holding up the others. */
    private static final int AT_ONCE = 16;

    private final Database database;
    private final OperationTable operations;
    private final ReferenceWindows windows;
    private final BodyIds ids;
    private final ChangeHints hints;

    public Appender(Database database, ReferenceWindows windows, BodyIds ids, ChangeHints hints) {
        this.database = database;
        this.operations = new OperationTable(database);
        this.windows = windows;
        this.ids = ids;
        this.hints = hints;
    }

    /** What an append did, and what it replaced. */
    private record Done(Appended appended, @Nullable Expunged replaced) {}

    /**
     * The usual case, without a thread that waits: one statement. Empty when this is not one, or it did not come out as one: then nothing has
     * happened that {@link #append(AppendRequest)} would not do, refuse, or find done, under the same operation id.
     */
    public CompletionStage<Optional<AppendResponse>> appendAtOnce(AppendRequest request) {
        if (request.hasReplaced()
                || request.getMessagesCount() == 0
                || request.getMessagesCount() > AT_ONCE
                || !keywords(request).isEmpty()
                || !windows.knownFresh(objectKeys(request))) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return statement(request, Map.of())
                .send(database, OperationTable.id(request.getOperationId()))
                .stage()
                .exceptionallyCompose(
                        failure -> failure instanceof DuplicateKeyException || failure instanceof ConflictException
                                ? CompletableFuture.completedStage(Optional.empty())
                                : CompletableFuture.failedStage(failure))
                .thenApply(appended -> appended.map(placed -> {
                    Done done = new Done(placed, null);
                    tell(request, done);
                    return response(done, request.getMessagesCount());
                }));
    }

    /**
     * @throws RefusedException NO_SUCH_MAILBOX, MAILBOX_NOT_SELECTABLE, OVER_QUOTA, STALE_BLOB, LIMIT_REACHED, MESSAGE_GONE if the message
     *     to be replaced is not there
     */
    public AppendResponse append(AppendRequest request) throws InterruptedException {
        if (request.getMessagesCount() == 0) {
            throw new IllegalArgumentException("no message");
        }
        boolean stale = !windows.stale(objectKeys(request)).isEmpty();
        Done[] done = new Done[1];
        AppendResponse response = operations.once(
                request.getAccountId(),
                request.getOperationId(),
                result -> earlier(result, request.getMessagesCount()),
                transaction -> {
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

    /** No protobuf message begins with a zero octet, and every result of an append at once does: mailbox ids are far below 2^56. */
    private static AppendResponse earlier(byte[] result, int count) throws InvalidProtocolBufferException {
        return result.length > 0 && result[0] == 0
                ? response(new Done(Appended.of(result), null), count)
                : AppendResponse.parseFrom(result);
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
        Set<String> keywords = keywords(request);
        if (keywords.isEmpty()) {
            return statement(request, Map.of()).run(transaction);
        }
        long accountId = request.getAccountId();
        String mailbox = MailboxName.of(request.getMailbox()).value();
        long mailboxId = AppendStatement.lock(transaction, accountId, mailbox);
        return statement(request, KeywordTable.use(transaction, accountId, mailboxId, keywords))
                .run(transaction);
    }

    /** @param known keywords as the mailbox spells them */
    private AppendStatement statement(AppendRequest request, Map<String, String> known) {
        AppendStatement statement = new AppendStatement(
                request.getAccountId(), MailboxName.of(request.getMailbox()).value(), request.getMessagesCount());
        for (AppendMessage message : request.getMessagesList()) {
            statement.add(
                    ids.next(),
                    message.getBody(),
                    message.getFlags().getSystem() & SystemFlag.ALL,
                    KeywordTable.spell(message.getFlags().getKeywordsList(), known),
                    message.getInternalDateMillis());
        }
        return statement;
    }

    private static Set<String> objectKeys(AppendRequest request) {
        Set<String> keys = new LinkedHashSet<>();
        for (AppendMessage message : request.getMessagesList()) {
            keys.add(message.getBody().getBlob().getObjectKey());
        }
        return keys;
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
