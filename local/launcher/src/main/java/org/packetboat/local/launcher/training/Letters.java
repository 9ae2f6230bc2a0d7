package org.packetboat.local.launcher.training;

import java.util.List;
import java.util.Random;

/** Messages as people write them: plain ones, and some with parts and encoded fields. Latin-1 characters stand for octets. */
final class Letters {
    private static final List<String> WORDS = List.of(
            "harbour", "ferry", "letter", "tide", "cargo", "lantern", "anchor", "pilot", "current", "island", "quay",
            "sail");

    private Letters() {}

    static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** With CRLF line ends and no line that is a single dot. */
    static String letter(Random random, int octets) {
        boolean plain = random.nextInt(4) > 0;
        StringBuilder letter = new StringBuilder(octets + 1_024);
        letter.append("From: \"The ").append(word(random)).append("\" <actor0@rehearsal.test>\r\n");
        letter.append("To: actor1@rehearsal.test, The Pilot <actor2@rehearsal.test>\r\n");
        letter.append(plain ? "Subject: " : "Subject: =?utf-8?Q?=C3=BCber_?= ");
        letter.append(word(random)).append(' ').append(word(random)).append("\r\n");
        letter.append("Date: Tue, 3 Feb 2026 11:12:13 +0100\r\n");
        letter.append("Message-ID: <").append(random.nextLong()).append("@rehearsal.test>\r\n");
        if (plain) {
            letter.append("\r\n");
            text(letter, random, octets);
        } else {
            letter.append("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"part\"\r\n\r\n");
            letter.append("--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
            text(letter, random, octets / 2);
            letter.append("--part\r\nContent-Type: application/pdf; name=\"chart.pdf\"\r\n");
            letter.append("Content-Disposition: attachment; filename=\"chart.pdf\"\r\n\r\n");
            text(letter, random, octets);
            letter.append("--part--\r\n");
        }
        return letter.toString();
    }

    private static void text(StringBuilder letter, Random random, int octets) {
        while (letter.length() < octets) {
            for (int i = 0; i < 10; i++) {
                letter.append(word(random)).append(' ');
            }
            letter.append("\r\n");
        }
    }
}
