package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.testkit.transcript.Transcript;
import org.packetboat.testkit.transcript.TranscriptServer.Stage;
import org.packetboat.testkit.transcript.Transcripts;

/**
 * The transcripts, on fakes. Settings: {@code state} (connected, greeted, ready, recipient), {@code directory}, {@code log},
 * {@code staging}, {@code listener} (smtp, submission), {@code clear} (allowed, refused), {@code message-limit}, {@code header-limit}, {@code recipients}, {@code inline-limit}, {@code errors}. A section
 * {@code accepted N} is what the log holds of the N-th message behind the trace header; {@code accepted: N} is how many it holds.
 */
class SmtpTranscriptsTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @TestFactory
    Stream<DynamicNode> transcripts() {
        return Transcripts.in("transcripts", SmtpTranscriptsTest::stage);
    }

    private static Stage stage(Transcript transcript) {
        FakeLog log = new FakeLog(setting(FakeLog.Behaviour.class, transcript, "log", "acknowledges"));
        FakeStagingArea staging =
                new FakeStagingArea(setting(FakeStagingArea.Behaviour.class, transcript, "staging", "works"));
        FakeDirectory directory =
                new FakeDirectory(setting(FakeDirectory.Presence.class, transcript, "directory", "there"));
        TestGateway gateway =
                new TestGateway(VERTX, limits(transcript), directory, staging, log, Tracing.OFF, listener(transcript));
        return Stage.local(gateway.port(), prelude(transcript.setting("state", "ready")), () -> {
            gateway.close();
            checkAccepted(transcript, log.messages(), staging);
        });
    }

    private static ListenerOptions listener(Transcript transcript) {
        boolean submission = transcript.setting("listener", "smtp").equals("submission");
        ListenerOptions options =
                submission ? ListenerOptions.of(Role.SUBMISSION.listener(), "127.0.0.1", 0) : TestGateway.TRANSFER;
        boolean clear = transcript.setting("clear", "allowed").equals("allowed");
        return clear ? options : options.withClearTextLogins(NetworkSet.EMPTY);
    }

    private static List<Transcript.Step> prelude(String state) {
        return switch (state) {
            case "connected" -> List.of();
            case "greeted" -> Transcript.steps("S: 220 {any}");
            case "ready" -> Transcript.steps("S: 220 {any}", "C: EHLO client.test", "S* 250 {any}");
            case "recipient" ->
                Transcript.steps(
                        "S: 220 {any}",
                        "C: EHLO client.test",
                        "S* 250 {any}",
                        "C: MAIL FROM:<bob@mail.test>",
                        "S: 250 {any}",
                        "C: RCPT TO:<alice@mail.test>",
                        "S: 250 {any}");
            default -> throw new IllegalArgumentException(state);
        };
    }

    private static SmtpLimits limits(Transcript transcript) {
        SmtpLimits defaults = SmtpLimits.DEFAULTS;
        return new SmtpLimits(
                number(transcript, "message-limit", defaults.messageOctets()),
                (int) number(transcript, "header-limit", defaults.headerOctets()),
                (int) number(transcript, "recipients", defaults.recipients()),
                (int) number(transcript, "inline-limit", defaults.inlineOctets()),
                (int) number(transcript, "errors", defaults.errors()));
    }

    private static long number(Transcript transcript, String key, long otherwise) {
        return Long.parseLong(transcript.setting(key, Long.toString(otherwise)));
    }

    private static <E extends Enum<E>> E setting(Class<E> type, Transcript transcript, String key, String otherwise) {
        return Enum.valueOf(
                type,
                transcript.setting(key, otherwise).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static void checkAccepted(Transcript transcript, List<AcceptedMessage> messages, FakeStagingArea staging) {
        assertThat(staging.unclosed()).as("open spool files").isZero();
        long expected = transcript.sections().keySet().stream()
                .filter(name -> name.startsWith("accepted "))
                .count();
        assertThat(messages).as("accepted messages").hasSize((int) number(transcript, "accepted", expected));
        transcript.sections().forEach((name, text) -> {
            if (name.startsWith("accepted ")) {
                AcceptedMessage message = messages.get(Integer.parseInt(name.substring(9)) - 1);
                assertThat(behindTraceHeader(message, staging)).as(name).isEqualTo(text);
            }
        });
    }

    /** What the client sent, without its last line end. */
    private static String behindTraceHeader(AcceptedMessage message, FakeStagingArea staging) {
        byte[] octets = switch (message.octets()) {
            case MessageOctets.Inline inline -> inline.octets().toByteArray();
            case MessageOctets.Staged staged -> staging.objects().get(staged.objectKey());
        };
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(text.substring(0, message.returnPathOctets()))
                .isEqualTo("Return-Path: " + message.reversePath() + "\r\n");
        int received = text.indexOf("+0000\r\n", message.returnPathOctets()) + 7;
        assertThat(text.substring(message.returnPathOctets(), received))
                .startsWith("Received: from ")
                .contains(message.deliveryId().toString());
        String rest = text.substring(received);
        return rest.endsWith("\r\n") ? rest.substring(0, rest.length() - 2) : rest;
    }
}
