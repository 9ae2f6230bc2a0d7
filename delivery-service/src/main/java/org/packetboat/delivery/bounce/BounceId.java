package org.packetboat.delivery.bounce;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.dsn.RecipientStatus.Action;

/**
 * The delivery id of a bounce, made from the message's id, what happened and the recipient, so that a repeat is recognised as the same bounce (architecture
 * 3.4). It keeps the time of the message's id and is a UUIDv7 like any other.
 */
final class BounceId {
    private static final long TIME_MASK = 0xFFFF_FFFF_FFFF_0000L;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private BounceId() {}

    static DeliveryId of(DeliveryId message, Action action, String recipient) {
        MessageDigest digest = sha256();
        digest.update(message.octets().toByteArray());
        digest.update((action == Action.FAILED ? "bounce" : action.name()).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(recipient.getBytes(StandardCharsets.UTF_8)));
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
