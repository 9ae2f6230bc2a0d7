package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail between Packetboat and Postfix, in both directions, and what becomes of it when it cannot be delivered. */
class PostfixIT {
    private static final String INTERNATIONAL = "b\u00fcro";
    private static final List<String> USERS = List.of(
            "clear",
            "secure",
            "lmtp",
            "sender",
            "notified",
            "one",
            "two",
            "reported",
            "folded",
            "large",
            "gone",
            INTERNATIONAL);

    private static Stack stack;
    private static Postfix postfix;

    @BeforeAll
    static void start() throws IOException {
        Neighbours neighbours = Neighbours.shared();
        stack = neighbours.stack();
        Path folder = Peers.folder("postfix");
        Peers.Certificate certificate = Peers.Certificate.of(Postfix.NAME, folder);
        String packetboat = "[127.0.0.1]:" + stack.smtp();
        postfix = Postfix.start(
                folder,
                new Postfix.Setup(
                        neighbours.postfix(),
                        USERS,
                        """
                        relayhost = %1$s
                        smtpd_tls_security_level = may
                        smtpd_tls_cert_file = %3$s
                        smtpd_tls_key_file = %4$s
                        transport_maps = inline:{ { gone@postfix.test = refuse: } }
                        sender_dependent_default_transport_maps = inline:{
                            { clear@postfix.test = clear:%1$s },
                            { secure@postfix.test = secure:%1$s },
                            { lmtp@postfix.test = lmtp:inet:[127.0.0.1]:%2$d } }
                        """.formatted(packetboat, stack.lmtp(), certificate.chain(), certificate.key()),
                        """
                        clear unix - - n - - smtp -o smtp_tls_security_level=none
                        secure unix - - n - - smtp
                          -o smtp_tls_security_level=secure
                          -o smtp_tls_CAfile=%s
                          -o smtp_tls_secure_cert_match=localhost
                        refuse unix - n n - - pipe user=nobody argv=/bin/sh -c {exit 67}
                        """.formatted(stack.authority())));
    }

    @AfterAll
    static void stop() {
        if (postfix != null) {
            postfix.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"clear, with ESMTP id", "secure, with ESMTPS id", "lmtp, with LMTP id"})
    void relaysToSeveralRecipients(String way, String protocol) throws IOException {
        List<Inbox> inboxes = List.of(inbox(), inbox(), inbox());
        Letter letter = Letter.of(way + "@postfix.test", inboxes.getFirst().user());
        send(
                new SmtpWire.Envelope(
                        "<" + way + "@postfix.test>",
                        inboxes.stream().map(inbox -> "<" + inbox.user() + ">").toList()),
                letter);
        for (Inbox inbox : inboxes) {
            byte[] got = inbox.awaitOne();
            letter.assertArrivedAs(got);
            assertThat(utf8(got)).contains(protocol).contains("Return-Path: <" + way + "@postfix.test>");
            assertThat(inbox.popped(1)).isEqualTo(got);
        }
    }

    @Test
    void pipelinesItsCommands() throws IOException {
        Inbox inbox = inbox();
        send(
                new SmtpWire.Envelope("<clear@postfix.test>", "<" + inbox.user() + ">"),
                Letter.of("clear@postfix.test", inbox.user()));
        inbox.awaitOne();
        List<String> conversation = postfix.log()
                .lines()
                .filter(line -> line.contains("postfix/clear/smtp") || line.contains("postfix/smtp["))
                .toList();
        int rcpt = indexOf(conversation, 0, "RCPT TO:<" + inbox.user() + ">");
        int data = indexOf(conversation, rcpt, ": DATA");
        int reply = indexOf(conversation, rcpt, " < ");
        assertThat(data).isLessThan(reply);
    }

    private static int indexOf(List<String> lines, int from, String text) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        throw new AssertionError("no " + text + " in\n" + String.join("\n", lines));
    }

    @Test
    void relaysInternationalMail() throws IOException {
        Inbox inbox = Inbox.add(stack, "\u043f\u0451\u0442\u0440-" + unique() + "@mail.test");
        String sender = INTERNATIONAL + "@postfix.test";
        Letter letter = Letter.of(sender, inbox.user());
        send(new SmtpWire.Envelope("<" + sender + "> SMTPUTF8", "<" + inbox.user() + ">"), letter);
        byte[] got = inbox.awaitOne();
        letter.assertArrivedAs(got);
        assertThat(utf8(got)).contains("Return-Path: <" + sender + ">").contains("with UTF8SMTP id");
        assertThat(inbox.popped(1)).isEqualTo(got);
    }

    @Test
    void isToldOfSuccessWhereItAsks() throws IOException {
        Inbox inbox = inbox();
        send(
                new SmtpWire.Envelope(
                        "<notified@postfix.test> RET=HDRS ENVID=inbound+2B1",
                        "<" + inbox.user() + "> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;first@elsewhere.test"),
                Letter.of("notified@postfix.test", inbox.user()));
        inbox.awaitOne();
        DeliveryReport report = DeliveryReport.of(postfix.mail().awaitOne("notified"));
        assertThat(report.message())
                .containsEntry("reporting-mta", "dns; packetboat.test")
                .containsEntry("original-envelope-id", "inbound+1");
        assertThat(report.recipient())
                .containsEntry("action", "delivered")
                .containsEntry("status", "2.1.5")
                .containsEntry("original-recipient", "rfc822;first@elsewhere.test")
                .containsEntry("final-recipient", "rfc822; " + inbox.user());
    }

    @Test
    void bouncesWhatIsRefused() throws IOException {
        String nobody = "nobody-" + unique() + "@mail.test";
        send(
                new SmtpWire.Envelope("<sender@postfix.test>", "<" + nobody + ">"),
                Letter.of("sender@postfix.test", nobody));
        DeliveryReport report = DeliveryReport.of(postfix.mail().awaitOne("sender"));
        assertThat(report.recipient())
                .containsEntry("final-recipient", "rfc822; " + nobody)
                .containsEntry("action", "failed")
                .containsEntry("status", "5.1.1");
        assertThat(report.recipient().get("diagnostic-code")).startsWith("smtp; 550 5.1.1 ");
    }

    @Test
    void takesMailByItsMxRecordEncrypted() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "one@postfix.test");
        submit(
                sender,
                new SmtpWire.Envelope("<" + sender.user() + ">", "<one@postfix.test>", "<two@postfix.test>"),
                letter);
        String one = utf8(postfix.mail().awaitOne("one"));
        String two = utf8(postfix.mail().awaitOne("two"));
        letter.assertArrivedInMaildirAs(one.getBytes(StandardCharsets.UTF_8));
        letter.assertArrivedInMaildirAs(two.getBytes(StandardCharsets.UTF_8));
        // One transaction for both.
        assertThat(queueId(one)).isEqualTo(queueId(two));
        assertThat(one).contains("using TLSv1.3").contains("Return-Path: <" + sender.user() + ">");
    }

    /** What Postfix says about the transaction in its trace field. */
    private static String queueId(String message) {
        int by = message.indexOf("by " + Postfix.NAME);
        int id = message.indexOf(" id ", by);
        return message.substring(id, message.indexOf('\n', id));
    }

    @Test
    void takesInternationalMail() throws IOException {
        Inbox sender = Inbox.add(stack, "\u00e5sa-" + unique() + "@mail.test");
        String recipient = INTERNATIONAL + "@postfix.test";
        Letter letter = Letter.of(sender.user(), recipient);
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + "> SMTPUTF8", "<" + recipient + ">"), letter);
        byte[] got = postfix.mail().awaitOne(INTERNATIONAL);
        letter.assertArrivedInMaildirAs(got);
        assertThat(utf8(got)).contains("Return-Path: <" + sender.user() + ">");
    }

    @Test
    void hearsWhatASenderWantsToKnow() throws IOException {
        Inbox sender = inbox();
        submit(
                sender,
                new SmtpWire.Envelope(
                        "<" + sender.user() + "> RET=HDRS ENVID=outbound+2B2",
                        "<reported@postfix.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;r+2Beported@postfix.test"),
                Letter.of(sender.user(), "reported@postfix.test"));
        postfix.mail().awaitOne("reported");
        assertThat(postfix.log())
                .contains("RET=HDRS ENVID=outbound+2B2")
                .contains("RCPT TO:<reported@postfix.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;r+2Beported@postfix.test");
        DeliveryReport report = DeliveryReport.of(sender.awaitOne());
        assertThat(report.message())
                .containsEntry("reporting-mta", "dns; " + Postfix.NAME)
                .containsEntry("original-envelope-id", "outbound+2");
        assertThat(report.recipient()).containsEntry("action", "delivered");
    }

    /** RFC 3030: DATA would not carry a line over 998 octets. */
    @Test
    void takesLongLinesInChunks() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "folded@postfix.test", "x".repeat(1_500) + "\r\n.\r\nlast\r\n");
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + ">", "<folded@postfix.test>"), letter);
        letter.assertArrivedInMaildirAs(postfix.mail().awaitOne("folded"));
        assertThat(postfix.log()).contains(": BDAT ");
    }

    @Test
    void takesMailAboveTheInlineLimit() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "large@postfix.test", ("." + "l".repeat(70) + "\r\n").repeat(40_000));
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + ">", "<large@postfix.test>"), letter);
        letter.assertArrivedInMaildirAs(postfix.mail().awaitOne("large"));
    }

    @Test
    void refusesAndTheSenderIsTold() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "nobody@postfix.test");
        submit(
                sender,
                new SmtpWire.Envelope("<" + sender.user() + "> RET=FULL ENVID=refused", "<nobody@postfix.test>"),
                letter);
        byte[] got = sender.awaitOne();
        assertThat(utf8(got)).startsWith("Return-Path: <>\r\n").contains("\r\nTo: <" + sender.user() + ">\r\n");
        DeliveryReport report = DeliveryReport.of(got);
        assertThat(report.message())
                .containsEntry("reporting-mta", "dns; packetboat.test")
                .containsEntry("original-envelope-id", "refused");
        assertThat(report.recipient())
                .containsEntry("final-recipient", "rfc822; nobody@postfix.test")
                .containsEntry("action", "failed")
                .containsEntry("status", "5.1.1")
                .containsEntry("remote-mta", "dns; " + Postfix.NAME);
        assertThat(report.recipient().get("diagnostic-code")).startsWith("smtp; 550 5.1.1 <nobody@postfix.test>");
        assertThat(report.returned()).endsWith(utf8(letter.octets()));
    }

    /** Postfix takes it, finds out later, and its report with the null reverse-path comes in by the MX port. */
    @Test
    void bouncesLaterAndTheSenderIsTold() throws IOException {
        Inbox sender = inbox();
        submit(
                sender,
                new SmtpWire.Envelope("<" + sender.user() + ">", "<gone@postfix.test>"),
                Letter.of(sender.user(), "gone@postfix.test"));
        byte[] got = sender.awaitOne();
        assertThat(utf8(got)).startsWith("Return-Path: <>\r\n");
        DeliveryReport report = DeliveryReport.of(got);
        assertThat(report.message()).containsEntry("reporting-mta", "dns; " + Postfix.NAME);
        assertThat(report.recipient()).containsEntry("action", "failed").containsEntry("status", "5.1.1");
    }

    private static Inbox inbox() throws IOException {
        return Inbox.add(stack, "postfix-" + unique() + "@mail.test");
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static void send(SmtpWire.Envelope envelope, Letter letter) throws IOException {
        try (SmtpWire smtp = postfix.connect()) {
            assertThat(smtp.send(envelope, letter.octets())).isEqualTo(250);
        }
    }

    private static void submit(Inbox sender, SmtpWire.Envelope envelope, Letter letter) throws IOException {
        try (SmtpWire smtp = SmtpWire.submitting(stack, sender.user(), sender.password())) {
            assertThat(smtp.send(envelope, letter.octets())).isEqualTo(250);
        }
    }

    private static String utf8(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
