package org.packetboat.imap.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * How ids are written as object identifiers (RFC 8474 §7): behind a letter for what it is the id of, so that no two kinds share one, 128 bits as base64 with
 * the alphabet for URLs; of a mailbox the number.
 */
public final class ObjectIds {
    private static final int DIGITS = 22;

    private ObjectIds() {}

    /** Of a message's content and of a conversation. */
    public enum Kind {
        /** EMAILID. */
        EMAIL('M'),
        /** THREADID. */
        THREAD('T');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** MAILBOXID. */
    public static String ofMailbox(long mailboxId) {
        return "F" + mailboxId;
    }

    /** EMAILID or THREADID. */
    public static String of(Kind kind, UUID id) {
        ByteBuffer octets =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return kind.letter
                + new String(Base64.getUrlEncoder().withoutPadding().encode(octets.array()), StandardCharsets.US_ASCII);
    }

    /** The id that is written so; empty when none of that kind is. */
    public static Optional<UUID> parse(Kind kind, String objectId) {
        if (objectId.length() != DIGITS + 1 || objectId.charAt(0) != kind.letter) {
            return Optional.empty();
        }
        byte[] octets = new byte[18];
        try {
            Base64.getUrlDecoder().decode(objectId.substring(1).getBytes(StandardCharsets.US_ASCII), octets);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        ByteBuffer bits = ByteBuffer.wrap(octets);
        UUID id = new UUID(bits.getLong(), bits.getLong());
        return of(kind, id).equals(objectId) ? Optional.of(id) : Optional.empty();
    }
}
