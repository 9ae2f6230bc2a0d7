package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.message.SectionSpec.What;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

/** RFC 9051 §6.4.5, with a message built like the example there. */
class SectionSpecTest {
    private static final String NESTED = "Subject: two\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"
            + "--y\r\n\r\n3.1\r\n--y\r\nContent-Type: text/html\r\n\r\n3.2\r\n--y--";
    private static final String MESSAGE = "Subject: one\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
            + "--x\r\nContent-ID: <1>\r\n\r\nfirst\r\n"
            + "--x\r\nContent-Type: application/octet-stream\r\n\r\nsecond\r\n"
            + "--x\r\nContent-Type: message/rfc822\r\n\r\n" + NESTED + "\r\n"
            + "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: plain\r\n\r\ntext\r\n"
            + "--x--\r\n";

    private static Optional<String> section(String message, What what, Integer... path) {
        List<String> names = what == What.HEADER_FIELDS ? List.of("x") : List.of();
        Octets octets = Octets.ascii(message);
        return new SectionSpec(List.of(path), what, names)
                .resolve(MessageMetadata.of(octets).partIndex())
                .map(range -> octets.slice((int) range.from(), (int) range.to()).ascii());
    }

    @Test
    void ofTheMessage() {
        assertThat(section(MESSAGE, What.ALL)).contains(MESSAGE);
        assertThat(section(MESSAGE, What.HEADER))
                .contains("Subject: one\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n");
        assertThat(section(MESSAGE, What.TEXT)).contains(MESSAGE.substring(MESSAGE.indexOf("--x\r\n")));
    }

    @Test
    void ofParts() {
        assertThat(section(MESSAGE, What.ALL, 1)).contains("first");
        assertThat(section(MESSAGE, What.MIME, 1)).contains("Content-ID: <1>\r\n\r\n");
        assertThat(section(MESSAGE, What.HEADER, 1)).isEmpty();
        assertThat(section(MESSAGE, What.TEXT, 1)).isEmpty();
        assertThat(section(MESSAGE, What.ALL, 1, 1)).isEmpty();
        assertThat(section(MESSAGE, What.ALL, 5)).isEmpty();
        assertThat(section(MESSAGE, What.ALL, 3)).contains(NESTED);
    }

    @Test
    @Covers({"RFC 3501 §6.4.5", "RFC 9051 §6.4.5.1"})
    void ofMessagesInside() {
        assertThat(section(MESSAGE, What.HEADER, 3))
                .contains("Subject: two\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n");
        assertThat(section(MESSAGE, What.HEADER_FIELDS, 3)).isEqualTo(section(MESSAGE, What.HEADER, 3));
        assertThat(section(MESSAGE, What.TEXT, 3)).contains(NESTED.substring(NESTED.indexOf("--y")));
        assertThat(section(MESSAGE, What.MIME, 3)).contains("Content-Type: message/rfc822\r\n\r\n");
        assertThat(section(MESSAGE, What.ALL, 3, 1)).contains("3.1");
        assertThat(section(MESSAGE, What.MIME, 3, 2)).contains("Content-Type: text/html\r\n\r\n");
        assertThat(section(MESSAGE, What.ALL, 3, 2)).contains("3.2");
        assertThat(section(MESSAGE, What.ALL, 3, 3)).isEmpty();
        assertThat(section(MESSAGE, What.ALL, 4, 1)).contains("text");
        assertThat(section(MESSAGE, What.ALL, 4, 1, 1)).isEmpty();
        assertThat(section(MESSAGE, What.ALL, 4, 2)).isEmpty();
    }

    @Test
    void aMessageThatIsNoMultipartIsItsOwnPartOne() {
        String message = "Subject: x\r\n\r\nbody\r\n";
        assertThat(section(message, What.ALL, 1)).contains("body\r\n");
        assertThat(section(message, What.MIME, 1)).contains("Subject: x\r\n\r\n");
        assertThat(section(message, What.ALL, 2)).isEmpty();
        assertThat(section(message, What.ALL, 1, 1)).isEmpty();
        String wrapped = "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ntext\r\n";
        assertThat(section(wrapped, What.ALL, 1)).contains("Subject: in\r\n\r\ntext\r\n");
        assertThat(section(wrapped, What.HEADER, 1)).contains("Subject: in\r\n\r\n");
        assertThat(section(wrapped, What.ALL, 1, 1)).contains("text\r\n");
    }

    @Test
    void aMultipartWithoutPartsIsATextWithItselfAsPartOne() {
        for (String type : List.of("multipart/mixed", "multipart/mixed; boundary=x", "multipart/digest; boundary=x")) {
            String message = "Content-Type: " + type + "\r\n\r\nno\r\nparts\r\n";
            assertThat(section(message, What.ALL, 1)).contains("no\r\nparts\r\n");
            assertThat(section(message, What.ALL, 1, 1)).isEmpty();
            assertThat(section(message, What.ALL, 2)).isEmpty();
            assertThat(MessageMetadata.of(Octets.ascii(message)).body().ascii())
                    .isEqualTo("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 11 2)");
        }
        String inner = "Content-Type: multipart/mixed; boundary=o\r\n\r\n"
                + "--o\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\nempty\r\n--o--\r\n";
        assertThat(section(inner, What.ALL, 1)).contains("empty");
        assertThat(section(inner, What.ALL, 1, 1)).isEmpty();
        assertThat(MessageMetadata.of(Octets.ascii(inner)).body().ascii())
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 5 0) \"MIXED\")");
    }

    @Test
    void aThousandPartsAreAllThere() {
        String message = "Content-Type: multipart/mixed; boundary=w\r\n"
                + IntStream.rangeClosed(1, 1001)
                        .mapToObj(n -> "\r\n--w\r\n\r\n" + n)
                        .collect(Collectors.joining())
                + "\r\n--w--\r\n";
        assertThat(section(message, What.ALL, 999)).contains("999");
        assertThat(section(message, What.ALL, 1000)).contains("1000\r\n--w\r\n\r\n1001");
        assertThat(section(message, What.ALL, 1001)).isEmpty();
        String exactly = message.replace("\r\n--w\r\n\r\n1001", "");
        assertThat(section(exactly, What.ALL, 1000)).contains("1000");
    }

    @Test
    void selectsFields() {
        Octets header = Octets.ascii("Subject: a\r\n b\r\nTo: c\r\nsubject : d\r\nX: e");
        assertThat(HeaderFields.select(header, List.of("SUBJECT"), HeaderFields.Selection.ONLY)
                        .ascii())
                .isEqualTo("Subject: a\r\n b\r\nsubject : d\r\n\r\n");
        assertThat(HeaderFields.select(header, List.of("SUBJECT"), HeaderFields.Selection.ALL_EXCEPT)
                        .ascii())
                .isEqualTo("To: c\r\nX: e\r\n\r\n");
    }

    /** Ten thousand names and a header section of as many fields are a client's to ask for. */
    @Test
    void looksAtEachNameOnce() {
        int[] looks = new int[1];
        List<String> names = new AbstractList<>() {
            @Override
            public String get(int index) {
                looks[0]++;
                return "x" + index;
            }

            @Override
            public int size() {
                return 1_000;
            }
        };
        Octets header = Octets.ascii("A: b\r\n".repeat(1_000) + "X999: c\r\n");
        assertThat(HeaderFields.select(header, names, HeaderFields.Selection.ONLY)
                        .ascii())
                .isEqualTo("X999: c\r\n\r\n");
        assertThat(looks[0]).isEqualTo(1_000);
    }
}
