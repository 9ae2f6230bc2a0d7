package org.packetboat.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

class CommandParserTest {
    private static final ReversePath BOB = new ReversePath.Address(MailAddress.parse("bob@mail.test"));
    private static final ForwardPath ALICE = new ForwardPath.Address(MailAddress.parse("alice@mail.test"));

    @Test
    void verbsInAnyCase() {
        assertThat(parse("helo hostname")).isEqualTo(new SmtpCommand.Helo("hostname"));
        assertThat(parse("EhLo [192.0.2.1]")).isEqualTo(new SmtpCommand.Ehlo("[192.0.2.1]"));
        assertThat(parse("data")).isEqualTo(new SmtpCommand.Data());
        assertThat(parse("RSET  ")).isEqualTo(new SmtpCommand.Rset());
        assertThat(parse("quit")).isEqualTo(new SmtpCommand.Quit());
        assertThat(parse("NOOP what ever")).isEqualTo(new SmtpCommand.Noop());
        assertThat(parse("noop")).isEqualTo(new SmtpCommand.Noop());
        assertThat(parse("help me")).isEqualTo(new SmtpCommand.Help());
    }

    @Test
    void mailAndRcpt() {
        assertThat(parse("MAIL FROM:<bob@mail.test>")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("MAIL FROM:<>")).isEqualTo(new SmtpCommand.Mail(ReversePath.NULL, MailParameters.NONE));
        assertThat(parse("RCPT TO:<alice@mail.test>")).isEqualTo(new SmtpCommand.Rcpt(ALICE, List.of()));
        assertThat(parse("RCPT TO:<@a.test,@b.test:alice@mail.test>"))
                .isEqualTo(new SmtpCommand.Rcpt(ALICE, List.of()));
        assertThat(parse("RCPT TO:<Postmaster>")).isEqualTo(new SmtpCommand.Rcpt(ForwardPath.POSTMASTER, List.of()));
    }

    @Test
    void asTyped() {
        assertThat(parse("mail from: bob@mail.test")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("mail from:bob@mail.test")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("mail from: <bob@mail.test> ")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("rcpt to: alice@mail.test")).isEqualTo(new SmtpCommand.Rcpt(ALICE, List.of()));
        assertThat(parse("rcpt to: postmaster")).isEqualTo(new SmtpCommand.Rcpt(ForwardPath.POSTMASTER, List.of()));
        assertThat(parse("rcpt to: postmaster@mail.test").verb()).isEqualTo("RCPT");
    }

    @Test
    void parameters() {
        assertThat(parse("MAIL FROM:<bob@mail.test> SIZE=4096 body=8bitmime"))
                .isEqualTo(new SmtpCommand.Mail(
                        BOB, new MailParameters(OptionalLong.of(4096), BodyType.EIGHT_BIT_MIME, List.of())));
        assertThat(parse("MAIL FROM:<bob@mail.test> BODY=7BIT SIZE=99999999999999999999"))
                .isEqualTo(new SmtpCommand.Mail(
                        BOB, new MailParameters(OptionalLong.of(Long.MAX_VALUE), BodyType.SEVEN_BIT, List.of())));
        assertThat(parse("MAIL FROM:<> RET=HDRS X"))
                .isEqualTo(new SmtpCommand.Mail(
                        ReversePath.NULL,
                        new MailParameters(
                                OptionalLong.empty(),
                                BodyType.SEVEN_BIT,
                                List.of(new EsmtpParameter("RET", "HDRS"), new EsmtpParameter("X", "")))));
    }

    @Test
    void namesForVrfyAndExpn() {
        assertThat(parse("VRFY alice")).isEqualTo(new SmtpCommand.Vrfy("alice"));
        assertThat(parse("vrfy <alice@mail.test>")).isEqualTo(new SmtpCommand.Vrfy("alice@mail.test"));
        assertThat(parse("VRFY \"Alice Smith\"")).isEqualTo(new SmtpCommand.Vrfy("Alice Smith"));
        assertThat(parse("VRFY Alice Smith")).isEqualTo(new SmtpCommand.Vrfy("Alice Smith"));
        assertThat(parse("EXPN staff@mail.test")).isEqualTo(new SmtpCommand.Expn("staff@mail.test"));
    }

    @Test
    void knownElsewhere() {
        assertThat(parse("turn")).isEqualTo(new SmtpCommand.NotImplemented("TURN"));
        assertThat(parse("starttls")).isEqualTo(new SmtpCommand.StartTls());
        assertThat(parse("auth plain =")).isEqualTo(new SmtpCommand.Auth("plain", Optional.of(Octets.ascii("="))));
        assertThat(parse("AUTH login")).isEqualTo(new SmtpCommand.Auth("login", Optional.empty()));
        assertThat(parse("AUTH PLAIN c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
        assertThat(parse("ETRN example.com")).isEqualTo(new SmtpCommand.NotImplemented("ETRN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " helo x", "HELOX", "HELO\tx", "FOO", "MAIL\0 FROM:<a@b>", "DATA.", "héllo", "\r"})
    void unknownVerbsFailAtTheirStart(String line) {
        SyntaxException failure = catchThrowableOfType(SyntaxException.class, () -> parse(line));
        assertThat(failure.offset()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELO",
                "EHLO",
                "HELO a b",
                "HELO a\rb",
                "DATA now",
                "RSET 1",
                "QUIT please",
                "MAIL",
                "MAIL FROM",
                "MAIL FROM:",
                "MAIL FROM <a@b>",
                "MAIL TO:<a@b>",
                "MAILFROM:<a@b>x",
                "MAIL FROM:<a@b",
                "MAIL FROM:a@b>",
                "MAIL FROM:<a@b>SIZE=1",
                "MAIL FROM:<a@b> SIZE=",
                "MAIL FROM:<a@b> SIZE=1x",
                "MAIL FROM:<a@b> SIZE=1 SIZE=2",
                "MAIL FROM:<a@b> SIZE",
                "MAIL FROM:<a@b> BODY=16BIT",
                "MAIL FROM:<a@b> =1",
                "MAIL FROM:<a@b> -X=1",
                "MAIL FROM:<a@b> X=a=b",
                "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>",
                "MAIL FROM:<a@b>\nRCPT TO:<c@d>",
                "MAIL FROM:<a\r@b>",
                "RCPT TO:<>",
                "RCPT TO:",
                "RCPT TO: ",
                "RCPT TO:<alice>",
                "RCPT TO:alice",
                "RCPT TO:<a@b>,<c@d>",
                "RCPT TO:<a@b> <c@d>",
                "RCPT FROM:<a@b>",
                "VRFY",
                "EXPN",
                "VRFY a\rb",
                "VRFY <a@b"
            })
    void whatIsNoCommandIsRefused(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(SyntaxException.class);
    }

    private static SmtpCommand parse(String line) {
        return CommandParser.parse(Octets.utf8(line));
    }
}
