package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.Octets;

class MessageMetadataTest {
    /** The example of RFC 3501 §8. */
    private static final String EXAMPLE = """
            Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
            From: Terry Gray <gray@cac.washington.edu>
            Subject: IMAP4rev1 WG mtg summary and minutes
            To: imap@cac.washington.edu
            cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
            Message-Id: <B27397-0100000@cac.washington.edu>
            MIME-Version: 1.0
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

            Hello
              world
            """.replace("\n", "\r\n");

    private static MessageMetadata of(String message) {
        return MessageMetadata.of(Octets.utf8(message.replace("\r\n", "\n").replace("\n", "\r\n")));
    }

    @Test
    void readsTheExampleOfTheRfc() {
        MessageMetadata metadata = of(EXAMPLE);
        assertThat(metadata.envelope().ascii())
                .isEqualTo("(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" "
                        + "\"IMAP4rev1 WG mtg summary and minutes\" "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((NIL NIL \"imap\" \"cac.washington.edu\")) "
                        + "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
                        + "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
                        + "\"<B27397-0100000@cac.washington.edu>\")");
        assertThat(metadata.body().ascii())
                .isEqualTo("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 16 2)");
        assertThat(metadata.bodyStructure().ascii())
                .isEqualTo("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 16 2 NIL NIL NIL NIL)");
        assertThat(metadata.size()).isEqualTo(EXAMPLE.length());
        assertThat(metadata.header().ascii()).endsWith("US-ASCII\r\n\r\n");
        assertThat(metadata.preview()).isEqualTo("Hello world");
        assertThat(metadata.messageId()).isEqualTo("B27397-0100000@cac.washington.edu");
        assertThat(metadata.subject()).isEqualTo("imap4rev1 wg mtg summary and minutes");
        assertThat(metadata.cc()).isEqualTo("minutes@cnri.reston.va.us, john klensin <klensin@mit.edu>");
        assertThat(metadata.sentDay()).hasValue(LocalDate.of(1996, 7, 17).toEpochDay());
        assertThat(metadata.sentAtMillis())
                .hasValue(Instant.parse("1996-07-17T09:23:25Z").toEpochMilli());
    }

    @Test
    void aLineThatIsNoFieldStartsTheBody() {
        MessageMetadata metadata = of("subject: xxx\r\nxxx\r\n");
        assertThat(metadata.header().ascii()).isEqualTo("subject: xxx\r\n");
        assertThat(metadata.partIndex().root().body()).isEqualTo(new OctetRange(14, 19));
        assertThat(metadata.preview()).isEqualTo("xxx");
    }

    @Test
    void nestedMultipartsAndMessages() {
        MessageMetadata metadata = of("""
                Content-Type: multipart/mixed; boundary=a

                preamble
                --a
                Content-Type: multipart/alternative; boundary="a-1"

                --a-1
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                gr=C3=BC=
                n
                --a-1
                Content-Type: text/html

                <b>x</b>
                --a
                Content-Type: message/rfc822

                Subject: inner

                body

                --a--
                epilogue
                """);
        assertThat(metadata.body().ascii())
                .isEqualTo("(((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"QUOTED-PRINTABLE\" 12 1)"
                        + "(\"TEXT\" \"HTML\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 8 0) \"ALTERNATIVE\")"
                        + "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 24 "
                        + "(NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                        + "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 6 1) 3) \"MIXED\")");
        assertThat(metadata.preview()).isEqualTo("grün");
    }

    /** Two thousand recipients are searched to the last one, and a tab in a key is the space that it became. */
    @Test
    void longFieldsAreSearchedToTheirEnd() {
        String to = "somebody.with.a.long.name@elsewhere.test,\r\n\t".repeat(2_000) + "\"the needle\" <n@last.test>";
        Octets message =
                Octets.of(("To: " + to + "\r\nSubject: tab\there\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII));
        MessageMetadata metadata = MessageMetadata.of(message);

        assertThat(metadata.to()).hasSizeGreaterThan(64 * 1024).endsWith("<n@last.test>");
        assertThat(new HeaderSearch("To", "needle").matches(metadata.header())).isTrue();
        assertThat(new HeaderSearch("To", "straw").matches(metadata.header())).isFalse();
        assertThat(new HeaderSearch("Subject", "TAB\tHERE").matches(metadata.header()))
                .isTrue();
    }
}
