package org.packetboat.contracts;

import java.nio.ByteBuffer;

/** Keys of records: what shares one goes to one partition, in order. */
public final class RecordKey {
    private RecordKey() {}

    /** The key of what belongs to an account: 8 octets, big-endian. */
    public static byte[] ofAccount(long accountId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(accountId).array();
    }

    /** The key of what belongs to a message alone: the 16 octets of its delivery id. */
    public static byte[] ofDelivery(DeliveryId id) {
        return id.octets().toByteArray();
    }
}
