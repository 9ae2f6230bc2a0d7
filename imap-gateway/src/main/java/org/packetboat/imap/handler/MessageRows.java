package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.blob.BlobResolver;
import org.packetboat.blob.BodyKey;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
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

    /** A row and what is known of its body. */
    record Row(MessageRow message, BodyKey key, CachedMetadata metadata) {}

    /** Ascending by UID; messages that are gone for good are left out. */
    List<Row> read(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields) throws InterruptedException {
        List<MessageRow> messages = mailboxes.fetch(request(mailbox, uids, List.of()));
        List<Row> rows = new ArrayList<>(messages.size());
        UidRanges.Builder missing = new UidRanges.Builder();
        int missed = 0;
        for (MessageRow message : messages) {
            BodyKey key = BodyKey.of(mailbox.accountId(), message.getBodyId());
            CachedMetadata metadata = fields.isEmpty() ? CachedMetadata.NOTHING : cache.get(key);
            if (!metadata.has(fields)) {
                missing.add(message.getUid());
                missed++;
            }
            rows.add(new Row(message, key, metadata));
        }
        if (!fields.isEmpty()) {
            cache.count(rows.size() - (long) missed, missed);
        }
        return missed == 0 ? rows : complete(mailbox, rows, missing.build(), fields);
    }

    private List<Row> complete(MailboxKey mailbox, List<Row> rows, UidRanges missing, Collection<MetadataField> fields)
            throws InterruptedException {
        Map<BodyKey, CachedMetadata> learnt = new HashMap<>();
        for (MessageRow message : mailboxes.fetch(request(mailbox, missing, fields))) {
            BodyKey key = BodyKey.of(mailbox.accountId(), message.getBodyId());
            CachedMetadata metadata = cache.get(key).with(message, fields);
            cache.put(key, metadata);
            learnt.put(key, metadata);
        }
        List<Row> complete = new ArrayList<>(rows.size());
        for (Row row : rows) {
            CachedMetadata metadata = row.metadata().has(fields) ? row.metadata() : learnt.get(row.key());
            if (metadata != null) {
                complete.add(new Row(row.message(), row.key(), metadata));
            }
        }
        return complete;
    }

    /** Tells where the bodies of these rows are now, for those that have moved. */
    BlobResolver resolver(MailboxKey mailbox, List<Row> rows) {
        return key -> {
            for (Row row : rows) {
                if (row.key().equals(key)) {
                    return resolve(mailbox, row);
                }
            }
            return Optional.empty();
        };
    }

    private Optional<BlobRef> resolve(MailboxKey mailbox, Row row) throws InterruptedException {
        UidRanges uid = UidRanges.of(row.message().getUid(), row.message().getUid());
        List<MetadataField> fields = List.of(MetadataField.BLOB);
        List<MessageRow> now = mailboxes.fetch(request(mailbox, uid, fields));
        if (now.isEmpty()) {
            return Optional.empty();
        }
        cache.put(row.key(), cache.get(row.key()).with(now.getFirst(), fields));
        return Optional.of(now.getFirst().getBlob());
    }

    private static FetchRequest request(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields) {
        return FetchRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setUids(UidSets.toContract(uids))
                .addAllFields(fields)
                .build();
    }
}
