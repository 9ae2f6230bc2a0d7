package org.packetboat.delivery.accepted;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.packetboat.contracts.DeliveryId;

/**
 * The delivery id of a message that comes of another one: made from that one's id, so that a repeat makes the same message again (architecture
 * 3.4). It keeps the time of that id and is a UUIDv7 like any other.
 */
public final class DerivedId {
    private static final long TIME_MASK = 0xFFFF_FFFF_FFFF_0000L;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private DerivedId() {}

    /**
     * @param what the new message is, in ASCII
     * @param whom it is about
     */
    public static DeliveryId of(DeliveryId message, String what, String whom) {
        MessageDigest digest = sha256();
        digest.update(message.octets().toByteArray());
        digest.update(what.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(whom.getBytes(StandardCharsets.UTF_8)));
        long high = message.uuid().getMostSignificantBits() & TIME_MASK | VERSION_7 | hash.getLong() & 0xFFFL;
        return new DeliveryId(new UUID(high, hash.getLong() >>> 2 | VARIANT));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
