package org.packetboat.mailbox.message;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.FetchStatement;
import org.packetboat.mailbox.store.UidRanges;

/**
 * IMAP FETCH: rows page by page. No transaction and no connection is held between pages, so a reader that is slow holds one page.
 */
public final class MessageReader {
    private static final int PAGE = 1_000;
    private static final int PAGE_WITH_METADATA = 250;
    private static final int PAGE_WITH_HEADERS = 64;

    private final Database database;
    private final Map<Set<MetadataField>, FetchStatement> statements = new ConcurrentHashMap<>();

    public MessageReader(Database database) {
        this.database = database;
    }

    /** Takes answers in parts; may block while the caller is slow. */
    @FunctionalInterface
    public interface Sink<B> {
        void send(B batch) throws InterruptedException;
    }

    /** Sends every message of the set that is there or was expunged within the grace, by ascending UID. */
    public void fetch(FetchRequest request, Sink<FetchBatch> sink) throws InterruptedException {
        EnumSet<MetadataField> fields = EnumSet.noneOf(MetadataField.class);
        fields.addAll(request.getFieldsList());
        FetchStatement statement = statements.computeIfAbsent(fields, FetchStatement::new);
        int page = fields.contains(MetadataField.HEADER)
                ? PAGE_WITH_HEADERS
                : fields.isEmpty() ? PAGE : PAGE_WITH_METADATA;
        UidRanges rest = UidRanges.of(request.getUids());
        while (!rest.isEmpty()) {
            FetchBatch.Builder batch = FetchBatch.newBuilder();
            long last = statement.read(
                    statement
                            .send(database, request.getAccountId(), request.getMailboxId(), rest, page)
                            .await(),
                    batch);
            if (batch.getRowsCount() > 0) {
                sink.send(batch.build());
            }
            if (batch.getRowsCount() < page) {
                return;
            }
            rest = rest.within(last + 1, Long.MAX_VALUE);
        }
    }
}
