package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Counts.RelayOutcome;
import org.packetboat.testkit.conformance.Covers;

/** The table of {@code remote/peers.txt}: what comes of a message, whatever the servers of its destination do. */
class PeerScriptsTest {
    private static final String TEXT = "Subject: hello\r\n\r\n.a line with a dot\r\nhello\r\n";

    @TempDir
    Path spool;

    @TestFactory
    @Covers({
        "RFC 5321 §3.1",
        "RFC 5321 §3.8",
        "RFC 5321 §4.1.1.1",
        "RFC 5321 §4.2",
        "RFC 5321 §4.2.1",
        "RFC 5321 §4.5.2",
        "RFC 5321 §4.5.3.2",
        "RFC 5321 §4.5.4.1",
        "RFC 5321 §5.1",
        "RFC 5321 §6.1",
        "RFC 1047 §2",
        "RFC 1870 §6.1",
        "RFC 2034 §4",
        "RFC 2920 §3.1"
    })
    Stream<DynamicTest> cases() {
        return lines().stream().map(line -> {
            String[] cells = line.split("\\|", -1);
            assertThat(cells).as(line).hasSize(4);
            return DynamicTest.dynamicTest(
                    cells[0].strip(), () -> run(cells[1].strip(), cells[2].strip(), cells[3].strip()));
        });
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(PeerScriptsTest.class.getResourceAsStream("/remote/peers.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.replace("\\r", "\r").replace("\\n", "\n"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String first, String second, String expected) throws Exception {
        try (RelayStage stage = new RelayStage(spool)) {
            stage.peer(first);
            if (!second.equals("-")) {
                stage.peer(second);
            }
            stage.send(mail());
            stage.attempt();
            boolean blocked = expected.endsWith(" blocked");
            check(stage, blocked ? expected.substring(0, expected.length() - " blocked".length()) : expected);
            stage.pass(java.time.Duration.ofSeconds(1));
            assertThat(stage.counts.containsKey(RelayOutcome.UNREACHABLE)).isEqualTo(blocked);
            boundedBehaviour(stage);
        }
    }

    private static void check(RelayStage stage, String expected) {
        int space = expected.indexOf(' ');
        String what = space < 0 ? expected : expected.substring(0, space);
        String rest = space < 0 ? "" : expected.substring(space + 1);
        switch (what) {
            case "taken" -> {
                assertThat(stage.peers.get(Integer.parseInt(rest) - 1).messages())
                        .containsExactly(TEXT);
                assertThat(stage.open()).isEmpty();
                assertThat(stage.notifications()).isEmpty();
                assertThat(stage.counts).containsEntry(RelayOutcome.TAKEN, 1);
            }
            case "later", "unknown" -> {
                assertThat(stage.open()).singleElement().satisfies(row -> {
                    assertThat(row.attempts()).isEqualTo(1);
                    assertThat(row.dueAt()).isAfter(RelayStage.START);
                    assertThat(row.lastReply()).contains(rest);
                });
                assertThat(stage.notifications()).isEmpty();
                assertThat(stage.counts)
                        .containsKey(what.equals("later") ? RelayOutcome.PUT_OFF : RelayOutcome.UNKNOWN);
            }
            case "bounce" -> {
                assertThat(stage.open()).isEmpty();
                assertThat(stage.notifications())
                        .singleElement()
                        .satisfies(dsn -> assertThat(dsn)
                                .contains("\r\nAction: failed\r\nStatus: " + rest + "\r\n")
                                .contains("Final-Recipient: rfc822; someone@far.test"));
            }
            default -> throw new IllegalArgumentException(expected);
        }
        long copies =
                stage.peers.stream().mapToLong(peer -> peer.messages().size()).sum();
        assertThat(copies).as("copies").isLessThanOrEqualTo(1);
    }

    private static void boundedBehaviour(RelayStage stage) {
        Optional<Long> most =
                stage.peers.stream().map(peer -> peer.connections()).max(Long::compare);
        assertThat(most.orElse(0L)).as("connections to one host").isLessThanOrEqualTo(1);
    }

    private static AcceptedMail mail() {
        AcceptedMail mail = TestMail.mail(TEXT).build();
        return mail.toBuilder()
                .setReturnPathOctets(mail.getInline().size() - TEXT.length())
                .addRecipients(TestMail.remote("someone@far.test").getRecipients(0))
                .build();
    }
}
