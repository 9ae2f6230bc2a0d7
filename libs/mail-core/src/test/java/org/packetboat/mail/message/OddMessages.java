package org.packetboat.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.packetboat.mail.message.MessageGenerator.Sample;

/** The odd messages that everybody talks about, one by one. */
final class OddMessages {
    private OddMessages() {}

    /** Those that can be sent by SMTP. */
    static List<Sample> smtp() {
        List<Sample> all = new ArrayList<>();
        text(all, "empty", "");
        text(all, "only a blank line", "\r\n");
        text(all, "only headers", "Subject: only headers\r\nFrom: a@b\r\n");
        text(all, "headers and blank line", "Subject: no body\r\n\r\n");
        text(all, "no headers", "just text\r\nand more\r\n");
        text(all, "blank line first", "\r\nSubject: body\r\n");
        text(all, "no blank line", "subject: xxx\r\nxxx\r\n");
        text(all, "continuation first", " folded\r\nSubject: x\r\n\r\nb\r\n");
        text(all, "blank continuation", "Subject: x\r\n \r\nTo: a@b\r\n\r\nb\r\n");
        text(all, "mbox line", "From a@b Mon Nov 23 15:00:00 2026\r\nSubject: x\r\n\r\nb\r\n");
        text(all, "empty name", ": x\r\nSubject: y\r\n\r\nb\r\n");
        text(all, "dots", "Subject: dots\r\n\r\n.\r\n..\r\n...\r\n.x\r\n");
        text(all, "trailing spaces", "Subject: s  \t\r\n\r\n  x  \r\n\t\r\n");
        text(all, "utf-8 header", "Subject: Grüße aus Köln\r\nFrom: Jörg <j@x>\r\n\r\nüß\r\n");
        all.add(new Sample(
                "latin-1",
                () -> "Subject: Gr\u00FC\u00DFe\r\n\r\n\u00E4\u00F6\u00FC\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        all.add(new Sample("all octets", OddMessages::allOctets));
        all.add(new Sample("line of 100,000", () -> ascii("Subject: l\r\n\r\n" + "x".repeat(100_000) + "\r\n")));
        all.add(new Sample("line of 100,000 without header", () -> ascii("x".repeat(100_000) + "\r\n")));
        all.add(new Sample("field of 100,000", () -> ascii("Subject: " + "x".repeat(100_000) + "\r\n\r\nb\r\n")));
        all.add(new Sample(
                "folded field of 100,000", () -> ascii("To: a@b" + ",\r\n x@y".repeat(12_500) + "\r\n\r\nb\r\n")));
        all.add(new Sample("header of 300 KiB", () -> ascii("X-A: 0123456789\r\n".repeat(18_000) + "\r\nb\r\n")));
        all.add(new Sample("10,000 lines", () -> ascii("Subject: n\r\n\r\n" + "0123456789 abcdef\r\n".repeat(10_000))));
        all.add(new Sample("multiparts 120 deep", () -> ascii(deep(120))));
        all.add(new Sample(
                "messages 120 deep", () -> ascii("Content-Type: message/rfc822\r\n\r\n".repeat(120) + "end\r\n")));
        all.add(new Sample("1,200 parts", () -> ascii(wide(1200))));
        text(all, "multipart without boundary", "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nb\r\n--x--\r\n");
        text(all, "multipart without parts", "Content-Type: multipart/mixed; boundary=x\r\n\r\nnothing\r\n");
        text(all, "multipart with close only", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n");
        text(
                all,
                "empty parts",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n\r\n--x\r\n\r\n\r\n--x--\r\n");
        text(
                all,
                "unterminated",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nb\r\n--x\r\nContent-Type: text/html\r\n");
        text(all, "inner ended by outer", inner("--o\r\n\r\nsecond\r\n--o--\r\n"));
        text(
                all,
                "same boundary inside",
                inner("--i\r\n\r\nsecond\r\n--o--\r\n")
                        .replace("boundary=i", "boundary=o")
                        .replace("--i", "--o"));
        text(
                all,
                "boundary is a beginning",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\n1\r\n--bb--\r\n--b\r\n\r\n2\r\n--bbb\r\n--b--\r\n");
        text(
                all,
                "digest",
                "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: inside\r\n\r\nb\r\n--x\r\nContent-Type: text/plain\r\n\r\nc\r\n--x--\r\n");
        text(
                all,
                "message with encoding",
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQo=\r\n");
        text(all, "partial", "Content-Type: message/partial; id=x; number=1\r\n\r\nSubject: x\r\n\r\nb\r\n");
        text(all, "charset unknown", "Content-Type: text/plain; charset=x-nonsense\r\n\r\nb\r\n");
        text(
                all,
                "encoded words",
                "Subject: =?utf-8?B?w6TDtg==?= =?iso-8859-1?q?=FC?= =?x?y?z?= =?utf-8?q?\r\n\r\nb\r\n");
        text(
                all,
                "quotes and backslashes",
                "Subject: a \"b\" \\c\r\nFrom: \"a\\\\b\\\"c\" <\"l \\\" p\"@x>\r\n\r\nb\r\n");
        text(all, "duplicate fields", "Subject: 1\r\nSubject: 2\r\nTo: a@x\r\nTo: b@x\r\n\r\nb\r\n");
        return all;
    }

    private static void text(List<Sample> all, String name, String text) {
        Supplier<byte[]> octets = () -> text.getBytes(StandardCharsets.UTF_8);
        all.add(new Sample(name, octets));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Every octet that DATA can carry. */
    private static byte[] allOctets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("Subject: octets\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"));
        for (int octet = 1; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                out.write(octet);
            }
        }
        out.writeBytes(ascii("\r\n"));
        return out.toByteArray();
    }

    private static String deep(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        text.append("\r\ninnermost\r\n");
        for (int i = depth - 1; i >= 0; i--) {
            text.append("--b").append(i).append("--\r\n");
        }
        return text.toString();
    }

    private static String wide(int parts) {
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=w\r\n\r\n");
        for (int i = 0; i < parts; i++) {
            text.append("--w\r\nContent-Type: text/plain; name=p")
                    .append(i)
                    .append("\r\n\r\n")
                    .append(i)
                    .append("\r\n");
        }
        return text.append("--w--\r\n").toString();
    }

    private static String inner(String rest) {
        return "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nfirst\r\n"
                + rest;
    }
}
