package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A body as it lies in a segment: a head with its key, its length and a checksum over all of it, then the octets. What was torn, overwritten or
 * belongs to another key is not recognised.
 */
final class DiskRecord {
    static final int HEAD_OCTETS = 36;

    private static final int MAGIC = 0x50_42_42_31;
    private static final int SUM_AT = 32;

    private DiskRecord() {}

    static byte[] of(BodyKey key, byte[] body) {
        ByteBuffer record = ByteBuffer.allocate(HEAD_OCTETS + body.length);
        record.putInt(MAGIC)
                .putInt(body.length)
                .putLong(key.accountId())
                .putLong(key.high())
                .putLong(key.low());
        record.putInt(sum(record.array(), body)).put(body);
        return record.array();
    }

    /** Octets of the body behind this head; -1 when it is not the head of {@code key}. */
    static int length(byte[] head, BodyKey key) {
        ByteBuffer fields = ByteBuffer.wrap(head);
        boolean ours = fields.getInt() == MAGIC;
        int length = fields.getInt();
        boolean same =
                fields.getLong() == key.accountId() && fields.getLong() == key.high() && fields.getLong() == key.low();
        return ours && same && length >= 0 ? length : -1;
    }

    /** The body if it is whole. */
    static byte @Nullable [] checked(byte[] head, byte[] body) {
        return ByteBuffer.wrap(head).getInt(SUM_AT) == sum(head, body) ? body : null;
    }

    private static int sum(byte[] head, byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(head, 0, SUM_AT);
        sum.update(body, 0, body.length);
        return (int) sum.getValue();
    }
}
