package org.packetboat.delivery.remote.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.mail.smtp.OctetSink;
import org.packetboat.testkit.conformance.Covers;

/** What one session does with one message, down to what is written. */
class SmtpSessionTest {
    private static final String TEXT = "Subject: hello\r\n\r\nhello\r\n";
    private static final String LONG = "Subject: long\r\n\r\n" + "x".repeat(2_000) + "\r\n";

    private final TimerWatchdog watchdog = new TimerWatchdog();
    private final ScriptedPeer peer = new ScriptedPeer("127.0.0.1", 0, port -> {});

    @AfterEach
    void close() throws Exception {
        peer.close();
        watchdog.close();
    }

    @Test
    void aMessageThatMayNotEndDoesNot() throws Exception {
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            assertThat(session.send(envelope("a@far.test"), body(TEXT), forms(TEXT), allowing(false))
                            .outcomes())
                    .singleElement()
                    .isInstanceOf(Outcome.NotTried.class);
            assertThat(session.isUsable()).isFalse();
        }
        assertThat(peer.messages()).isEmpty();
        assertThat(peer.commands()).contains("DATA").doesNotContain("QUIT");
    }

    @ParameterizedTest
    @CsvSource({"552 5.3.4 too big, Refused", "451 4.3.0 no, PutOff", "250 2.0.0 ok, PutOff"})
    void whatIsSaidInTheMiddleOfAMessageEndsIt(String reply, String outcome) throws Exception {
        peer.told("EXT-=CHUNKING,SIZE; BODY=" + reply);
        String text = "Subject: long\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(16_000);
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            assertThat(send(session, text, "a@far.test").outcomes())
                    .singleElement()
                    .extracting(it -> it.getClass().getSimpleName())
                    .isEqualTo(outcome);
            assertThat(session.isUsable()).isFalse();
        }
        assertThat(peer.commands()).contains("DATA").doesNotContain("DOT");
    }

    @Test
    void nobodyIsPutOffBecauseAMessageMayNotEnd() throws Exception {
        peer.told("EXT+=LIMITS RCPTMAX=1");
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            assertThat(session.send(envelope("a@far.test", "b@far.test"), body(TEXT), forms(TEXT), allowing(false))
                            .outcomes())
                    .hasSize(2)
                    .hasOnlyElementsOfType(Outcome.NotTried.class);
        }
    }

    @Test
    @Covers("RFC 3030 §2")
    void aChunkThatIsRefusedIsFollowedByRset() throws Exception {
        peer.told("END=452 4.3.1 full, 250 2.0.0 ok");
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            assertThat(send(session, LONG, "a@far.test").outcomes()).hasOnlyElementsOfType(Outcome.PutOff.class);
            assertThat(send(session, LONG, "a@far.test").outcomes()).hasOnlyElementsOfType(Outcome.Taken.class);
        }
        assertThat(peer.commands().stream()
                        .filter(command -> command.startsWith("MAIL") || command.equals("RSET"))
                        .map(command -> command.split(" ")[0])
                        .toList())
                .containsExactly("MAIL", "RSET", "MAIL");
    }

    @Test
    void whoWasNotAcceptedIsNotPerhapsDeliveredTo() throws Exception {
        peer.told("RCPT=250 ok, 452 4.5.3 too many; END=CUT");
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            SmtpSession.Sent sent = send(session, TEXT, "a@far.test", "b@far.test");
            assertThat(sent.outcomes().getFirst()).isInstanceOf(Outcome.Unknown.class);
            assertThat(sent.outcomes().getLast()).isInstanceOf(Outcome.PutOff.class);
            assertThat(sent.trouble()).isPresent();
        }
    }

    @Test
    void nothingIsWrittenBehindABodyThatFails() throws Exception {
        OutboundBody broken = new OutboundBody() {
            @Override
            public long octets() {
                return TEXT.length();
            }

            @Override
            public void writeTo(OctetSink sink) throws InterruptedException {
                sink.octets(TEXT.getBytes(StandardCharsets.US_ASCII), 0, 10);
                throw new IllegalStateException("told to fail");
            }
        };
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            SmtpSession.Sent sent = session.send(envelope("a@far.test"), broken, forms(TEXT), allowing(true));
            assertThat(sent.outcomes()).singleElement().isInstanceOf(Outcome.PutOff.class);
            assertThat(sent.trouble()).isEmpty();
            assertThat(session.isUsable()).isFalse();
        }
        assertThat(peer.messages()).isEmpty();
        assertThat(peer.commands().getLast()).isEqualTo("DATA");
    }

    @Test
    void whoIsStoppedSaysWhatIsKnown() throws Exception {
        // A hundred recipients are a transaction; the second one is where it stops.
        String[] recipients = new String[150];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "user" + i + "@far.test";
        }
        peer.told("MAIL=250 ok, HANG");
        List<SmtpSession.Sent> sent = new ArrayList<>();
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            Thread sender = Thread.ofVirtual().start(() -> sent.add(send(session, TEXT, recipients)));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> peer.commands().stream()
                                    .filter(command -> command.startsWith("MAIL"))
                                    .count()
                            == 2);
            sender.interrupt();
            assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
            assertThat(session.isUsable()).isFalse();
        }
        List<Outcome> outcomes = sent.getFirst().outcomes();
        assertThat(outcomes.subList(0, 100)).hasOnlyElementsOfType(Outcome.Taken.class);
        assertThat(outcomes.subList(100, 150)).hasOnlyElementsOfType(Outcome.NotTried.class);
        assertThat(sent.getFirst().trouble()).isEmpty();
    }

    /** A refusal that may have been another's is no refusal, whatever else happens. */
    @Test
    void whoIsStoppedBelievesNothingOutOfStep() throws Exception {
        peer.told("EXT-=PIPELINING; RCPT=550 5.1.1 no, 250 ok\r\n250-and more");
        List<SmtpSession.Sent> sent = new ArrayList<>();
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            Thread sender = Thread.ofVirtual().start(() -> sent.add(send(session, TEXT, "a@far.test", "b@far.test")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> peer.commands().stream()
                                    .filter(command -> command.startsWith("RCPT"))
                                    .count()
                            == 2);
            // What is there by now is read, and the end of the last line waited for.
            assertThat(sender.join(Duration.ofSeconds(1))).isFalse();
            sender.interrupt();
            assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(sent.getFirst().outcomes()).hasSize(2).hasOnlyElementsOfType(Outcome.NotTried.class);
    }

    @Test
    @Covers("RFC 2920 §3.1")
    void longCommandsGoInSmallerGroups() throws Exception {
        List<Envelope.Rcpt> recipients = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            String address = "u".repeat(18) + i + "@" + "label.".repeat(38) + "test";
            recipients.add(new Envelope.Rcpt(
                    address,
                    Recipient.newBuilder()
                            .setForwardPath(address)
                            .setOriginalRecipient("rfc822;" + "+".repeat(450))
                            .build()));
        }
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            Envelope envelope = new Envelope(TestMail.to(1), recipients, Instant.EPOCH);
            assertThat(session.send(envelope, body(TEXT), forms(TEXT), allowing(true))
                            .outcomes())
                    .hasSize(90)
                    .hasOnlyElementsOfType(Outcome.Taken.class);
        }
        assertThat(peer.commands().stream()
                        .filter(command -> command.startsWith("RCPT"))
                        .mapToInt(String::length)
                        .limit(32)
                        .sum())
                .isGreaterThan(32 * 1024);
    }

    @Test
    void ofWhatServersSayLittleIsKept() throws Exception {
        peer.told("RCPT=" + ("550-5.1.1 " + "x".repeat(1_500) + "\r\n").repeat(15) + "550 5.1.1 no");
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            assertThat(send(session, TEXT, "a@far.test").outcomes())
                    .singleElement()
                    .satisfies(outcome -> {
                        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
                        assertThat(outcome.text()).startsWith("550 5.1.1 x").hasSizeLessThanOrEqualTo(1_000);
                    });
        }
        peer.told("RCPT=" + ("550-5.1.1 " + "x".repeat(1_500) + "\r\n").repeat(60) + "550 5.1.1 no");
        try (SmtpSession session = open(Timeouts.STANDARD)) {
            SmtpSession.Sent sent = send(session, TEXT, "a@far.test");
            assertThat(sent.outcomes()).singleElement().isInstanceOf(Outcome.PutOff.class);
        }
    }

    @Test
    void anEnvelopeHasOneDeadline() throws Exception {
        peer.told("EXT=DSN; RCPT=SLOW 250 ok");
        String[] recipients = new String[100];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "user" + i + "@far.test";
        }
        try (SmtpSession session = open(impatient(Duration.ofSeconds(30), Duration.ofMillis(500), 1))) {
            long begin = System.nanoTime();
            SmtpSession.Sent sent = send(session, TEXT, recipients);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
            assertThat(sent.outcomes()).hasOnlyElementsOfType(Outcome.PutOff.class);
            assertThat(sent.trouble()).isPresent();
        }
    }

    @Test
    void whoTakesAMessageTooSlowlyIsGivenUp() throws Exception {
        peer.told("EXT=8BITMIME; BODY=SIP");
        String text = "Subject: large\r\n\r\n" + "0123456789\r\n".repeat(3_000_000);
        try (SmtpSession session = open(impatient(Duration.ofSeconds(1), Duration.ofSeconds(30), 1L << 40))) {
            long begin = System.nanoTime();
            SmtpSession.Sent sent = send(session, text, "a@far.test");
            // At the peer's pace it would be half a minute.
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .isLessThan(15);
            assertThat(sent.outcomes()).singleElement().isInstanceOf(Outcome.PutOff.class);
            assertThat(sent.trouble())
                    .hasValueSatisfying(text1 -> assertThat(text1).contains("too slow"));
        }
    }

    @Test
    void addressesThatThereIsNoWayToAreNotAsked() {
        assertThat(failure(new SocketException("Network is unreachable")).isUnroutable())
                .isTrue();
        assertThat(failure(new NoRouteToHostException("No route to host")).isUnroutable())
                .isTrue();
        assertThat(failure(new SocketException("Connection reset")).isUnroutable())
                .isFalse();
        assertThat(new HostFailure("greeting: 421").isUnroutable()).isFalse();
    }

    private static HostFailure failure(SocketException cause) {
        return new HostFailure("mx", cause);
    }

    private static Timeouts impatient(Duration dataBlock, Duration envelope, long slowest) {
        Duration step = Duration.ofSeconds(30);
        return new Timeouts(step, step, step, step, dataBlock, step, envelope, slowest);
    }

    private SmtpSession open(Timeouts timeouts) throws Exception {
        SmtpConnector connector =
                new SmtpConnector("mx.mail.test", timeouts, TlsContexts.trusting(Optional.empty()), watchdog);
        return connector.open(new Target(
                "mx.far.test",
                InetAddress.ofLiteral("127.0.0.1"),
                peer.port(),
                Target.Encryption.OPPORTUNISTIC,
                Optional.empty()));
    }

    private static SmtpSession.Sent send(SmtpSession session, String text, String... recipients) {
        return session.send(envelope(recipients), body(text), forms(text), allowing(true));
    }

    private static Envelope envelope(String... recipients) {
        List<Envelope.Rcpt> rcpts = new ArrayList<>();
        for (String recipient : recipients) {
            rcpts.add(new Envelope.Rcpt(
                    recipient, Recipient.newBuilder().setForwardPath(recipient).build()));
        }
        return new Envelope(TestMail.to(1), rcpts, Instant.EPOCH);
    }

    private static BodyForms forms(String text) {
        try {
            return BodyForms.of(body(text));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboundBody body(String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        return new OutboundBody() {
            @Override
            public long octets() {
                return octets.length;
            }

            @Override
            public void writeTo(OctetSink sink) throws InterruptedException {
                for (int at = 0; at < octets.length; at += 16_384) {
                    sink.octets(octets, at, Math.min(16_384, octets.length - at));
                }
            }
        };
    }

    private static Progress allowing(boolean mayEnd) {
        return new Progress() {
            @Override
            public boolean mayEnd() {
                return mayEnd;
            }

            @Override
            public boolean mayBegin() {
                return true;
            }

            @Override
            public void taken(Map<Integer, Outcome> outcomes) {
                // All outcomes come in the end.
            }
        };
    }
}
