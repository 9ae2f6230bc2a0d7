package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The messages that one client sends: what is read has to be what was sent, octet for octet. */
final class ModelLetters {
    private static final String FIELD = ModelClient.IDENTITY + ": ";

    private final String sender;
    private int sent;

    ModelLetters(String sender) {
        this.sender = sender;
    }

    /** The id of a new message. */
    String next() {
        return sender + "-" + ++sent;
    }

    /** What of a message was read. */
    enum Part {
        IDENTITY,
        WHOLE
    }

    /** The id that a message or its header field tells. */
    static String idOf(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int at = text.startsWith(FIELD) ? 0 : text.indexOf("\r\n" + FIELD) + 2;
        if (at < 2 && !text.startsWith(FIELD)) {
            throw new AssertionError("no " + FIELD + " in " + text);
        }
        return text.substring(at + FIELD.length(), text.indexOf("\r\n", at));
    }

    /** Fails when these octets are not those of this message. */
    static Part check(String id, byte[] octets) {
        String field = FIELD + id + "\r\n\r\n";
        if (Arrays.equals(octets, field.getBytes(StandardCharsets.US_ASCII))) {
            return Part.IDENTITY;
        }
        assertThat(idOf(octets)).isEqualTo(id);
        byte[] whole = octets[0] == 'R' ? FidelityIT.behindTrace(octets) : octets;
        assertThat(Arrays.equals(whole, Attempts.message(id)))
                .as("octets of %s", id)
                .isTrue();
        return Part.WHOLE;
    }
}
