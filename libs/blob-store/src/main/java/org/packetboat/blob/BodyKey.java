package org.packetboat.blob;

import com.google.protobuf.ByteString;

/** Identifies a body's octets, which never change. The account is part of it: no cache may answer for another account. */
public record BodyKey(long accountId, long high, long low) {
    /** @param bodyId 16 octets */
    public static BodyKey of(long accountId, ByteString bodyId) {
        if (bodyId.size() != 16) {
            throw new IllegalArgumentException("a body id has 16 octets, not " + bodyId.size());
        }
        return new BodyKey(accountId, bits(bodyId, 0), bits(bodyId, 8));
    }

    private static long bits(ByteString id, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | id.byteAt(i) & 0xFF;
        }
        return value;
    }
}
