package org.packetboat.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.octets.Octets;

class DsnTest {
    private static final Instant AT = Instant.parse("2026-11-23T15:00:00Z");

    private static Dsn dsn(String original, RecipientStatus... recipients) {
        return new Dsn(
                "0193-id",
                "mx.mail.test",
                "bob@mail.test",
                AT,
                AT.plusSeconds(60),
                List.of(recipients),
                Octets.utf8(original));
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
    void otherMessagesAreNone() {
        assertThat(DsnReader.read(Octets.ascii("Subject: x\r\n\r\nFinal-Recipient: rfc822; a@b\r\n")))
                .isEmpty();
        assertThat(DsnReader.read(Octets.EMPTY)).isEmpty();
    }
}
