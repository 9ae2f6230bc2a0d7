package org.packetboat.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Messages from a seed: MIME as it should be, MIME as it is met, and what nobody should send. The same seed gives the same messages. */
public final class MessageGenerator {
    /** What may be in a message. */
    public enum Transport {
        /** Any octets, as APPEND brings them: bare CR and LF, NUL, no line end at the end. */
        ANY,
        /** As DATA brings them: lines end with CR LF, the last one too, no NUL. */
        SMTP
    }

    /** A message with a name for the failure report; made when asked for, since some are large. */
    public record Sample(String name, Supplier<byte[]> octets) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String[] WORDS = {
        "alpha",
        "beta",
        "Grüße",
        "naïve",
        "日本語",
        "x",
        "--",
        "from:",
        "=?utf-8?q?caf=C3=A9?=",
        "(comment)",
        "\"q\"",
        "a@b",
        ".",
        ".."
    };
    private static final String[] TYPES = {
        "text/plain",
        "text/html",
        "TEXT/Plain; charset=utf-8",
        "text/plain; charset=\"iso-8859-1\"; format=flowed",
        "image/png; name=\"a \\\"b\\\".png\"",
        "application/octet-stream; name*=utf-8''%e2%82%ac",
        "text",
        "text/",
        "/",
        "garbage; x",
        "message/delivery-status",
        "text/plain; charset",
        "text/plain;;; charset = us-ascii (comment) ; a=b",
        "message/global-headers"
    };

    private final Random random;
    private final Transport transport;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int parts;
    private int boundaries;

    public MessageGenerator(long seed, Transport transport) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        this.transport = transport;
    }

    /** At least 200 messages that can be sent by SMTP, the fixed odd ones first. */
    public static List<Sample> corpus(long seed) {
        List<Sample> samples = new ArrayList<>(OddMessages.smtp());
        for (int i = 0; i < 200; i++) {
            long sampleSeed = seed * 1000 + i;
            samples.add(new Sample(
                    "generated-" + sampleSeed, () -> new MessageGenerator(sampleSeed, Transport.SMTP).next()));
        }
        return List.copyOf(samples);
    }

    /** The next message. */
    public byte[] next() {
        out.reset();
        parts = 0;
        message(0);
        if (transport == Transport.ANY && chance(4)) {
            byte[] whole = out.toByteArray();
            out.reset();
            mutate(whole);
        }
        if (transport == Transport.ANY && chance(10)) {
            byte[] whole = out.toByteArray();
            out.reset();
            out.write(whole, 0, whole.length == 0 ? 0 : random.nextInt(whole.length));
        }
        return out.toByteArray();
    }

    private void mutate(byte[] octets) {
        for (byte octet : octets) {
            switch (random.nextInt(200)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 -> out.write('\n');
                case 2 -> out.write('\r');
                case 3 -> {}
                default -> out.write(octet);
            }
        }
    }

    private void message(int depth) {
        if (chance(20)) {
            line("this is no field");
            lines(3);
            return;
        }
        fields();
        entity(depth);
    }

    private void fields() {
        if (chance(2)) {
            line("Return-Path: <" + word() + "@example.org>");
        }
        if (!chance(5)) {
            line("From: " + address());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            line(pick("To: ", "Cc: ", "bcc: ") + address() + ", " + address());
        }
        if (!chance(6)) {
            line("Subject: " + phrase());
        }
        if (chance(2)) {
            line("Date: " + pick("Mon, 23 Nov 2026 15:00:00 +0100", "1 Feb 99 0:00 EST", "yesterday", ""));
        }
        if (chance(2)) {
            line("Message-ID: <" + random.nextInt(1000) + "@example.org>");
        }
        if (chance(10)) {
            line("X-Long: " + "y".repeat(random.nextInt(5000)));
        }
        if (chance(20)) {
            line(" continuation of nothing");
        }
        if (chance(20)) {
            line("Odd : value");
        }
    }

    /** MIME fields, the blank line (mostly) and the body of a message or a part. */
    private void entity(int depth) {
        parts++;
        int kind = depth > 6 || parts > 40 ? 0 : random.nextInt(4);
        switch (kind) {
            case 1 -> multipart(depth);
            case 2 -> {
                line("Content-Type: message/" + pick("rfc822", "RFC822; x=y", "global"));
                blank();
                message(depth + 1);
            }
            default -> leaf();
        }
    }

    private void leaf() {
        if (!chance(4)) {
            line("Content-Type: " + pick(TYPES));
        }
        if (chance(3)) {
            line("Content-Disposition: "
                    + pick("inline", "attachment; filename=\"x y.txt\"", "attachment;\r\n\tfilename=a", ";"));
        }
        if (chance(8)) {
            line("Content-Language: " + pick("en", "de, en", ","));
            line("Content-Location: http://example.org/" + random.nextInt(9));
            line("Content-ID: <" + random.nextInt(9) + "@x>");
            line("Content-Description: " + phrase());
        }
        switch (random.nextInt(3)) {
            case 0 -> {
                line("Content-Transfer-Encoding: base64");
                blank();
                byte[] octets = new byte[random.nextInt(400)];
                random.nextBytes(octets);
                line(Base64.getMimeEncoder().encodeToString(octets));
            }
            case 1 -> {
                line("Content-Transfer-Encoding: quoted-printable");
                blank();
                line("caf=C3=A9 =");
                line("soft =3D");
            }
            default -> {
                blank();
                lines(random.nextInt(8));
            }
        }
    }

    private void multipart(int depth) {
        // Boundaries that are beginnings of one another are wanted.
        String boundary = chance(3) ? "b".repeat(1 + random.nextInt(5)) : "=_b" + boundaries++;
        line("Content-Type: multipart/" + pick("mixed", "alternative", "digest", "Related")
                + pick(
                        "; boundary=\"" + boundary + "\"",
                        ";\r\n boundary=\"" + boundary + "\"",
                        "; Boundary=\"" + boundary + "  \""));
        blank();
        if (chance(3)) {
            lines(2);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            line("--" + boundary + (chance(5) ? "  \t" : ""));
            if (chance(10)) {
                blank();
                lines(2);
            } else if (!chance(15)) {
                entity(depth + 1);
            }
        }
        if (!chance(5)) {
            line("--" + boundary + "--");
        }
        if (chance(3)) {
            lines(2);
            line("--" + boundary + "x");
        }
    }

    private void blank() {
        if (!chance(25)) {
            line("");
        }
    }

    private void lines(int count) {
        for (int i = 0; i < count; i++) {
            line(chance(30) ? "z".repeat(random.nextInt(20_000)) : phrase());
        }
    }

    private String phrase() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(pick(WORDS)).append(i > 1 ? chance(8) ? "\r\n " : " " : "");
        }
        return text.toString();
    }

    private String word() {
        return pick("alice", "bob", "O'Neil", "j.doe", "\"q s\"");
    }

    private String address() {
        return switch (random.nextInt(8)) {
            case 0 -> word() + "@example.org (a (nested) comment)";
            case 1 -> "\"Doe, \\\"J\\\"\" <" + word() + "@example.org>";
            case 2 -> "group: " + word() + "@a, B <" + word() + "@[127.0.0.1]>;";
            case 3 -> "<@route.example,@b:" + word() + "@example.org>";
            case 4 -> "undisclosed-recipients:;";
            case 5 ->
                pick(
                        "",
                        "<>",
                        "no host",
                        "\"open",
                        "(open",
                        "a@b@c",
                        "<open@x",
                        ",,",
                        "a b c <x>",
                        "Müller <m@ü.example>");
            default -> phrase().replace("\r\n ", " ") + " <" + word() + "@example.org>";
        };
    }

    private void line(String text) {
        byte[] octets = text.getBytes(chance(20) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        out.write(octets, 0, octets.length);
        if (transport == Transport.SMTP || !chance(6)) {
            out.write('\r');
        }
        out.write('\n');
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
