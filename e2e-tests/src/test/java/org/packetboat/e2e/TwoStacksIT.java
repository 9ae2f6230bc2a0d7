package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two complete systems that find each other by a real DNS server, with all that DNS may say about where mail goes (RFC 5321 §5.1, RFC 7505). */
class TwoStacksIT {
    private static final String A = "127.0.51.1";
    private static final String B = "127.0.51.2";
    private static final String INTERNATIONAL = "b\u00fccher.test";

    private static Knot dns;
    private static Stack a;
    private static Stack b;

    @BeforeAll
    static void start() throws IOException {
        Peers.install();
        dns = Knot.start("""
                a MX 10 mx.a
                mx.a A %1$s
                b MX 30 unheard-of.b
                b MX 20 mx.b
                b MX 10 dead.b
                mx.b A %2$s
                dead.b A 127.0.51.9
                implicit A %2$s
                alias CNAME b
                xn--bcher-kva MX 0 mx.b
                null MX 0 .
                nowhere MX 10 unheard-of
                back MX 10 mx.a
                back MX 20 mx.b
                nothing TXT "neither MX nor address"
                """.formatted(A, B), "broken.test");
        Map<String, String> ofA = new HashMap<>();
        Map<String, String> ofB = new HashMap<>();
        a = Stack.prepare(ofA, List.of("--bind", A, "--no-demo"));
        b = Stack.prepare(ofB, List.of("--bind", B, "--no-demo"));
        configure(ofA, "mx.a.test", b.smtp());
        configure(ofB, "mx.b.test", a.smtp());
        a.up();
        b.up();
        a.admin().addDomain("a.test");
        for (String domain : List.of("b.test", "implicit.test", "alias.test", INTERNATIONAL)) {
            b.admin().addDomain(domain);
        }
    }

    private static void configure(Map<String, String> environment, String hostname, int portOfOthers) {
        environment.putAll(Map.of(
                "PACKETBOAT_DNS_SERVERS",
                dns.address(),
                "PACKETBOAT_RELAY_PORT",
                Integer.toString(portOfOthers),
                "PACKETBOAT_SMTP_HOSTNAME",
                hostname,
                "PACKETBOAT_DELIVERY_HOSTNAME",
                hostname));
    }

    @AfterAll
    static void stop() {
        for (Stack stack : new Stack[] {a, b}) {
            if (stack != null) {
                stack.close();
            }
        }
        if (dns != null) {
            dns.close();
        }
    }

    /** The first exchanger does not answer. */
    @Test
    void mailGoesThereAndBack() throws IOException {
        Inbox anna = inbox(a, "a.test");
        Inbox bert = inbox(b, "b.test");
        Letter letter = Letter.of(anna.user(), bert.user());
        submit(anna, new SmtpWire.Envelope("<" + anna.user() + ">", "<" + bert.user() + ">"), letter);
        byte[] got = bert.awaitOne();
        letter.assertArrivedAs(got);
        assertThat(utf8(got))
                .startsWith("Return-Path: <" + anna.user() + ">\r\nReceived: from mx.a.test ")
                .contains("by mx.b.test with ESMTPS id ", "by mx.a.test with ESMTPA id ")
                .containsOnlyOnce("Return-Path: ");
        Letter answer = Letter.of(bert.user(), anna.user());
        submit(bert, new SmtpWire.Envelope("<" + bert.user() + ">", "<" + anna.user() + ">"), answer);
        answer.assertArrivedAs(anna.awaitOne());
    }

    @ParameterizedTest
    @ValueSource(strings = {"implicit.test", "alias.test"})
    void otherWaysToTheSameHost(String domain) throws IOException {
        Inbox anna = inbox(a, "a.test");
        Inbox bert = inbox(b, domain);
        Letter letter = Letter.of(anna.user(), bert.user());
        submit(anna, new SmtpWire.Envelope("<" + anna.user() + ">", "<" + bert.user() + ">"), letter);
        letter.assertArrivedAs(bert.awaitOne());
    }

    @Test
    void internationalMailIsWholeFromSubmissionToImapAndPop3() throws IOException {
        Inbox anna = Inbox.add(a, "\u00e4nne-" + unique() + "@a.test");
        Inbox peter = Inbox.add(b, "\u043f\u0451\u0442\u0440-" + unique() + "@" + INTERNATIONAL);
        Letter letter = Letter.of(anna.user(), peter.user());
        submit(
                anna,
                new SmtpWire.Envelope("<" + anna.user() + "> SMTPUTF8 BODY=8BITMIME", "<" + peter.user() + ">"),
                letter);
        byte[] got = peter.awaitOne();
        letter.assertArrivedAs(got);
        assertThat(utf8(got))
                .startsWith("Return-Path: <" + anna.user() + ">\r\n")
                .contains("by mx.b.test with UTF8SMTPS id ", "for <" + peter.user() + ">");
        assertThat(peter.popped(1)).isEqualTo(got);
        Letter answer = Letter.of(peter.user(), anna.user());
        submit(
                peter,
                new SmtpWire.Envelope("<" + peter.user() + "> SMTPUTF8 BODY=8BITMIME", "<" + anna.user() + ">"),
                answer);
        answer.assertArrivedAs(anna.awaitOne());
    }

    @Test
    void bouncesOfInternationalMailComeBack() throws IOException {
        Inbox anna = Inbox.add(a, "\u00e4nne-" + unique() + "@a.test");
        String nobody = "\u043d\u0438\u043a\u0442\u043e@" + INTERNATIONAL;
        submit(
                anna,
                new SmtpWire.Envelope("<" + anna.user() + "> SMTPUTF8 BODY=8BITMIME", "<" + nobody + ">"),
                Letter.of(anna.user(), nobody));
        DeliveryReport report = DeliveryReport.of(anna.awaitOne());
        assertThat(report.recipient())
                .containsEntry("final-recipient", "utf-8; \\x{43D}\\x{438}\\x{43A}\\x{442}\\x{43E}@b\\x{FC}cher.test")
                .containsEntry("status", "5.1.1");
    }

    @Test
    void successIsReportedByTheLastHop() throws IOException {
        Inbox anna = inbox(a, "a.test");
        Inbox bert = inbox(b, "b.test");
        submit(
                anna,
                new SmtpWire.Envelope(
                        "<" + anna.user() + "> RET=HDRS ENVID=two+2Bstacks",
                        "<" + bert.user() + "> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bert@elsewhere.test"),
                Letter.of(anna.user(), bert.user()));
        byte[] got = anna.awaitOne();
        assertThat(utf8(got)).startsWith("Return-Path: <>\r\n");
        DeliveryReport report = DeliveryReport.of(got);
        assertThat(report.message())
                .containsEntry("reporting-mta", "dns; mx.b.test")
                .containsEntry("original-envelope-id", "two+stacks");
        assertThat(report.recipient())
                .containsEntry("action", "delivered")
                .containsEntry("original-recipient", "rfc822;Bert@elsewhere.test")
                .containsEntry("final-recipient", "rfc822; " + bert.user());
        assertThat(report.returned()).contains("Subject: letter").doesNotContain("first line");
        bert.awaitOne();
    }

    @Test
    void aRefusalOfTheOtherSideComesBackFromThisOne() throws IOException {
        Inbox anna = inbox(a, "a.test");
        Inbox bert = inbox(b, "b.test");
        String nobody = "nobody-" + unique() + "@b.test";
        submit(
                anna,
                new SmtpWire.Envelope("<" + anna.user() + ">", "<" + nobody + ">", "<" + bert.user() + ">"),
                Letter.of(anna.user(), nobody));
        bert.awaitOne();
        DeliveryReport report = DeliveryReport.of(anna.awaitOne());
        assertThat(report.message()).containsEntry("reporting-mta", "dns; mx.a.test");
        assertThat(report.recipient())
                .containsEntry("action", "failed")
                .containsEntry("status", "5.1.1")
                .containsEntry("final-recipient", "rfc822; " + nobody)
                .containsEntry("remote-mta", "dns; mx.b.test")
                .containsEntry("diagnostic-code", "smtp; 550 5.1.1 No such user here");
    }

    /** Who submits to a domain with a null MX hears so at once, and so does a stranger who says to come from there (RFC 7505 §4). */
    @Test
    void aDomainThatTakesNoMailIsRefusedBothWays() throws IOException {
        Inbox anna = inbox(a, "a.test");
        SmtpWire.Envelope there = new SmtpWire.Envelope("<" + anna.user() + ">", "<someone@null.test>");
        SmtpWire.Envelope back = new SmtpWire.Envelope("<someone@null.test>", "<" + anna.user() + ">");
        try (SmtpWire submission = SmtpWire.submitting(a, anna.user(), anna.password())) {
            assertThat(submission.send(
                            there, Letter.of(anna.user(), "someone@null.test").octets()))
                    .isEqualTo(556);
        }
        try (SmtpWire stranger = SmtpWire.transferring(a)) {
            assertThat(stranger.send(
                            back, Letter.of("someone@null.test", anna.user()).octets()))
                    .isEqualTo(550);
        }
    }

    /** Names that do not exist, and a domain whose best exchanger is the sender's own server. */
    @ParameterizedTest
    @CsvSource({"unknown.test, 5.1.2", "nothing.test, 5.4.4", "nowhere.test, 5.4.4", "back.test, 5.4.6"})
    void whatDnsRulesOutComesBack(String domain, String status) throws IOException {
        Inbox anna = inbox(a, "a.test");
        submit(
                anna,
                new SmtpWire.Envelope("<" + anna.user() + ">", "<someone@" + domain + ">"),
                Letter.of(anna.user(), "someone@" + domain));
        DeliveryReport report = DeliveryReport.of(anna.awaitOne());
        assertThat(report.recipient()).containsEntry("action", "failed").containsEntry("status", status);
    }

    @Test
    void whatDnsCannotAnswerNowWaits() throws IOException {
        Inbox anna = inbox(a, "a.test");
        submit(
                anna,
                new SmtpWire.Envelope("<" + anna.user() + ">", "<someone@broken.test>"),
                Letter.of(anna.user(), "someone@broken.test"));
        Await.until("an attempt", () -> queue().contains("DNS: no usable answer"));
        assertThat(queue()).contains("\"waiting\"", "someone@broken.test");
        a.packetboat("queue", "drop", "--destination", "broken.test").expectSuccess();
        assertThat(queue()).doesNotContain("someone@broken.test");
    }

    private static String queue() {
        return a.packetboat("queue", "list", "--destination", "broken.test", "--json")
                .expectSuccess()
                .output();
    }

    private static Inbox inbox(Stack stack, String domain) throws IOException {
        return Inbox.add(stack, "two-" + unique() + "@" + domain);
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static void submit(Inbox sender, SmtpWire.Envelope envelope, Letter letter) throws IOException {
        try (SmtpWire smtp = SmtpWire.submitting(sender.stack(), sender.user(), sender.password())) {
            assertThat(smtp.send(envelope, letter.octets())).isEqualTo(250);
        }
    }

    private static String utf8(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
