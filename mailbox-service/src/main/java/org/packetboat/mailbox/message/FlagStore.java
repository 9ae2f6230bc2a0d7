package org.packetboat.mailbox.message;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.ConflictException;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DuplicateKeyException;
import org.packetboat.mailbox.store.FlagStatement;
import org.packetboat.mailbox.store.FlagStatement.KeywordChange;
import org.packetboat.mailbox.store.FlagStatement.Outcome;
import org.packetboat.mailbox.store.FlagStatement.SystemChange;
import org.packetboat.mailbox.store.KeywordTable;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.Pending;
import org.packetboat.mailbox.store.SystemFlag;
import org.packetboat.mailbox.store.Transaction;
import org.packetboat.mailbox.store.UidRanges;

/**
 * IMAP STORE. When no keyword is concerned it is one statement; when another change of the mailbox came between, or keywords are to be spelled, the
 * mailbox is locked first. The operation row holds what was left alone because it had changed, mostly nothing: a repeat answers that and the flags as
 * they are by then, which is all that STORE promises.
 */
public final class FlagStore {
    private static final int NOTHING = 0;
    private static final int EVERYTHING = -1;

    private final Database database;
    private final OperationTable operations;
    private final ChangeHints hints;

    public FlagStore(Database database, ChangeHints hints) {
        this.database = database;
        this.operations = new OperationTable(database);
        this.hints = hints;
    }

    /**
     * The usual case, without a thread that waits: one statement. Empty when this is not one, or did not come out as one: then nothing has happened
     * that {@link #store} would not do, or find done, under the same operation id.
     *
     * @throws org.packetboat.mail.failure.RefusedException in the stage: NO_SUCH_MAILBOX
     */
    public CompletionStage<Optional<StoreResponse>> storeAtOnce(StoreRequest request) {
        if (concernsKeywords(request) || request.hasUnchangedSince()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return FlagStatement.atOnce(
                        database,
                        request.getAccountId(),
                        request.getMailboxId(),
                        UidRanges.of(request.getUids()),
                        systemChange(request),
                        OperationTable.id(request.getOperationId()))
                .stage()
                .exceptionallyCompose(
                        failure -> failure instanceof DuplicateKeyException || failure instanceof ConflictException
                                ? CompletableFuture.completedStage(Optional.empty())
                                : CompletableFuture.failedStage(failure))
                .thenApply(outcome -> outcome.map(done -> told(request, done)));
    }

    /** @throws org.packetboat.mail.failure.RefusedException NO_SUCH_MAILBOX, LIMIT_REACHED */
    public StoreResponse store(StoreRequest request) throws InterruptedException {
        UUID operationId = OperationTable.id(request.getOperationId());
        UidRanges uids = UidRanges.of(request.getUids());
        Outcome outcome;
        try {
            outcome = database.transact(transaction -> run(transaction, request, operationId, uids));
        } catch (DuplicateKeyException e) {
            return repeated(request, operationId, uids);
        }
        return told(request, outcome);
    }

    private StoreResponse repeated(StoreRequest request, UUID operationId, UidRanges uids) throws InterruptedException {
        StoreResponse now = FlagStatement.read(database, request.getAccountId(), request.getMailboxId(), uids);
        StoreResponse first = operations.find(request.getAccountId(), operationId, StoreResponse::parseFrom);
        if (first == null) {
            throw new UnavailableException("the first result of an operation is gone");
        }
        return now.toBuilder().addAllModified(first.getModifiedList()).build();
    }

    private StoreResponse told(StoreRequest request, Outcome outcome) {
        StoreResponse response = outcome.response();
        if (outcome.changed()) {
            hints.mailboxChanged(
                    request.getAccountId(), request.getMailboxId(), response.getHighestModSeq(), outcome.uidNext());
        }
        return response;
    }

    private static boolean concernsKeywords(StoreRequest request) {
        return request.getFlags().getKeywordsCount() > 0 || request.getMode() == StoreRequest.Mode.REPLACE;
    }

    private Outcome run(Transaction transaction, StoreRequest request, UUID operationId, UidRanges uids)
            throws InterruptedException {
        FlagStatement statement = new FlagStatement(transaction, request.getAccountId(), request.getMailboxId(), uids);
        FlagStatement.Sent sent;
        if (concernsKeywords(request)) {
            statement.awaitLock();
            sent = statement.send(systemChange(request), keywordChange(transaction, request), unchangedSince(request));
        } else {
            sent = statement.send(systemChange(request), unchangedSince(request));
        }
        if (request.hasUnchangedSince()) {
            Outcome outcome = sent.await();
            StoreResponse kept = StoreResponse.newBuilder()
                    .addAllModified(outcome.response().getModifiedList())
                    .build();
            Pending<?> row = operations.insert(transaction, request.getAccountId(), operationId, kept);
            transaction.sendCommit();
            row.await();
            return outcome;
        }
        operations.insert(transaction, request.getAccountId(), operationId, StoreResponse.getDefaultInstance());
        transaction.sendCommit();
        return sent.await();
    }

    private static long unchangedSince(StoreRequest request) {
        return request.hasUnchangedSince() ? request.getUnchangedSince() : FlagStatement.WHATEVER_HAPPENED;
    }

    private static SystemChange systemChange(StoreRequest request) {
        int flags = request.getFlags().getSystem() & SystemFlag.ALL;
        return switch (request.getMode()) {
            case REPLACE -> new SystemChange(NOTHING, flags);
            case ADD -> new SystemChange(EVERYTHING, flags);
            case REMOVE -> new SystemChange(~flags, NOTHING);
            case MODE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("which mode?");
        };
    }

    private static KeywordChange keywordChange(Transaction transaction, StoreRequest request)
            throws InterruptedException {
        long accountId = request.getAccountId();
        long mailboxId = request.getMailboxId();
        List<String> keywords = request.getFlags().getKeywordsList();
        String[] none = {};
        if (request.getMode() == StoreRequest.Mode.REMOVE) {
            Map<String, String> known = KeywordTable.known(transaction, accountId, mailboxId);
            return new KeywordChange(false, KeywordTable.spell(keywords, known), none);
        }
        Map<String, String> known = keywords.isEmpty()
                ? Map.of()
                : KeywordTable.use(transaction, accountId, mailboxId, new LinkedHashSet<>(keywords));
        boolean dropAll = request.getMode() == StoreRequest.Mode.REPLACE;
        return new KeywordChange(dropAll, none, KeywordTable.spell(keywords, known));
    }
}
