package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail between Packetboat and Exim, in both directions. Exim sends in chunks (BDAT) wherever it may. */
class EximIT {
    private static final String INTERNATIONAL = "b\u00fcro";
    private static final List<String> USERS =
            List.of("clear", "chunks", "secure", "lmtp", "sender", "notified", "one", "two", INTERNATIONAL);
    private static final String SUBMITTER = "exim-submitter@mail.test";

    private static Stack stack;
    private static Inbox submitter;
    private static Exim exim;

    @BeforeAll
    static void start() throws IOException {
        Neighbours neighbours = Neighbours.shared();
        stack = neighbours.stack();
        submitter = Inbox.add(stack, SUBMITTER);
        Path folder = Peers.folder("exim");
        // It reads it as a user who may not enter the stack's data.
        Path authority = Files.writeString(folder.resolve("packetboat.pem"), Files.readString(stack.authority()));
        exim = Exim.start(
                folder,
                new Exim.Setup(
                        neighbours.exim(),
                        Peers.Certificate.of(Exim.NAME, folder),
                        USERS,
                        route("lmtp", "senders = lmtp@exim.test", stack.lmtp())
                                + route("submission", "senders = " + SUBMITTER, stack.submission())
                                + route("clear", "senders = clear@exim.test", stack.smtp())
                                + route("secure", "senders = secure@exim.test", stack.smtp())
                                + route("chunks", "", stack.smtp()),
                        """
                        lmtp:
                          driver = smtp
                          protocol = lmtp
                          port = 24
                          hosts_avoid_tls = *
                        chunks:
                          driver = smtp
                          hosts_avoid_tls = *
                        clear:
                          driver = smtp
                          hosts_avoid_tls = *
                          hosts_try_chunking =
                        secure:
                          driver = smtp
                          hosts_require_tls = *
                          tls_verify_hosts = *
                          tls_verify_certificates = %1$s
                          tls_verify_cert_hostnames = *
                        submission:
                          driver = smtp
                          hosts_require_tls = *
                          hosts_require_auth = *
                          tls_verify_hosts = *
                          tls_verify_certificates = %1$s
                          tls_verify_cert_hostnames = *
                        begin authenticators
                        plain:
                          driver = plaintext
                          public_name = PLAIN
                          client_send = ^%2$s^%3$s
                        """.formatted(authority, SUBMITTER, submitter.password())));
    }

    /** A router whose transport has the same name. */
    private static String route(String name, String condition, int port) {
        return """
                %1$s:
                  driver = manualroute
                  %2$s
                  route_list = * localhost::%3$d byname
                  self = send
                  transport = %1$s
                  no_more
                """.formatted(name, condition, port);
    }

    @AfterAll
    static void stop() {
        if (exim != null) {
            exim.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"clear, with ESMTP id", "chunks, with ESMTP id", "secure, with ESMTPS id", "lmtp, with LMTP id"})
    void relaysToSeveralRecipients(String way, String protocol) throws IOException {
        List<Inbox> inboxes = List.of(inbox(), inbox(), inbox());
        Letter letter = Letter.of(way + "@exim.test", inboxes.getFirst().user());
        send(
                new SmtpWire.Envelope(
                        "<" + way + "@exim.test> BODY=8BITMIME",
                        inboxes.stream().map(inbox -> "<" + inbox.user() + ">").toList()),
                letter);
        for (Inbox inbox : inboxes) {
            byte[] got = inbox.awaitOne();
            letter.assertArrivedAs(got);
            assertThat(utf8(got)).contains(protocol).contains("Return-Path: <" + way + "@exim.test>");
            assertThat(inbox.popped(1)).isEqualTo(got);
        }
        if (!way.equals("lmtp")) {
            // Its log has a K for what went in chunks.
            assertThat(deliveryLine(inboxes.getFirst().user()).contains(" K C="))
                    .isEqualTo(!way.equals("clear"));
        }
    }

    private static String deliveryLine(String recipient) throws IOException {
        Await.until("delivery of " + recipient, () -> exim.log().contains("> " + recipient));
        return exim.log()
                .lines()
                .filter(line -> line.contains("> " + recipient))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void submitsWithALogin() throws IOException {
        Inbox inbox = inbox();
        Letter letter = Letter.of(SUBMITTER, inbox.user());
        send(new SmtpWire.Envelope("<" + SUBMITTER + "> BODY=8BITMIME", "<" + inbox.user() + ">"), letter);
        byte[] got = inbox.awaitOne();
        letter.assertArrivedAs(got);
        assertThat(utf8(got)).contains("with ESMTPSA id");
    }

    @Test
    void relaysInternationalMail() throws IOException {
        Inbox inbox = Inbox.add(stack, "\u043f\u0451\u0442\u0440-" + unique() + "@mail.test");
        String sender = INTERNATIONAL + "@exim.test";
        Letter letter = Letter.of(sender, inbox.user());
        send(new SmtpWire.Envelope("<" + sender + "> SMTPUTF8 BODY=8BITMIME", "<" + inbox.user() + ">"), letter);
        byte[] got = inbox.awaitOne();
        letter.assertArrivedAs(got);
        assertThat(utf8(got)).contains("Return-Path: <" + sender + ">").contains("with UTF8SMTP id");
    }

    @Test
    void isToldOfSuccessWhereItAsks() throws IOException {
        Inbox inbox = inbox();
        send(
                new SmtpWire.Envelope(
                        "<notified@exim.test> RET=HDRS ENVID=inbound",
                        "<" + inbox.user() + "> NOTIFY=SUCCESS ORCPT=rfc822;first@elsewhere.test"),
                Letter.of("notified@exim.test", inbox.user(), "asks\r\n"));
        DeliveryReport report = DeliveryReport.of(exim.mail().awaitOne("notified"));
        assertThat(report.message()).containsEntry("original-envelope-id", "inbound");
        assertThat(report.recipient())
                .containsEntry("action", "delivered")
                .containsEntry("original-recipient", "rfc822;first@elsewhere.test");
    }

    @Test
    void bouncesWhatIsRefused() throws IOException {
        String nobody = "nobody-" + unique() + "@mail.test";
        send(
                new SmtpWire.Envelope("<sender@exim.test>", "<" + nobody + ">"),
                Letter.of("sender@exim.test", nobody, "to nobody\r\n"));
        DeliveryReport report = DeliveryReport.of(exim.mail().awaitOne("sender"));
        assertThat(report.recipient()).containsEntry("action", "failed");
        assertThat(report.recipient().get("final-recipient")).endsWith(nobody);
        assertThat(report.recipient().get("diagnostic-code")).startsWith("smtp; 550 5.1.1 ");
    }

    @Test
    void takesMailByItsMxRecordEncrypted() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "one@exim.test");
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + ">", "<one@exim.test>", "<two@exim.test>"), letter);
        for (String user : List.of("one", "two")) {
            byte[] got = exim.mail().awaitOne(user);
            letter.assertArrivedInMaildirAs(got);
            assertThat(utf8(got)).contains("with esmtps");
        }
        // One transaction for both.
        assertThat(exim.log()).contains("for one@exim.test two@exim.test");
    }

    @Test
    void takesInternationalMail() throws IOException {
        Inbox sender = Inbox.add(stack, "\u00e5sa-" + unique() + "@mail.test");
        String recipient = INTERNATIONAL + "@exim.test";
        Letter letter = Letter.of(sender.user(), recipient);
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + "> SMTPUTF8", "<" + recipient + ">"), letter);
        byte[] got = exim.mail().awaitOne(INTERNATIONAL);
        letter.assertArrivedInMaildirAs(got);
        assertThat(utf8(got)).contains("with utf8esmtps");
    }

    @Test
    void refusesAndTheSenderIsTold() throws IOException {
        Inbox sender = inbox();
        submit(
                sender,
                new SmtpWire.Envelope("<" + sender.user() + ">", "<nobody@exim.test>"),
                Letter.of(sender.user(), "nobody@exim.test"));
        DeliveryReport report = DeliveryReport.of(sender.awaitOne());
        assertThat(report.message()).containsEntry("reporting-mta", "dns; packetboat.test");
        assertThat(report.recipient())
                .containsEntry("final-recipient", "rfc822; nobody@exim.test")
                .containsEntry("action", "failed")
                .containsEntry("remote-mta", "dns; " + Exim.NAME);
        assertThat(report.recipient().get("status")).startsWith("5.");
        assertThat(report.recipient().get("diagnostic-code")).startsWith("smtp; 550 ");
    }

    private static Inbox inbox() throws IOException {
        return Inbox.add(stack, "exim-" + unique() + "@mail.test");
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static void send(SmtpWire.Envelope envelope, Letter letter) throws IOException {
        try (SmtpWire smtp = exim.connect()) {
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
