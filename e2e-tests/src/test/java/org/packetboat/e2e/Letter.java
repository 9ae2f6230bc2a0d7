package org.packetboat.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A message with all the fields that a server on its way could miss (RFC 6409 §8), and lines that are easily damaged. */
record Letter(byte[] octets) {
    private static final int MOST_SHOWN = 4_000;

    private static final String BODY =
            "first line\r\n.starts with a dot\r\n..\r\n.\r\n\r\n From within\r\nGr\u00fc\u00dfe\r\n\ttab and blanks  \r\n\r\n";

    static Letter of(String from, String to) {
        return of(from, to, BODY);
    }

    static Letter of(String from, String to, String body) {
        String text =
                "From: <" + from + ">\r\nTo: <" + to + ">\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <"
                        + UUID.randomUUID() + "@e2e.test>\r\nSubject: letter\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body;
        return new Letter(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Asserts that a message is this one behind the fields of those that it came by. */
    void assertArrivedAs(byte[] got) {
        int fields = got.length - octets.length;
        if (fields <= 0 || !Arrays.equals(got, fields, got.length, octets, 0, octets.length)) {
            String shown = new String(got, 0, Math.min(got.length, MOST_SHOWN), StandardCharsets.UTF_8);
            throw new AssertionError(got.length + " octets that are not what was sent:\n" + shown);
        }
    }

    /** The same where a server ends lines in LF, as in Maildirs. */
    void assertArrivedInMaildirAs(byte[] got) {
        assertArrivedAs(new String(got, StandardCharsets.ISO_8859_1)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    }
}
