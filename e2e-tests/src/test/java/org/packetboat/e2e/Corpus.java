package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generated and odd messages, each with its own token in a field or in the body; every line ends in CR LF, and no octet is NUL. */
final class Corpus {
    private final Random random;

    Corpus(long seed) {
        random = new Random(seed);
    }

    /** At least {@code count} messages; the fixed oddities come first. */
    List<byte[]> messages(int count) {
        List<byte[]> messages = new ArrayList<>(oddities());
        while (messages.size() < count) {
            messages.add(generated(messages.size()));
        }
        return messages;
    }

    /** A message with a header section, of the kind that the number chooses. */
    byte[] generated(int number) {
        return switch (number % 6) {
            case 0 -> plain(random.nextInt(20_000));
            case 1 -> eightBit();
            case 2 -> multipart(1 + random.nextInt(4));
            case 3 -> longLines();
            case 4 -> foldedHeader();
            default -> dots();
        };
    }

    private List<byte[]> oddities() {
        return List.of(
                octets(""),
                octets("\r\n"),
                octets("\r\n\r\n"),
                octets("no header at all, only a body\r\n"),
                octets("Subject: only a header\r\n"),
                octets("Subject: only a header and the blank line\r\n\r\n"),
                octets("subject: xxx\r\nxxx\r\n"),
                octets(".\r\n"),
                octets("..\r\n.\r\n...\r\n"),
                octets("Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n"),
                octets("Subject:\r\n\r\nempty subject\r\n"),
                octets(": no name\r\n\r\nbody\r\n"),
                octets("From nobody Mon Jan  1 00:00:00 2001\r\nSubject: mbox line\r\n\r\nFrom here\r\n"),
                octets("Return-Path: <somebody@else.test>\r\nSubject: own return path\r\n\r\nx\r\n"),
                octets("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----\r\n"),
                octets("Content-Type: multipart/mixed\r\n\r\nno boundary parameter\r\n"),
                octets("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nnever closed\r\n"),
                octets("Content-Type: message/rfc822\r\n\r\n"),
                octets("Subject: =?utf-8?B?broken?=\r\nTo: undisclosed-recipients:;\r\n\r\n\r\n"),
                octets("Subject: tab\r\n\tcontinued\r\n \r\n\r\nbody\r\n"),
                octets("Subject: control \1 inside\r\n\r\n\1\2\177\r\n"),
                concat(octets("Subject: all octets\r\n\r\n"), allOctets(), octets("\r\n")),
                concat(octets("Subject: long\r\n\r\n"), line(100_000), octets("\r\n")),
                concat(octets("Subject: "), line(100_000), octets("\r\n\r\nlong field\r\n")),
                deepMultipart(60),
                deepRfc822(30),
                manyParts(1_000));
    }

    /** A plain message of about so many octets. */
    byte[] plain(int octets) {
        StringBuilder text = new StringBuilder("From: a@b.test\r\nTo: c@d.test\r\nSubject: plain " + token()
                + "\r\nMessage-ID: <" + token() + "@corpus.test>\r\n\r\n");
        while (text.length() < octets) {
            text.append("x".repeat(random.nextInt(78))).append("\r\n");
        }
        return octets(text.append("end\r\n").toString());
    }

    /** A message of 25 MiB, base64 lines. */
    byte[] huge() {
        byte[] message = new byte[25 << 20];
        byte[] header = octets("Subject: huge " + token() + "\r\nContent-Type: application/octet-stream\r\n\r\n");
        System.arraycopy(header, 0, message, 0, header.length);
        for (int i = header.length; i < message.length; i++) {
            int column = (i - header.length) % 78;
            message[i] = (byte) (column == 76 ? '\r' : column == 77 ? '\n' : 'A' + (i * 31 + i / 78) % 26);
        }
        message[message.length - 2] = '\r';
        message[message.length - 1] = '\n';
        if (message[message.length - 3] == '\r') {
            message[message.length - 3] = 'A';
        }
        return message;
    }

    private byte[] eightBit() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(octets("Subject: 8-bit " + token()
                + " \u00e4\u00f6\u00fc\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"));
        for (int i = 0; i < 40; i++) {
            byte[] line = new byte[random.nextInt(200)];
            random.nextBytes(line);
            for (int j = 0; j < line.length; j++) {
                if (line[j] == '\r' || line[j] == '\n' || line[j] == 0) {
                    line[j] = (byte) 0xa0;
                }
            }
            out.writeBytes(line);
            out.writeBytes(octets("\r\n"));
        }
        return out.toByteArray();
    }

    private byte[] multipart(int depth) {
        return octets("MIME-Version: 1.0\r\nSubject: parts " + token() + "\r\n" + part(depth));
    }

    private String part(int depth) {
        if (depth == 0) {
            return "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nleaf=20" + token()
                    + "\r\n";
        }
        String boundary = "b" + token();
        StringBuilder text =
                new StringBuilder("Content-Type: multipart/" + (random.nextBoolean() ? "mixed" : "alternative")
                        + "; boundary=\"" + boundary + "\"\r\n\r\npreamble\r\n");
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.append("--").append(boundary).append("\r\n").append(part(depth - 1));
        }
        if (random.nextInt(4) != 0) {
            text.append("--").append(boundary).append("--\r\nepilogue\r\n");
        }
        return text.toString();
    }

    private byte[] longLines() {
        return concat(
                octets("Subject: long lines " + token() + "\r\n\r\n"),
                line(random.nextInt(100_000)),
                octets("\r\n"),
                line(random.nextInt(3_000)),
                octets("\r\n"));
    }

    private byte[] foldedHeader() {
        StringBuilder text = new StringBuilder("Subject: folded " + token() + "\r\n");
        for (int i = 0; i < random.nextInt(300); i++) {
            text.append("X-Field-")
                    .append(i)
                    .append(": a\r\n\tb ")
                    .append(token())
                    .append("\r\n  c\r\n");
        }
        return octets(text.append("\r\nbody\r\n").toString());
    }

    private byte[] dots() {
        StringBuilder text = new StringBuilder("Subject: dots " + token() + "\r\n\r\n");
        for (int i = 0; i < 60; i++) {
            text.append(".".repeat(random.nextInt(4)))
                    .append(random.nextBoolean() ? "" : token())
                    .append("\r\n");
        }
        return octets(text.toString());
    }

    private static byte[] deepMultipart(int depth) {
        StringBuilder text = new StringBuilder("Subject: deep\r\n");
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=d")
                    .append(i)
                    .append("\r\n\r\n--d")
                    .append(i)
                    .append("\r\n");
        }
        text.append("\r\nbottom\r\n");
        for (int i = depth - 1; i >= 0; i--) {
            text.append("--d").append(i).append("--\r\n");
        }
        return octets(text.toString());
    }

    private static byte[] deepRfc822(int depth) {
        return octets("Content-Type: message/rfc822\r\n\r\n".repeat(depth) + "Subject: innermost\r\n\r\nhello\r\n");
    }

    private static byte[] manyParts(int count) {
        return octets(
                "Content-Type: multipart/mixed; boundary=m\r\n\r\n" + "--m\r\n\r\nx\r\n".repeat(count) + "--m--\r\n");
    }

    private static byte[] allOctets() {
        byte[] all = new byte[253];
        int at = 0;
        for (int octet = 1; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                all[at++] = (byte) octet;
            }
        }
        return all;
    }

    private static byte[] line(int length) {
        byte[] line = new byte[length];
        Arrays.fill(line, (byte) 'y');
        return line;
    }

    private String token() {
        return Long.toHexString(random.nextLong());
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
