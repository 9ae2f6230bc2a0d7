package org.packetboat.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

class CommandParserTest {
    private static final ReversePath BOB = new ReversePath.Address(MailAddress.parse("bob@mail.test"));
    private static final ForwardPath ALICE = new ForwardPath.Address(MailAddress.parse("alice@mail.test"));

    @Test
    @Covers({"RFC 5321 §2.4", "RFC 5321 §4.1.1", "RFC 5321 §4.1.1.9"})
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

    /** What is shown in logs and terminals is text. */
    @Test
    void whatMeansNothingIsTextNevertheless() {
        for (String line : List.of("NOOP a\rb", "NOOP \0", "HELP \u001b[2J", "NOOP a\tb")) {
            assertThatThrownBy(() -> parse(line))
                    .isInstanceOfSatisfying(
                            SyntaxException.class, e -> assertThat(e.offset()).isPositive());
        }
    }

    @Test
    void parametersAreCounted() {
        StringBuilder line = new StringBuilder("MAIL FROM:<bob@mail.test>");
        for (int i = 0; i < 32; i++) {
            line.append(" X").append(i);
        }
        assertThat(parse(line.toString())).isInstanceOf(SmtpCommand.Mail.class);
        assertThatThrownBy(() -> parse(line + " Y")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void mailAndRcpt() {
        assertThat(parse("MAIL FROM:<bob@mail.test>")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("MAIL FROM:<>")).isEqualTo(new SmtpCommand.Mail(ReversePath.NULL, MailParameters.NONE));
        assertThat(parse("RCPT TO:<alice@mail.test>")).isEqualTo(new SmtpCommand.Rcpt(ALICE, RcptParameters.NONE));
        assertThat(parse("RCPT TO:<@a.test,@b.test:alice@mail.test>"))
                .isEqualTo(new SmtpCommand.Rcpt(ALICE, RcptParameters.NONE));
        assertThat(parse("RCPT TO:<Postmaster>"))
                .isEqualTo(new SmtpCommand.Rcpt(ForwardPath.POSTMASTER, RcptParameters.NONE));
    }

    @Test
    void asTyped() {
        assertThat(parse("mail from: bob@mail.test")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("mail from:bob@mail.test")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("mail from: <bob@mail.test> ")).isEqualTo(new SmtpCommand.Mail(BOB, MailParameters.NONE));
        assertThat(parse("rcpt to: alice@mail.test")).isEqualTo(new SmtpCommand.Rcpt(ALICE, RcptParameters.NONE));
        assertThat(parse("rcpt to: postmaster"))
                .isEqualTo(new SmtpCommand.Rcpt(ForwardPath.POSTMASTER, RcptParameters.NONE));
        assertThat(parse("rcpt to: postmaster@mail.test").verb()).isEqualTo("RCPT");
    }

    @Test
    @Covers("RFC 1870 §6.1")
    void parameters() {
        MailParameters sized = mail("SIZE=4096 body=8bitmime");
        assertThat(sized.size()).hasValue(4096);
        assertThat(sized.body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(mail("BODY=7BIT SIZE=99999999999999999999").size()).hasValue(Long.MAX_VALUE);
        assertThat(mail("BODY=BINARYMIME").body()).isEqualTo(BodyType.BINARY_MIME);
        assertThat(mail("X-A=b Y").unknown())
                .containsExactly(new EsmtpParameter("X-A", "b"), new EsmtpParameter("Y", ""));
        assertThat(mail("SMTPUTF8 REQUIRETLS").options()).isEqualTo(EnumSet.allOf(MailOption.class));
    }

    @Test
    @Covers({"RFC 3461 §4", "RFC 3461 §4.1", "RFC 3461 §4.2", "RFC 3461 §4.3", "RFC 3461 §4.4"})
    void notifications() {
        assertThat(mail("RET=hdrs ENVID=QQ+2B314+20x").dsn())
                .isEqualTo(new DsnRequest(Optional.of(DsnRequest.Returned.HEADERS), Optional.of("QQ+314 x")));
        assertThat(mail("ret=FULL").dsn().returned()).contains(DsnRequest.Returned.FULL);
        assertThat(rcpt("NOTIFY=never").notifications()).containsExactly(Notify.NEVER);
        assertThat(rcpt("NOTIFY=SUCCESS,delay,FAILURE").notifications())
                .containsExactlyInAnyOrder(Notify.SUCCESS, Notify.DELAY, Notify.FAILURE);
        assertThat(rcpt("ORCPT=rfc822;Bob+2Btag@mail.test").originalRecipient()).contains("rfc822;Bob+tag@mail.test");
    }

    /** The three forms of an address of type utf-8, and that of Postfix. */
    @ParameterizedTest
    @Covers({"RFC 6533 §3", "RFC 6531 §3.4"})
    @ValueSource(strings = {"utf-8;gr\\x{FC}n@mail.test", "UTF-8;grün@mail.test", "rfc822;gr+C3+BCn@mail.test"})
    void internationalOriginalRecipients(String value) {
        assertThat(rcpt("ORCPT=" + value).originalRecipient().orElseThrow())
                .isEqualToIgnoringCase("utf-8;grün@mail.test");
    }

    @Test
    @Covers({"RFC 4865 §3", "RFC 2852 §4", "RFC 6710 §7"})
    void timing() {
        Timing timing = mail("HOLDFOR=86400 BY=-120;nt MT-PRIORITY=-9").timing();
        assertThat(timing.hold()).contains(new Timing.Hold.For(Duration.ofDays(1)));
        assertThat(timing.deliverBy())
                .contains(new Timing.DeliverBy(Duration.ofSeconds(-120), Timing.DeliverBy.Mode.NOTIFY, true));
        assertThat(timing.priority()).hasValue(-9);
        assertThat(mail("HOLDUNTIL=2026-12-24T18:00:00Z").timing().hold())
                .contains(new Timing.Hold.Until(Instant.parse("2026-12-24T18:00:00Z")));
        assertThat(mail("BY=+60;R").timing().deliverBy())
                .contains(new Timing.DeliverBy(Duration.ofSeconds(60), Timing.DeliverBy.Mode.RETURN, false));
    }

    @ParameterizedTest
    @Covers({"RFC 3461 §4.5", "RFC 4865 §4.2", "RFC 2852 §4", "RFC 6710 §7", "RFC 8689 §2", "RFC 6531 §3.4"})
    @ValueSource(
            strings = {
                "RET=BODY",
                "RET",
                "RET=FULL RET=HDRS",
                "ENVID=a ENVID=b",
                "ENVID",
                "ENVID=a+2x",
                "ENVID=a+2b",
                "ENVID=a+",
                "ENVID=a+0D+0Ab",
                "ENVID=a+FFb",
                "SMTPUTF8=yes",
                "REQUIRETLS=no",
                "HOLDFOR=0",
                "HOLDFOR=1000000000",
                "HOLDFOR=1 HOLDUNTIL=2026-12-24T18:00:00Z",
                "HOLDUNTIL=2026-12-24",
                "HOLDUNTIL=2026-12-24T18:00:00+01:00",
                "BY=60",
                "BY=60;X",
                "BY=0;R",
                "BY=-1;R",
                "BY=1000000000;N",
                "BY=60;NTT",
                "MT-PRIORITY=10",
                "MT-PRIORITY=-0",
                "MT-PRIORITY=+1",
                "MT-PRIORITY=",
                "BODY=BINARY",
                "AUTH="
            })
    void valuesOfMailThatDoNotFit(String parameters) {
        assertThatThrownBy(() -> mail(parameters)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @Covers({"RFC 3461 §4.1", "RFC 3461 §4.2", "RFC 3461 §4.5", "RFC 6533 §3"})
    @ValueSource(
            strings = {
                "NOTIFY",
                "NOTIFY=",
                "NOTIFY=NEVER,SUCCESS",
                "NOTIFY=SUCCESS,",
                "NOTIFY=,SUCCESS",
                "NOTIFY=ALWAYS",
                "NOTIFY=SUCCESS NOTIFY=DELAY",
                "ORCPT=alice@mail.test",
                "ORCPT=;alice@mail.test",
                "ORCPT=rfc 822;a",
                "ORCPT=rfc822;a+0Ab",
                "ORCPT=rfc822;a+C3b",
                "ORCPT=rfc822;a+C2+85b",
                "ORCPT=x400;a+C3+A4b",
                "ORCPT=rfc822;grün@mail.test",
                "ORCPT=utf-8;a\\x{D800}",
                "ORCPT=utf-8;a\\x{A}",
                "ORCPT=utf-8;a\\x{110000}",
                "ORCPT=utf-8;a\\y"
            })
    void valuesOfRcptThatDoNotFit(String parameters) {
        assertThatThrownBy(() -> rcpt(parameters)).isInstanceOf(SyntaxException.class);
    }

    @Test
    @Covers("RFC 3461 §4.2")
    void theLongestValues() {
        assertThat(mail("ENVID=" + "x".repeat(100)).dsn().envelopeId().orElseThrow())
                .hasSize(100);
        assertThatThrownBy(() -> mail("ENVID=" + "x".repeat(101))).isInstanceOf(SyntaxException.class);
        assertThat(rcpt("ORCPT=rfc822;" + "x".repeat(493)).originalRecipient().orElseThrow())
                .hasSize(500);
        assertThatThrownBy(() -> rcpt("ORCPT=rfc822;" + "x".repeat(494))).isInstanceOf(SyntaxException.class);
    }

    private static MailParameters mail(String parameters) {
        return parse("MAIL FROM:<bob@mail.test> " + parameters) instanceof SmtpCommand.Mail command
                ? command.parameters()
                : MailParameters.NONE;
    }

    private static RcptParameters rcpt(String parameters) {
        return parse("RCPT TO:<alice@mail.test> " + parameters) instanceof SmtpCommand.Rcpt command
                ? command.parameters()
                : RcptParameters.NONE;
    }

    @Test
    @Covers("RFC 3030 §2")
    void chunks() {
        assertThat(parse("BDAT 0 LAST")).isEqualTo(new SmtpCommand.Bdat(0, SmtpCommand.Chunk.LAST));
        assertThat(parse("bdat 86 last")).isEqualTo(new SmtpCommand.Bdat(86, SmtpCommand.Chunk.LAST));
        assertThat(parse("BDAT 100000")).isEqualTo(new SmtpCommand.Bdat(100_000, SmtpCommand.Chunk.MORE));
    }

    @Test
    void proxies() {
        assertThat(parse("XCLIENT ADDR=192.0.2.7 name=[unavailable] HELO=a+3Db"))
                .isEqualTo(new SmtpCommand.Xclient(Map.of(
                        XclientAttribute.ADDR, Optional.of("192.0.2.7"),
                        XclientAttribute.NAME, Optional.empty(),
                        XclientAttribute.HELO, Optional.of("a=b"))));
    }

    @Test
    void namesForVrfyAndExpn() {
        assertThat(parse("VRFY alice")).isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("alice", false)));
        assertThat(parse("vrfy <alice@mail.test>"))
                .isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("alice@mail.test", false)));
        assertThat(parse("VRFY \"Alice Smith\""))
                .isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("Alice Smith", false)));
        assertThat(parse("VRFY Alice Smith"))
                .isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("Alice Smith", false)));
        assertThat(parse("EXPN staff@mail.test"))
                .isEqualTo(new SmtpCommand.Expn(new SmtpCommand.Name("staff@mail.test", false)));
    }

    @Test
    @Covers("RFC 6531 §3.7.4.2")
    void internationalNames() {
        assertThat(parse("VRFY grün SMTPUTF8")).isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("grün", true)));
        assertThat(parse("EXPN <grün@mail.test> smtputf8"))
                .isEqualTo(new SmtpCommand.Expn(new SmtpCommand.Name("grün@mail.test", true)));
        assertThat(parse("VRFY SMTPUTF8")).isEqualTo(new SmtpCommand.Vrfy(new SmtpCommand.Name("SMTPUTF8", false)));
    }

    @Test
    @Covers("RFC 4954 §8")
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
    @Covers({"RFC 5321 §4.1.2", "RFC 6409 §5.1", "RFC 6531 §3.7.1"})
    @ValueSource(
            strings = {
                "HELO",
                "EHLO",
                "HELO a b",
                "EHLO grün.test",
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
                "VRFY <a@b",
                "BDAT",
                "BDAT x",
                "BDAT -1",
                "BDAT 99999999999999999999",
                "BDAT 1 FIRST",
                "BDAT 1 LAST 2",
                "BDAT LAST",
                "LHLO",
                "XCLIENT",
                "XCLIENT ADDR",
                "XCLIENT ADDR=",
                "XCLIENT FOO=bar",
                "XCLIENT HELO=a+0Ab"
            })
    void whatIsNoCommandIsRefused(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(SyntaxException.class);
    }

    private static SmtpCommand parse(String line) {
        return CommandParser.parse(Octets.utf8(line));
    }
}
