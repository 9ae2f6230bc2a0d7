package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobResolver;
import org.packetboat.blob.BodyKey;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.imap.port.BodyFacts;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.view.UidRanges;

/** Rows of messages with their metadata: what changes is asked for each time, what does not is cached. Thread-safe. */
public final class MessageRows {
    private final MailboxClient mailboxes;
    private final MetadataCache cache;

    /** Remembers metadata in {@code cache}. */
    public MessageRows(MailboxClient mailboxes, MetadataCache cache) {
        this.mailboxes = mailboxes;
        this.cache = cache;
    }

    /** Ascending by UID, with these fields; messages that are gone for good are left out. */
    List<MessageRow> read(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields)
            throws InterruptedException {
        List<MessageRow> rows = mailboxes.fetch(mailbox, uids, List.of());
        if (fields.isEmpty()) {
            return rows;
        }
        List<MessageRow> known = new ArrayList<>(rows.size());
        UidRanges.Builder missing = new UidRanges.Builder();
        int missed = 0;
        for (MessageRow row : rows) {
            BodyFacts facts = cache.get(row.body());
            if (!facts.has(fields)) {
                missing.add(row.uid());
                missed++;
            }
            known.add(with(row, facts));
        }
        cache.count(rows.size() - (long) missed, missed);
        return missed == 0 ? known : complete(mailbox, known, missing.build(), fields);
    }

    private List<MessageRow> complete(
            MailboxKey mailbox, List<MessageRow> rows, UidRanges missing, Collection<MetadataField> fields)
            throws InterruptedException {
        Map<BodyKey, BodyFacts> learnt = new HashMap<>();
        for (MessageRow row : mailboxes.fetch(mailbox, missing, fields)) {
            BodyFacts facts = cache.get(row.body()).with(row.metadata());
            cache.put(row.body(), facts);
            learnt.put(row.body(), facts);
        }
        List<MessageRow> complete = new ArrayList<>(rows.size());
        for (MessageRow row : rows) {
            BodyFacts facts = row.metadata().has(fields) ? row.metadata() : learnt.get(row.body());
            if (facts != null) {
                complete.add(with(row, facts));
            }
        }
        return complete;
    }

    private static MessageRow with(MessageRow row, BodyFacts facts) {
        return new MessageRow(
                row.uid(),
                row.modSeq(),
                row.flags(),
                row.internalDateMillis(),
                row.saveDateMillis(),
                row.size(),
                row.body(),
                row.life(),
                facts);
    }

    /**
     * Tells where the bodies of these rows are now, for those that have moved. All are asked for with the first: what has moved one has moved most. Of
     * one thread.
     */
    BlobResolver resolver(MailboxKey mailbox, List<MessageRow> rows) {
        return new BlobResolver() {
            private @Nullable Map<BodyKey, BlobRef> now;

            @Override
            public Optional<BlobRef> resolve(BodyKey key) throws InterruptedException {
                Map<BodyKey, BlobRef> known = now;
                if (known == null) {
                    known = whereNow(mailbox, rows);
                    now = known;
                }
                return Optional.ofNullable(known.get(key));
            }
        };
    }

    private Map<BodyKey, BlobRef> whereNow(MailboxKey mailbox, List<MessageRow> rows) throws InterruptedException {
        UidRanges.Builder uids = new UidRanges.Builder();
        rows.forEach(row -> uids.add(row.uid()));
        Map<BodyKey, BlobRef> places = new HashMap<>();
        for (MessageRow row : mailboxes.fetch(mailbox, uids.build(), List.of(MetadataField.BLOB))) {
            if (row.metadata().has(List.of(MetadataField.BLOB))) {
                cache.put(row.body(), cache.get(row.body()).with(row.metadata()));
                places.put(row.body(), row.metadata().requiredBlob());
            }
        }
        return places;
    }
}
