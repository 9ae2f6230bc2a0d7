package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import java.util.UUID;

/** A body and where its octets lie. */
public record PackedBody(long accountId, UUID bodyId, String objectKey, long offset, long length, int codec) {
    /** The columns in the order in which {@link #of} reads them. */
    static final String COLUMNS = "b.account_id, b.body_id, b.object_key, b.blob_offset, b.blob_length, b.codec";

    static PackedBody of(Row row, int first) {
        return new PackedBody(
                row.getLong(first),
                row.getUUID(first + 1),
                row.getString(first + 2),
                row.getLong(first + 3),
                row.getLong(first + 4),
                row.getInteger(first + 5));
    }
}
