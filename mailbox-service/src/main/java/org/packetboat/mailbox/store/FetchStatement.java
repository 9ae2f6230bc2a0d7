package org.packetboat.mailbox.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;

/**
 * Reads a page of messages by UID: those that are there and those whose tombstone still has a body. Each page is one statement and nothing stays
 * open after it.
 */
public final class FetchStatement {
    private static final int ROW_COLUMNS = 9;

    private static final String HEAD =
            "SELECT m.uid, m.mod_seq, m.system_flags, m.keywords, m.internal_date, m.size, m.body_id, m.expunged,"
                    + " m.save_date";

    private static final String LIVE =
            "SELECT uid, mod_seq, system_flags, keywords, internal_date, size, body_id, false AS expunged,"
                    + " save_date FROM message";

    private static final String EXPUNGED =
            "SELECT uid, mod_seq, system_flags, keywords, internal_date, size, body_id, true AS expunged,"
                    + " save_date FROM tombstone";

    /** Body by body: an account has many more of them than a page. */
    private static final String BODY =
            " LEFT JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b ON true";

    private final Set<MetadataField> fields;
    private final String range;
    private final String ranges;

    public FetchStatement(Set<MetadataField> fields) {
        this.fields = fields.isEmpty() ? EnumSet.noneOf(MetadataField.class) : EnumSet.copyOf(fields);
        String head = HEAD + columns() + " FROM (";
        String tail = ") m" + (this.fields.isEmpty() ? "" : BODY) + " ORDER BY m.uid";
        this.range = head + page("$3", "$4") + tail;
        this.ranges =
                head + "SELECT p.* FROM unnest($3::bigint[], $4::bigint[]) AS r (first, last) CROSS JOIN LATERAL ("
                        + page("r.first", "r.last") + ") p ORDER BY p.uid LIMIT $5" + tail;
    }

    private static String page(String first, String last) {
        String where = " WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN " + first + " AND " + last;
        return "(" + LIVE + where + " ORDER BY uid LIMIT $5) UNION ALL (" + EXPUNGED + where
                + " AND NOT body_ended ORDER BY uid LIMIT $5) ORDER BY uid LIMIT $5";
    }

    private String columns() {
        StringBuilder columns = new StringBuilder();
        for (MetadataField field : fields) {
            columns.append(
                    switch (field) {
                        case BLOB -> ", b.object_key, b.blob_offset, b.blob_length, b.codec";
                        case HEADER -> ", b.header";
                        case ENVELOPE -> ", b.envelope";
                        case BODY_STRUCTURE -> ", b.body_structure";
                        case BODY -> ", b.body";
                        case PART_INDEX -> ", b.part_index";
                        case PREVIEW -> ", b.preview";
                        case THREAD_ID -> ", b.thread_id";
                        case METADATA_FIELD_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException("which field?");
                    });
        }
        return columns.toString();
    }

    /** Asks for the first {@code limit} messages of {@code uids}, which is not empty. */
    public Pending<RowSet<Row>> send(Database database, long accountId, long mailboxId, UidRanges uids, int limit) {
        if (uids.size() == 1) {
            return database.send(range, Tuple.of(accountId, mailboxId, uids.first(0), uids.last(0), limit));
        }
        return database.send(ranges, Tuple.of(accountId, mailboxId, uids.firsts(), uids.lasts(), limit));
    }

    /** Reads an answer; returns the last UID in it, 0 when it is empty. */
    public long read(RowSet<Row> rows, FetchBatch.Builder batch) {
        long last = 0;
        for (Row row : rows) {
            last = row.getLong(0);
            MessageRow.Builder message = MessageRow.newBuilder()
                    .setUid(last)
                    .setModSeq(row.getLong(1))
                    .setFlags(FlagStates.flags(row.getInteger(2), row.getArrayOfStrings(3)))
                    .setInternalDateMillis(row.getLong(4))
                    .setSize(row.getLong(5))
                    .setBodyId(octets(row.getUUID(6)));
            if (row.getBoolean(7)) {
                message.setExpunged(true);
            }
            if (row.getLong(8) != null) {
                message.setSaveDateMillis(row.getLong(8));
            }
            if (!fields.isEmpty() && row.getValue(ROW_COLUMNS) != null) {
                addFields(row, message);
            }
            batch.addRows(message.build());
        }
        return last;
    }

    private void addFields(Row row, MessageRow.Builder message) {
        int column = ROW_COLUMNS;
        for (MetadataField field : fields) {
            switch (field) {
                case BLOB -> {
                    message.setBlob(blob(row, column));
                    column += 3;
                }
                case HEADER -> message.setHeader(octets(row.getBuffer(column)));
                case ENVELOPE -> message.setEnvelope(octets(row.getBuffer(column)));
                case BODY_STRUCTURE -> message.setBodyStructure(octets(row.getBuffer(column)));
                case BODY -> message.setBody(octets(row.getBuffer(column)));
                case PART_INDEX -> message.setPartIndex(octets(row.getBuffer(column)));
                case PREVIEW -> message.setPreview(row.getString(column));
                case THREAD_ID -> message.setThreadId(octets(row.getUUID(column)));
                case METADATA_FIELD_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException();
            }
            column++;
        }
    }

    private static BlobRef blob(Row row, int column) {
        return BlobRef.newBuilder()
                .setObjectKey(row.getString(column))
                .setOffset(row.getLong(column + 1))
                .setLength(row.getLong(column + 2))
                .setCodecValue(row.getInteger(column + 3))
                .build();
    }

    static ByteString octets(Buffer buffer) {
        return UnsafeByteOperations.unsafeWrap(buffer.getBytes());
    }

    static ByteString octets(UUID id) {
        byte[] octets = new byte[16];
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        for (int i = 0; i < 8; i++) {
            octets[i] = (byte) (high >>> (56 - 8 * i));
            octets[i + 8] = (byte) (low >>> (56 - 8 * i));
        }
        return UnsafeByteOperations.unsafeWrap(octets);
    }
}
