package org.packetboat.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.octets.Octets;

class DsnTest {
    private static final Instant AT = Instant.parse("2026-11-23T15:00:00Z");

    private static Dsn dsn(String original, RecipientStatus... recipients) {
        return dsn(Dsn.Extent.HEADER, original, recipients);
    }

    private static Dsn dsn(Dsn.Extent extent, String original, RecipientStatus... recipients) {
        return dsn(extent, Octets.utf8(original), recipients);
    }

    private static Dsn dsn(Dsn.Extent extent, Octets original, RecipientStatus... recipients) {
        return new Dsn(
                "mx.mail.test",
                AT.plusSeconds(60),
                List.of(recipients),
                new Dsn.Original(
                        "0193-id",
                        new Dsn.Asked("env+1", "for;3600", Optional.of(AT.plusSeconds(7200))),
                        "bob@mail.test",
                        AT,
                        extent,
                        original));
    }

    @Test
    void isReadAgain() {
        Octets message = dsn(
                        "Return-Path: <bob@mail.test>\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n\r\nbody\r\n",
                        RecipientStatus.gone("alice@mail.test"),
                        new RecipientStatus(
                                "jörg@mail.test", RecipientStatus.Action.DELAYED, "4.2.1", "450 später\r\nX: y"))
                .compose();
        DsnReader.Report report = DsnReader.read(message).orElseThrow();
        assertThat(report.reportingMta()).isEqualTo("mx.mail.test");
        assertThat(report.recipients().getFirst()).isEqualTo(RecipientStatus.gone("alice@mail.test"));
        assertThat(report.recipients().get(1).recipient()).isEqualTo("jörg@mail.test");
        assertThat(report.recipients().get(1).action()).isEqualTo(RecipientStatus.Action.DELAYED);
        assertThat(report.originalHeader().ascii())
                .isEqualTo("Return-Path: <bob@mail.test>\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n");
    }

    @Test
    void readsAsOneLineEach() {
        Octets message = dsn("Subject: x\r\n\r\n", RecipientStatus.gone("alice@mail.test"))
                .compose();
        MessageMetadata metadata = MessageMetadata.of(message);
        assertThat(message.startsWith(Dsn.RETURN_PATH)).isTrue();
        assertThat(metadata.to()).isEqualTo("<bob@mail.test>");
        assertThat(metadata.body().ascii())
                .startsWith("((\"TEXT\" \"PLAIN\"")
                .contains("(\"MESSAGE\" \"DELIVERY-STATUS\" NIL NIL \"Delivery report\" \"7BIT\" ")
                .contains("(\"TEXT\" \"RFC822-HEADERS\"")
                .endsWith("\"REPORT\")");
        assertThat(metadata.preview()).startsWith("This is the mail system at mx.mail.test.");
        assertThat(message.ascii().replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void theSameValuesGiveTheSameOctets() {
        assertThat(dsn("", RecipientStatus.gone("a@b")).compose())
                .isEqualTo(dsn("", RecipientStatus.gone("a@b")).compose());
        assertThat(dsn("", RecipientStatus.gone("a@b")).compose())
                .isNotEqualTo(dsn("", RecipientStatus.gone("c@b")).compose());
    }

    @Test
    void aLargeHeaderIsCutAfterALine() {
        Octets message = dsn("X-A: 0123456789\n".repeat(10_000), RecipientStatus.gone("a@b"))
                .compose();
        assertThat(message.length()).isLessThan(40_000);
        assertThat(DsnReader.read(message).orElseThrow().originalHeader().ascii())
                .endsWith("X-A: 0123456789\r\n");
    }

    @Test
    void saysWhatTheEnvelopeAskedFor() {
        RecipientStatus late = new RecipientStatus(
                "carol@far.test",
                RecipientStatus.Action.DELAYED,
                "4.4.1",
                "no answer",
                new RecipientStatus.Detail(
                        "rfc822;Carol@Far.test", "mx.far.test", Optional.of(AT), Optional.of(AT.plusSeconds(3600))));
        String message = dsn("Subject: x\r\n\r\n", late).compose().ascii();
        assertThat(message)
                .contains("Subject: Your message is delayed\r\n")
                .contains("\r\nOriginal-Envelope-Id: env+1\r\n")
                .contains(
                        "\r\nOriginal-Recipient: rfc822;Carol@Far.test\r\nFinal-Recipient: rfc822; carol@far.test\r\n")
                .contains("\r\nRemote-MTA: dns; mx.far.test\r\n")
                .contains("\r\nLast-Attempt-Date: Mon, 23 Nov 2026 15:00:00 +0000\r\n")
                .contains("\r\nWill-Retry-Until: Mon, 23 Nov 2026 16:00:00 +0000\r\n");
    }

    @Test
    void saysOfNoOctetsThatTheyAreUtf8WhenTheyAreNot() {
        byte[] latin = "Subject: \u00e9t\u00e9\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(dsn(Dsn.Extent.HEADER, Octets.of(latin), RecipientStatus.gone("a@b"))
                        .compose()
                        .ascii())
                .contains("Content-Type: text/rfc822-headers; charset=unknown-8bit\r\n");
        assertThat(dsn("Subject: \u00e9t\u00e9\r\n\r\n", RecipientStatus.gone("a@b"))
                        .compose()
                        .ascii())
                .contains("Content-Type: text/rfc822-headers; charset=utf-8\r\n");
    }

    /** RFC 6532 §3.7: what is not UTF-8 is no internationalised message. */
    @Test
    void saysOfAMessageWhetherItIsAnInternationalisedOne() {
        Octets latin = Octets.of("Subject: \u00e9t\u00e9\r\n\r\nx\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(dsn(Dsn.Extent.FULL, latin, RecipientStatus.gone("a@b"))
                        .compose()
                        .ascii())
                .contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject");
        assertThat(returnedInFull("Subject: \u00e9t\u00e9\r\n\r\nx\r\n"))
                .contains("Content-Type: message/global\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject");
        assertThat(returnedInFull("X: " + "y".repeat(40_000) + "\r\nSubject: \u00e9t\u00e9\r\n\r\nx\r\n"))
                .contains("Content-Type: message/global\r\n");
    }

    /** RFC 3464 §2.3.6: what is of type smtp starts with a reply code. */
    @Test
    void quotesRepliesAndNothingElseAsReplies() {
        assertThat(diagnosed("450 4.2.0 later")).contains("\r\nDiagnostic-Code: smtp; 450 4.2.0 later\r\n");
        assertThat(diagnosed("550 no; last: 451 x")).contains("\r\nDiagnostic-Code: smtp; 550 no; last: 451 x\r\n");
        assertThat(diagnosed("too late; last: 450 4.2.0 later"))
                .contains("\r\nDiagnostic-Code: smtp; 450 4.2.0 later\r\n")
                .contains("<a@b>: too late; last: 450 4.2.0 later\r\n");
        assertThat(diagnosed("too late; last: no answer"))
                .contains("\r\nDiagnostic-Code: X-Packetboat; too late; last: no answer\r\n");
        assertThat(diagnosed("4500 letters")).contains("\r\nDiagnostic-Code: X-Packetboat; 4500 letters\r\n");
    }

    private static String diagnosed(String diagnostic) {
        return dsn("", new RecipientStatus("a@b", RecipientStatus.Action.DELAYED, "4.4.7", diagnostic))
                .compose()
                .ascii();
    }

    @Test
    void returnsAllOfAMessageIfThatIsWanted() {
        Octets message = dsn(Dsn.Extent.FULL, "Subject: x\r\n\r\nall of it\r\n", RecipientStatus.gone("a@b"))
                .compose();
        assertThat(message.ascii())
                .contains("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nall of it\r\n\r\n--");
        assertThat(DsnReader.read(message).orElseThrow().originalHeader().ascii())
                .startsWith("Subject: x\r\n");
    }

    /** RFC 2045 §6.4: a multipart is as wide as the widest of its parts. */
    @Test
    void saysOfBinaryOctetsThatTheyAre() {
        String binary = returnedInFull("Subject: x\r\n\r\na\0b\r\n");
        assertThat(binary)
                .contains("Content-Transfer-Encoding: binary\r\n\r\n--=_")
                .contains(
                        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\nSubject: x\r\n\r\na\0b");
        String wide = returnedInFull("Subject: x\r\n\r\n\u00e9\r\n");
        assertThat(wide)
                .contains("Content-Transfer-Encoding: 8bit\r\n\r\n--=_")
                .contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject");
        assertThat(returnedInFull("Subject: x\r\n\r\ny\r\n")).doesNotContain("Content-Transfer-Encoding");
        assertThat(dsn("", RecipientStatus.gone("j\u00f6rg@mail.test"))
                        .compose()
                        .ascii())
                .contains("Content-Transfer-Encoding: 8bit\r\n\r\n--=_")
                .contains("; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nThis is the mail system");
    }

    private static String returnedInFull(String original) {
        return dsn(Dsn.Extent.FULL, original, RecipientStatus.gone("a@b"))
                .compose()
                .ascii();
    }

    @Test
    void aDelayAndAFailureOfOneRecipientAreTwoMessages() {
        RecipientStatus delayed = new RecipientStatus("a@b", RecipientStatus.Action.DELAYED, "4.0.0", "");
        RecipientStatus failed = new RecipientStatus("a@b", RecipientStatus.Action.FAILED, "5.0.0", "");
        assertThat(messageId(dsn("", delayed))).isNotEqualTo(messageId(dsn("", failed)));
    }

    private static String messageId(Dsn dsn) {
        return MessageMetadata.of(dsn.compose()).messageId();
    }

    @Test
    void otherMessagesAreNone() {
        assertThat(DsnReader.read(Octets.ascii("Subject: x\r\n\r\nFinal-Recipient: rfc822; a@b\r\n")))
                .isEmpty();
        assertThat(DsnReader.read(Octets.EMPTY)).isEmpty();
    }
}
