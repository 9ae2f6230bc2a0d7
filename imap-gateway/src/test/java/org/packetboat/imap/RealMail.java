package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import org.packetboat.testkit.seed.Seed;

/**
 * Mail as programs of all kinds make it: parts inside each other in every way, with what goes wrong in practice. Texts hold one character an octet. A
 * message says with a field {@code X-Skip} what of it is not compared, because Python's email package and the standards differ there.
 */
final class RealMail {
    private static final String[] MAILBOXES = {
        "alice@example.org",
        "Bob <bob@example.org>",
        "\"Doe, Jane \\\"JD\\\"\" <jane.doe+tag@mail.example.org>",
        "=?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@example.org>",
        "=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?= <nihongo@example.jp>",
        "<bare@example.org>",
        "\"quoted local\"@example.org",
        "lit@[192.0.2.1]",
        "Mr. Dot <dot@example.org>"
    };
    private static final String[] CHARSETS = {
        "utf-8",
        "UTF-8",
        "iso-8859-1",
        "\"windows-1252\"",
        "us-ascii",
        "x-unknown",
        "koi8-r",
        "gb18030",
        "\"\"",
        "utf-16"
    };
    private static final String[] SUBTYPES = {"mixed", "alternative", "related", "parallel", "signed", "x-odd", "report"
    };

    private final RandomGenerator random;
    private int boundaries;
    private int parts;

    private RealMail(RandomGenerator random) {
        this.random = random;
    }

    /** The fixed ones, then so many from the seed. */
    static List<byte[]> messages(int generated) {
        List<byte[]> messages = new ArrayList<>();
        fixed().forEach(text -> messages.add(text.getBytes(ISO_8859_1)));
        for (int i = 0; i < generated; i++) {
            RealMail mail = new RealMail(Seed.random("RealMail", i));
            String text = mail.message();
            // One in eight comes with bare line feeds, as APPEND allows.
            messages.add((i % 8 == 7 ? text.replace("\r\n", "\n") : text).getBytes(ISO_8859_1));
        }
        return messages;
    }

    private static List<String> fixed() {
        List<String> all = new ArrayList<>();
        all.add("just text\r\nwithout a header\r\n");
        all.add("\r\nbody behind a blank line\r\n");
        all.add("Subject: only a header\r\nFrom: a@b.example\r\n");
        all.add("Subject: header and blank line\r\n\r\n");
        all.add("Subject:\r\nTo:\r\nFrom:\r\n\r\nempty fields\r\n");
        all.add("Subject: no line end at the end\r\n\r\nlast line");
        all.add("Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nno boundary parameter\r\n--x--\r\n");
        all.add("Content-Type: multipart/mixed; boundary=x\r\n\r\nthe boundary never comes\r\n");
        all.add("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nnot closed\r\n");
        all.add(
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x\r\n\r\nnot closed, no line end");
        all.add(
                "Content-Type: multipart/mixed; boundary=x\r\n\r\npre\r\n--x  \t\r\n\r\none\r\n--xy\r\n--x--\r\n\r\nepilogue\r\n");
        all.add(
                "Content-Type: multipart/mixed; boundary*0=\"part \"; boundary*1=two\r\n\r\n--part two\r\n\r\none\r\n--part two--\r\n");
        all.add("Content-Type: multipart/mixed; boundary*=us-ascii'en'a%3Db\r\n\r\n--a=b\r\n\r\none\r\n--a=b--\r\n");
        all.add(
                "Content-Type: multipart/mixed;\r\n\tboundary=\"'()+_,-./:=?\"\r\n\r\n--'()+_,-./:=?\r\n\r\none\r\n--'()+_,-./:=?--\r\n");
        all.add("Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: first\r\n\r\none\r\n--d\r\n"
                + "Content-Type: text/plain\r\n\r\ntwo\r\n--d\r\n\r\nSubject: third\r\n\r\nthree\r\n--d--\r\n");
        all.add(
                "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=oo\r\n\r\n"
                        + "--oo\r\n\r\ninner is not closed\r\n--o\r\n\r\nouter goes on\r\n--o--\r\n");
        all.add(
                "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\nIt failed.\r\n--r\r\n"
                        + "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n--r\r\n"
                        + "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n\r\n--r--\r\n");
        all.add("Content-Type: message/rfc822\r\n\r\n" + "Content-Type: message/rfc822\r\n\r\n".repeat(29)
                + "Subject: innermost\r\n\r\nhello\r\n");
        all.add("Content-Type: multipart/mixed; boundary=m\r\nX-Skip: nothing\r\n\r\n"
                + "--m\r\n\r\nx\r\n".repeat(1_000) + "--m--\r\n");
        all.add(nested(50));
        all.add(
                "To: A: a@x.example, \"B, b\" <b@x.example>;, c@x.example, Empty:;\r\nCc: undisclosed-recipients:;\r\nFrom: d@x.example\r\n\r\nx\r\n");
        all.add(
                "From: =?utf-8?q?bro=ZZken?= <a@x.example>\r\nSubject: =?utf-8?b?w6k?= =?x?y?z?= raw \u00fc\u00ff\r\n\r\nx\r\n");
        all.add(
                "Subject: folded\r\n over\r\n\tlines\r\nDate: Mon, 7 Feb 1994\r\n 21:52:25 -0800\r\nMessage-ID:\r\n <a@b.example>\r\n\r\nx\r\n");
        all.add(
                "Subject: first\r\nSubject: second\r\nIn-Reply-To: <a@b> <c@d>\r\nReply-To: r@x.example\r\nSender: s@x.example\r\nFrom: f@x.example\r\n\r\nx\r\n");
        all.add(
                "Content-Type: TEXT/HTML; CHARSET=\"UTF-8\"; format=flowed\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\n<p>=C3=A9=\r\n</p>\r\n");
        all.add("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nw6nDqMOg\r\n");
        all.add("Subject: long lines\r\n\r\n" + "y".repeat(200_000) + "\r\n" + "z".repeat(5_000) + "\r\n");
        all.add("X-Long: " + "y".repeat(100_000) + "\r\nSubject: behind a long field\r\n\r\nx\r\n");
        return all;
    }

    private static String nested(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=n")
                    .append(i)
                    .append("\r\n\r\n--n")
                    .append(i)
                    .append("\r\n");
        }
        text.append("\r\nbottom\r\n");
        for (int i = depth - 1; i >= 0; i--) {
            text.append("--n").append(i).append("--\r\n");
        }
        return text.toString();
    }

    private String message() {
        StringBuilder text = new StringBuilder();
        fields(text);
        entity(text, 0);
        return text.toString();
    }

    private void fields(StringBuilder text) {
        line(text, "From: " + pick(MAILBOXES));
        if (chance(2)) {
            line(text, "Sender: " + pick(MAILBOXES));
        }
        if (chance(3)) {
            line(text, "Reply-To: " + pick(MAILBOXES) + ",\r\n " + pick(MAILBOXES));
        }
        line(text, pick("To", "to", "TO") + ": " + addresses());
        if (chance(3)) {
            line(text, "Cc: " + addresses());
        }
        if (chance(8)) {
            line(text, "Bcc: " + addresses());
        }
        if (!chance(6)) {
            line(text, "Subject: " + subject());
        }
        if (!chance(6)) {
            line(
                    text,
                    "Date: "
                            + pick(
                                    "Mon, 23 Nov 2026 15:00:00 +0100",
                                    "23 Nov 2026 15:00 GMT",
                                    "yesterday",
                                    "Thu, 1 Jan 1970 00:00:00 +0000 (UTC)"));
        }
        if (!chance(6)) {
            line(text, "Message-ID: <" + Long.toHexString(random.nextLong()) + "@example.org>");
        }
        if (chance(3)) {
            line(text, "In-Reply-To: <" + random.nextInt(1_000) + "@example.org>");
        }
        if (chance(2)) {
            line(text, "MIME-Version: 1.0");
        }
    }

    private String addresses() {
        return switch (random.nextInt(5)) {
            case 0 -> "undisclosed-recipients:;";
            case 1 -> "Friends: " + pick(MAILBOXES) + ", " + pick(MAILBOXES) + ";";
            case 2 -> pick(MAILBOXES) + ",\r\n\tTeam A: " + pick(MAILBOXES) + ";, " + pick(MAILBOXES);
            case 3 -> pick(MAILBOXES) + ", " + pick(MAILBOXES) + ", " + pick(MAILBOXES);
            default -> pick(MAILBOXES);
        };
    }

    private String subject() {
        return pick(
                "plain",
                "with \"quotes\" and \\ backslash",
                "=?utf-8?q?caf=C3=A9?=\r\n =?utf-8?b?w6k=?=",
                "folded\r\n\tsubject",
                "raw utf-8 " + octets("äöü"),
                "raw latin \u00e4",
                "",
                "=?x-unknown?q?a?= =?utf-8?q?broken=?=",
                "trailing blanks   ");
    }

    private void entity(StringBuilder text, int depth) {
        parts++;
        int kind = depth > 5 || parts > 60 ? 9 : random.nextInt(depth == 0 ? 7 : 10);
        if (kind < 4) {
            multipart(text, depth);
        } else if (kind == 4) {
            line(text, "Content-Type: message/" + pick("rfc822", "RFC822; name=forwarded.eml", "global"));
            line(text, "");
            fields(text);
            entity(text, depth + 1);
        } else {
            leaf(text);
        }
    }

    private void multipart(StringBuilder text, int depth) {
        String boundary = pick("=_", "----=_Part ", "b", "x.y_") + boundaries++ + "_" + random.nextInt(100_000);
        boolean digest = chance(8);
        String type = "multipart/" + (digest ? "digest" : pick(SUBTYPES));
        if (boundary.indexOf(' ') < 0 && chance(6)) {
            int half = boundary.length() / 2;
            line(
                    text,
                    "Content-Type: " + type + "; boundary*0=\"" + boundary.substring(0, half) + "\";\r\n boundary*1=\""
                            + boundary.substring(half) + "\"");
        } else {
            line(
                    text,
                    "Content-Type: " + type + pick("; ", ";\r\n\t", ";\r\n ") + pick("boundary", "BOUNDARY") + "=\""
                            + boundary + "\"" + pick("", "; type=\"text/html\"", ";\r\n charset=utf-8"));
        }
        partFields(text);
        line(text, "");
        if (chance(3)) {
            line(
                    text,
                    pick(
                            "This is a multi-part message in MIME format.",
                            "--",
                            "-- \r\nsignature?",
                            "--" + boundary + "not"));
        }
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            line(text, "--" + boundary + (chance(8) ? " \t" : ""));
            if (digest && chance(2)) {
                line(text, "");
                fields(text);
                entity(text, depth + 1);
            } else if (chance(12)) {
                line(text, "");
                line(text, "a part without a field");
            } else {
                entity(text, depth + 1);
            }
            if (!endsWithLine(text)) {
                line(text, "");
            }
        }
        if (!chance(6)) {
            line(text, "--" + boundary + "--");
            if (chance(4)) {
                line(text, "epilogue");
                line(text, "--" + boundary + "x");
            }
        }
    }

    private static boolean endsWithLine(StringBuilder text) {
        return text.charAt(text.length() - 1) == '\n';
    }

    private void partFields(StringBuilder text) {
        if (chance(5)) {
            line(text, "Content-ID: <" + random.nextInt(1_000) + "@cid>");
        }
        if (chance(6)) {
            line(text, "Content-Description: " + pick("a description", "=?utf-8?q?Anh=C3=A4nge?=", "two\r\n lines"));
        }
        if (chance(4)) {
            line(
                    text,
                    "Content-Disposition: "
                            + pick(
                                    "inline",
                                    "ATTACHMENT; filename=\"a b.txt\"",
                                    "attachment; filename*=utf-8''na%C3%AFve%20file.txt",
                                    "attachment;\r\n filename*0*=iso-8859-1'de'%E4;\r\n filename*1=\"rger.txt\"",
                                    "attachment; size=12; filename=plain.bin"));
        }
        if (chance(9)) {
            line(text, "Content-Language: " + pick("en", "de, en-GB"));
        }
        if (chance(9)) {
            line(text, "Content-Location: http://example.org/" + random.nextInt(9));
        }
        if (chance(12)) {
            line(text, "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==");
        }
    }

    private void leaf(StringBuilder text) {
        String type = pick(
                "text/plain; charset=" + pick(CHARSETS),
                "text/html; charset=" + pick(CHARSETS),
                "text/plain",
                "Text/Plain; format=flowed; delsp=yes",
                "text/calendar; method=REQUEST",
                "image/png; name=\"=?utf-8?q?b=C3=A4r?=.png\"",
                "application/octet-stream; name*=utf-8''%e2%82%ac.bin",
                "application/pdf; name*0=\"very \"; name*1=\"long.pdf\"",
                "application/x-odd",
                "audio/x-wav");
        if (!chance(8)) {
            line(text, "Content-Type: " + type);
        }
        partFields(text);
        switch (random.nextInt(4)) {
            case 0 -> {
                line(text, "Content-Transfer-Encoding: " + pick("base64", "BASE64"));
                line(text, "");
                byte[] octets = new byte[random.nextInt(2_000)];
                random.nextBytes(octets);
                line(text, Base64.getMimeEncoder().encodeToString(octets));
            }
            case 1 -> {
                line(text, "Content-Transfer-Encoding: quoted-printable");
                line(text, "");
                line(text, "caf=C3=A9 and a soft =");
                line(text, "break, =3D, trailing=20");
            }
            case 2 -> {
                line(text, "Content-Transfer-Encoding: 8bit");
                line(text, "");
                line(text, octets("Grüße, 日本語") + " \u00e4\u00ff\u0080");
                line(text, "From here on");
            }
            default -> {
                line(text, "");
                for (int i = random.nextInt(6); i > 0; i--) {
                    line(
                            text,
                            pick(
                                    "",
                                    "text",
                                    "  indented",
                                    "--",
                                    "--no boundary",
                                    ".",
                                    "Subject: not a field",
                                    "x".repeat(3_000)));
                }
            }
        }
    }

    private static String octets(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
