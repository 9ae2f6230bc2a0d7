package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.message.MessageGenerator.Sample;
import org.packetboat.mail.message.MessageGenerator.Transport;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;

/**
 * Python's email package, which the architecture names as the model for where a header ends, sees the same header and the same tree of
 * parts. It differs from us on purpose in a few places, and messages with these are left out: a space before the colon (RFC 5322 §4.5 has
 * it), two delimiters in a row, one boundary used at two levels, message/* other than whole messages, and our limits.
 */
class PythonEmailTest {
    private static final int MESSAGES = 150;

    /** The last line ends within its part, so that base64 and the octets themselves end alike. */
    private static final List<String> FOR_SEVEN_BITS = List.of(
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nGrüße = \t\n \n--\nü" + "x".repeat(3_000)
                    + "ü",
            "MIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: 8bit\n\nüü\nüü",
            "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + "QUJD".repeat(600),
            "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=C3=BC "
                    + "y".repeat(1_500),
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\npreamble\n--b\n\nplain\n"
                    + "--b\nContent-Type: text/html; charset=utf-8\n\n<p>ä</p>\n\n"
                    + "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: i\n\nö\n--b--\nepilogue\n");

    @Test
    void seesTheSameTree(@TempDir Path directory) throws IOException, InterruptedException {
        requirePython();
        List<Sample> samples = new ArrayList<>(OddMessages.smtp().stream()
                .filter(sample ->
                        !sample.name().contains("deep") && !sample.name().contains("1,200"))
                .toList());
        for (int i = 0; i < MESSAGES; i++) {
            long seed = Seed.value() + i;
            samples.add(new Sample("generated-" + seed, () -> new MessageGenerator(seed, Transport.SMTP).next()));
        }
        for (int i = 0; i < samples.size(); i++) {
            Files.write(directory.resolve(i + ".eml"), samples.get(i).octets().get());
        }
        List<String> theirs = python("tree.py", directory, samples.size());
        for (int i = 0; i < samples.size(); i++) {
            if (!theirs.get(i).equals("-")) {
                assertThat(describe(samples.get(i).octets().get()))
                        .as(samples.get(i).name() + ", " + Seed.hint())
                        .isEqualTo(theirs.get(i));
            }
        }
    }

    @Test
    @Covers("RFC 6152 §3")
    void decodesTheSameFromTheFormOfSevenBits(@TempDir Path directory) throws IOException, InterruptedException {
        requirePython();
        int written = 0;
        for (String text : FOR_SEVEN_BITS) {
            Octets message = Octets.utf8(text.replace("\n", "\r\n"));
            Octets converted = SevenBitFormTest.convert(message, 100).orElseThrow();
            Files.write(directory.resolve(written++ + ".eml"), message.toByteArray());
            Files.write(directory.resolve(written++ + ".eml"), converted.toByteArray());
        }
        List<String> leaves = python("leaves.py", directory, written);
        for (int i = 0; i < written; i += 2) {
            assertThat(leaves.get(i)).as(FOR_SEVEN_BITS.get(i / 2)).isEqualTo(leaves.get(i + 1));
        }
    }

    /** In continuous integration its absence is a failure. */
    private static void requirePython() throws InterruptedException {
        if (!"true".equals(System.getenv("CI"))) {
            Assumptions.assumeTrue(hasPython(), "python3 is not there");
        }
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import email").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> python(String name, Path directory, int count)
            throws IOException, InterruptedException {
        Path script = directory.resolve(name);
        try (Stream<String> lines = new java.io.BufferedReader(new java.io.InputStreamReader(
                        PythonEmailTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))
                .lines()) {
            Files.write(script, (Iterable<String>) lines::iterator);
        }
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder("python3", script.toString(), directory.toString(), "" + count)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(out);
    }

    /** Octets of the header, then the tree: L leaf, (...) multipart, &lt;...&gt; message. */
    private static String describe(byte[] message) {
        PartIndex index = MessageMetadata.of(Octets.of(message)).partIndex();
        StringBuilder text = new StringBuilder();
        text.append(fields(Octets.of(message, 0, (int) index.root().bodyStart())))
                .append(' ');
        describe(index, index.root(), text);
        return text.toString();
    }

    private static int fields(Octets header) {
        int count = 0;
        int at = header.offset();
        int end = at + header.length();
        while (at < end) {
            int next = HeaderLines.fieldEnd(header.array(), at, end);
            count += HeaderLines.nameEnd(header.array(), at, next) > at ? 1 : 0;
            at = next;
        }
        return count;
    }

    private static void describe(PartIndex index, Part part, StringBuilder text) {
        switch (part.kind()) {
            case LEAF -> text.append('L');
            case MULTIPART -> {
                text.append('(');
                index.children(part).forEach(child -> describe(index, child, text));
                text.append(')');
            }
            case MESSAGE -> {
                text.append('<');
                describe(index, index.children(part).getFirst(), text);
                text.append('>');
            }
        }
    }
}
