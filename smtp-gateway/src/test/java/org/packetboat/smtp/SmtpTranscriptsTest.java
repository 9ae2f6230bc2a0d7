package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Submissions;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Role;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.Trust;
import org.packetboat.testkit.transcript.Transcript;
import org.packetboat.testkit.transcript.TranscriptServer.Stage;
import org.packetboat.testkit.transcript.Transcripts;

/**
 * The transcripts, on fakes. Settings: {@code state} (connected, greeted, ready, recipient), {@code directory}, {@code log},
 * {@code staging}, {@code listener} (smtp, submission, lmtp), {@code clear} (allowed, refused), {@code trusted} (names, proxies, relaying, lmtp; several with
 * spaces between), {@code bare} (reject, normalise), {@code bcc} (removed, kept), {@code authors} (named, refused, accepted), {@code message-limit},
 * {@code header-limit}, {@code recipients}, {@code inline-limit}, {@code errors}, {@code strangers}, {@code left} (recipients that a login may still
 * write to), {@code sent} (kept, not-kept). A section {@code accepted N} is what the log holds of the N-th message behind the trace header,
 * {@code envelope N} what it holds beside; {@code accepted: N} is how many it holds.
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
        TestGateway gateway = new TestGateway(
                VERTX,
                settings(transcript),
                directory,
                submissions(transcript),
                staging,
                log,
                Tracing.OFF,
                listener(transcript));
        return Stage.local(gateway.port(), prelude(transcript.setting("state", "ready")), () -> {
            gateway.close();
            checkAccepted(transcript, log.messages(), staging);
            await().untilAsserted(() ->
                    assertThat(gateway.heldOctets()).as("octets held").isZero());
        });
    }

    private static Submissions submissions(Transcript transcript) {
        long left = number(transcript, "left", -1);
        Allowance allowance = new Allowance(
                Allowance.Sender.ITS_OWN,
                left < 0 ? OptionalLong.empty() : OptionalLong.of(left),
                setting(Allowance.SentCopy.class, transcript, "sent", "not-kept"));
        return new FakeSubmissions(setting(FakeDirectory.Presence.class, transcript, "directory", "there"), allowance);
    }

    private static ListenerOptions listener(Transcript transcript) {
        Role role = Role.valueOf(transcript
                .setting("listener", "transfer")
                .replace("smtp", "transfer")
                .toUpperCase(Locale.ROOT));
        ListenerOptions options =
                role == Role.TRANSFER ? TestGateway.TRANSFER : ListenerOptions.of(role.listener(), "127.0.0.1", 0);
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

    private static SmtpSettings settings(Transcript transcript) {
        List<String> trusted = List.of(transcript.setting("trusted", "").split(" ", -1));
        return new SmtpSettings(
                TestGateway.HOSTNAME,
                limits(transcript),
                new Trust(
                        trusts(trusted, "names"),
                        trusts(trusted, "proxies"),
                        trusts(trusted, "relaying"),
                        trusts(trusted, "lmtp")),
                SmtpSettings.LineEnds.of(setting(SmtpSettings.BareLineEnds.class, transcript, "bare", "reject")),
                setting(SmtpSettings.BlindCopies.class, transcript, "bcc", "removed"),
                setting(SmtpSettings.Authors.class, transcript, "authors", "named"));
    }

    private static NetworkSet trusts(List<String> trusted, String what) {
        return trusted.contains(what) ? NetworkSet.parse(List.of("127.0.0.0/8")) : NetworkSet.EMPTY;
    }

    private static SmtpLimits limits(Transcript transcript) {
        SmtpLimits defaults = SmtpLimits.DEFAULTS;
        return new SmtpLimits(
                number(transcript, "message-limit", defaults.messageOctets()),
                defaults.messageTime(),
                (int) number(transcript, "header-limit", defaults.headerOctets()),
                (int) number(transcript, "recipients", defaults.recipients()),
                (int) number(transcript, "inline-limit", defaults.inlineOctets()),
                (int) number(transcript, "errors", defaults.errors()),
                (int) number(transcript, "strangers", defaults.strangers()),
                defaults.times());
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
                .filter(name -> name.startsWith("accepted ") || name.startsWith("envelope "))
                .mapToLong(name -> Long.parseLong(name.substring(9)))
                .max()
                .orElse(0);
        assertThat(messages).as("accepted messages").hasSize((int) number(transcript, "accepted", expected));
        transcript.sections().forEach((name, text) -> {
            if (name.startsWith("accepted ")) {
                AcceptedMessage message = messages.get(Integer.parseInt(name.substring(9)) - 1);
                assertThat(behindTraceHeader(message, staging)).as(name).isEqualTo(text);
            } else if (name.startsWith("envelope ")) {
                AcceptedMessage message = messages.get(Integer.parseInt(name.substring(9)) - 1);
                assertThat(envelope(message, staging)).as(name).isEqualTo(text.replace("\r\n", "\n"));
            }
        });
    }

    /** One line for the sender, one for each recipient, one for what the trace field says. Sections are read as ISO 8859-1. */
    private static String envelope(AcceptedMessage message, FakeStagingArea staging) {
        MailParameters parameters = message.parameters();
        StringBuilder lines = new StringBuilder("from " + message.reversePath());
        if (parameters.body() != BodyType.SEVEN_BIT) {
            lines.append(' ').append(parameters.body());
        }
        parameters.options().stream()
                .sorted()
                .forEach(option -> lines.append(' ').append(option));
        parameters.dsn().returned().ifPresent(returned -> lines.append(" ret=").append(returned));
        parameters.dsn().envelopeId().ifPresent(id -> lines.append(" envid=").append(id));
        parameters
                .timing()
                .priority()
                .ifPresent(priority -> lines.append(" priority=").append(priority));
        parameters.timing().hold().ifPresent(hold -> lines.append(" hold=").append(hold.end(message.acceptedAt())));
        parameters
                .timing()
                .deliverBy()
                .ifPresent(
                        by -> lines.append(" by=").append(by.time()).append(' ').append(by.mode()));
        message.client()
                .account()
                .ifPresent(account -> lines.append(" account=").append(account.value()));
        if (message.client().allowance().sentCopy() == Allowance.SentCopy.KEPT) {
            lines.append(" copied");
        }
        for (AcceptedRecipient recipient : message.recipients()) {
            lines.append("\nto ").append(recipient.forwardPath());
            recipient.parameters().notifications().stream()
                    .sorted()
                    .forEach(any -> lines.append(' ').append(any));
            recipient
                    .parameters()
                    .originalRecipient()
                    .ifPresent(path -> lines.append(" orcpt=").append(path));
            recipient
                    .resolution()
                    .accounts()
                    .forEach(account -> lines.append(" account=").append(account.value()));
            recipient
                    .resolution()
                    .remotePaths()
                    .forEach(path -> lines.append(" remote=").append(path));
            recipient
                    .resolution()
                    .lists()
                    .forEach(list -> lines.append(" list=").append(list));
        }
        String octets = octets(message, staging);
        int with = octets.indexOf(" with ") + 6;
        lines.append("\nwith ").append(octets, with, octets.indexOf(' ', with));
        String peer = octets.substring(octets.indexOf("Received: from ") + 15, octets.indexOf("\r\n\tby "));
        lines.append("\nby ").append(peer);
        return new String(lines.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String octets(AcceptedMessage message, FakeStagingArea staging) {
        byte[] octets = switch (message.octets()) {
            case MessageOctets.Inline inline -> inline.octets().toByteArray();
            case MessageOctets.Staged staged -> staging.objects().get(staged.objectKey());
        };
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** What the client sent, without its last line end. */
    private static String behindTraceHeader(AcceptedMessage message, FakeStagingArea staging) {
        String text = octets(message, staging);
        assertThat(text.substring(0, message.returnPathOctets()))
                .isEqualTo(new String(
                        ("Return-Path: " + message.reversePath() + "\r\n").getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1));
        int received = text.indexOf("+0000\r\n", message.returnPathOctets()) + 7;
        assertThat(text.substring(message.returnPathOctets(), received))
                .startsWith("Received: from ")
                .contains(message.deliveryId().toString());
        String rest = text.substring(received).replace(message.deliveryId().toString(), "{delivery}");
        return rest.endsWith("\r\n") ? rest.substring(0, rest.length() - 2) : rest;
    }
}
