package org.packetboat.contracts;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** One accepted message on its whole way: from the 250 reply and the Received field to the rows of its recipients. A UUIDv7. */
public record DeliveryId(UUID uuid) {
    /** Octets in a record. */
    public static final int OCTETS = 16;

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /**
     * A fresh id, RFC 9562 §5.7.
     *
     * @param atMillis milliseconds since the epoch
     * @param random of at least the quality of {@link java.security.SecureRandom} or of a well seeded SplittableRandom
     */
    public static DeliveryId fresh(long atMillis, RandomGenerator random) {
        long high = atMillis << 16 | VERSION_7 | random.nextLong() & 0xfffL;
        long low = random.nextLong() >>> 2 | VARIANT;
        return new DeliveryId(new UUID(high, low));
    }

    /**
     * The id in a record.
     *
     * @throws IllegalArgumentException unless there are 16 octets
     */
    public static DeliveryId of(ByteString octets) {
        if (octets.size() != OCTETS) {
            throw new IllegalArgumentException("delivery id of " + octets.size() + " octets");
        }
        ByteBuffer buffer = octets.asReadOnlyByteBuffer();
        return new DeliveryId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    /** The form in records: 16 octets, big-endian. */
    public ByteString octets() {
        return ByteString.copyFrom(ByteBuffer.allocate(OCTETS)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .flip());
    }

    /** The form in replies, header fields and logs. */
    @Override
    public String toString() {
        return uuid.toString();
    }
}
