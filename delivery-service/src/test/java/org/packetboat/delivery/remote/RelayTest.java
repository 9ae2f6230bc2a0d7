package org.packetboat.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.contracts.records.AcceptedMail.DsnReturn;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.fake.ScriptedPeer;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Counts.RelayOutcome;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.port.RelayQueue.Claim;
import org.packetboat.delivery.remote.route.Smarthost;
import org.packetboat.delivery.remote.smtp.Target.Encryption;
import org.packetboat.delivery.remote.smtp.Target.Login;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.tls.TestCa;

class RelayTest {
    private static final String TEXT = "Subject: hello\r\n\r\nhello\r\n";
    private static final int LARGE = 8 << 20;

    @TempDir
    Path spool;

    private RelayStage stage;

    @BeforeEach
    void open() {
        stage = new RelayStage(spool);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    // ---------------------------------------------------------------- recipients and transactions

    @Test
    void eachRecipientOfATransactionHasItsOwnFate() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=250 ok, 550 5.1.1 no such user, 450 4.2.0 later, 250 ok");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test", "d@far.test"));
        stage.attempt();
        assertThat(peer.messages()).containsExactly(TEXT);
        assertThat(peer.commands())
                .filteredOn(command -> command.equals("DATA"))
                .hasSize(1);
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn)
                        .contains("Final-Recipient: rfc822; b@far.test", "Remote-MTA: dns; mx1.far.test")
                        .doesNotContain("a@far.test", "c@far.test", "d@far.test"));
        assertThat(recipients()).containsExactly("c@far.test");
    }

    @Test
    @Covers("RFC 5321 §4.5.3.1.10")
    void recipientsThatAreTooManyGoInAnotherTransaction() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=250 ok, 250 ok, 452 4.5.3 too many, 250 ok, 250 ok");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test", "d@far.test"));
        stage.attempt();
        assertThat(peer.messages()).containsExactly(TEXT, TEXT);
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    @Covers("RFC 9422 §4")
    void theServersLimitsAreKept() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=2 MAILMAX=2");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.send(mail(TEXT, "d@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(3);
        assertThat(peer.connections()).isEqualTo(2);
    }

    @Test
    void messagesShareAConnection() throws Exception {
        ScriptedPeer peer = stage.peer("MAIL=250 ok, 550 5.7.1 no, 250 ok");
        for (int i = 0; i < 25; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.attempt();
        assertThat(peer.messages()).hasSize(24);
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(peer.commands())
                .filteredOn(command -> command.equals("RSET"))
                .hasSize(1);
        assertThat(peer.commands().getLast()).isEqualTo("QUIT");
    }

    @Test
    void aConnectionThatEndsBetweenMessagesIsOpenedAgain() throws Exception {
        ScriptedPeer peer = stage.peer("MAIL=250 ok, CUT, 250 ok");
        stage.send(mail(TEXT, "a@far.test"));
        stage.send(mail(TEXT, "b@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.connections()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- the message

    /** The body, out of quoted-printable. */
    private static String decoded(String message) {
        String body = message.substring(message.indexOf("\r\n\r\n") + 4).replace("=\r\n", "");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < body.length(); i++) {
            boolean escaped = body.charAt(i) == '=';
            octets.write(escaped ? HexFormat.fromHexDigits(body, i + 1, i + 3) : body.charAt(i));
            i += escaped ? 2 : 0;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Covers("RFC 3030 §2")
    void longLinesGoInAChunk() throws Exception {
        ScriptedPeer peer = stage.peer("");
        String text = "Subject: long\r\n\r\n.\r\n" + "x".repeat(5_000) + "\r\nno end";
        stage.send(mail(text, "a@far.test"));
        stage.attempt();
        assertThat(peer.messages()).containsExactly(text + "\r\n");
        assertThat(peer.commands())
                .contains("BDAT " + (text.length() + 2) + " LAST")
                .doesNotContain("DATA");
    }

    @Test
    @Covers("RFC 5321 §4.5.3.1.6")
    void longLinesAreEncodedForWhoTakesNoChunks() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=CHUNKING");
        String kept = "Subject: not so long\r\n\r\n" + "x".repeat(998) + "\r\n";
        stage.send(mail(kept, "a@far.test"));
        stage.send(mail("Subject: long\r\n\r\n" + "x".repeat(999) + "\r\n", "b@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(2).contains(kept).anySatisfy(message -> {
            assertThat(message).startsWith("Subject: long\r\nMIME-Version: 1.0\r\n");
            assertThat(decoded(message)).isEqualTo("x".repeat(999) + "\r\n");
        });
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    @Covers("RFC 5321 §4.5.3.1.6")
    void longLinesUnderASignatureComeBackFromWhoTakesNoChunks() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=CHUNKING");
        stage.send(mail("DKIM-Signature: v=1\r\n\r\n" + "x".repeat(999) + "\r\n", "a@far.test"));
        stage.attempt();
        assertThat(peer.messages()).isEmpty();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.6.0", "a@far.test"));
    }

    @Test
    @Covers({"RFC 3030 §3", "RFC 5321 §2.3.8"})
    void whatDataCannotCarryIsNeverSentThatWay() throws Exception {
        String smuggling = "Subject: x\r\n\r\na\n.\nMAIL FROM:<evil@far.test>\r\n.\r";
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(smuggling, "a@far.test"));
        stage.attempt();
        assertThat(peer.commands()).contains("BDAT " + smuggling.length() + " LAST");
        assertThat(peer.messages()).containsExactly(smuggling);
        peer.told("EXT-=BINARYMIME");
        stage.send(mail(smuggling, "b@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.6.3"));
    }

    @Test
    @Covers("RFC 6152 §3")
    void eightBitsAreEncodedForWhoTakesSeven() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=8BITMIME,SMTPUTF8,CHUNKING,BINARYMIME");
        stage.send(mail(
                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n.häh\r\n",
                "a@far.test"));
        stage.attempt();
        String sent = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n.h=C3=A4h\r\n";
        assertThat(peer.messages()).containsExactly(sent);
        assertThat(peer.commands()).contains("MAIL FROM:<sender@mail.test> SIZE=" + sent.length());
        assertThat(decoded(sent)).isEqualTo(".häh\r\n");
    }

    /** Once to know it, and three times for its other form: not for each server. */
    @Test
    void howAMessageIsEncodedIsFoundOnceForAllServers() throws Exception {
        String little = "EXT-=8BITMIME,SMTPUTF8,CHUNKING,BINARYMIME; RCPT=450 4.2.0 later, 450 4.2.0 later";
        List<ScriptedPeer> peers = List.of(stage.peer(little), stage.peer(little));
        String header =
                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        for (String text : List.of("x".repeat(999) + "\r\n", "h\u00e4\r\n")) {
            long before = stage.store.calls("get");
            stage.send(staged(header + text, "a@far.test"));
            stage.attempt();
            assertThat(stage.store.calls("get") - before).isEqualTo(4);
        }
        assertThat(peers)
                .allSatisfy(peer -> assertThat(peer.commands().stream().filter(line -> line.startsWith("RCPT")))
                        .hasSize(2));
    }

    @Test
    @Covers("RFC 3030 §3")
    void binaryPartsAreEncodedForWhoTakesNone() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=BINARYMIME");
        stage.send(mail(
                "MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n.\r\n\n",
                "a@far.test"));
        stage.attempt();
        assertThat(peer.messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message).endsWith("Content-Transfer-Encoding: base64\r\n\r\nAA0KLg0KCg==\r\n"));
    }

    @Test
    void aLargeMessageIsEncodedAsItStreams() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=8BITMIME,SMTPUTF8,CHUNKING,BINARYMIME");
        String header = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
        String text = "eine häßliche Zeile \r\n".repeat(20_000);
        stage.send(staged(header + text, "a@far.test"));
        stage.attempt();
        assertThat(peer.messages())
                .singleElement()
                .satisfies(message -> assertThat(decoded(message)).isEqualTo(text));
    }

    @Test
    @Covers("RFC 6152 §3")
    void eightBitsThatNobodyUnderstandsComeBackFromWhoTakesSeven() throws Exception {
        String text = "Subject: x\r\n\r\nhäh\r\n";
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(text, "a@far.test"));
        stage.attempt();
        assertThat(peer.commands()).anyMatch(command -> command.contains(" BODY=8BITMIME"));
        peer.told("EXT-=8BITMIME");
        stage.send(mail(text, "b@far.test"));
        stage.attempt();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.6.3"));
    }

    @Test
    @Covers({"RFC 6531 §3.2", "RFC 6531 §3.4"})
    void whatIsNotAsciiNeedsSmtpUtf8() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(TEXT, "jörg@far.test"));
        stage.attempt();
        assertThat(peer.commands()).anyMatch(command -> command.startsWith("MAIL ") && command.contains(" SMTPUTF8"));
        assertThat(peer.messages()).hasSize(1);
        peer.told("EXT-=SMTPUTF8");
        stage.send(mail(TEXT, "jörg@far.test", "plain@far.test"));
        stage.send(mail("Subject: für\r\n\r\n", "other@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(2);
        assertThat(stage.notifications())
                .hasSize(2)
                .allSatisfy(dsn -> assertThat(dsn).contains("Status: 5.6.7"));
    }

    /** A domain has a form in ASCII (RFC 5890 §2.3.2.1), which everybody takes. */
    @Test
    @Covers("RFC 6531 §3.4")
    void aDomainBeyondAsciiNeedsNoSmtpUtf8() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.route(smarthost(Encryption.NONE));
        stage.send(mail(TEXT, "a@b\u00fccher.test").toBuilder()
                .setReversePath("eve@b\u00fccher.test")
                .build());
        stage.attempt();
        stage.send(mail(TEXT, "a@b\u00fccher.test", "j\u00f6rg@b\u00fccher.test"));
        stage.attempt();
        peer.told("EXT-=SMTPUTF8");
        stage.send(mail(TEXT, "a@b\u00fccher.test").toBuilder()
                .setReversePath("eve@b\u00fccher.test")
                .build());
        stage.attempt();
        assertThat(peer.messages()).hasSize(3);
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("MAIL"))
                .satisfiesExactly(
                        command -> assertThat(command)
                                .contains("FROM:<eve@xn--bcher-kva.test>")
                                .doesNotContain(" SMTPUTF8"),
                        command -> assertThat(command).contains(" SMTPUTF8"),
                        command -> assertThat(command).contains("FROM:<eve@xn--bcher-kva.test>"));
        assertThat(peer.commands())
                .filteredOn(command -> command.equals("RCPT TO:<a@xn--bcher-kva.test>"))
                .hasSize(2);
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    void eightBitsBehindAHeaderWithoutABlankLineAreABody() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=SMTPUTF8");
        stage.send(mail("Subject: x\r\nhäh\r\n", "a@far.test"));
        stage.attempt();
        assertThat(stage.notifications()).isEmpty();
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.commands()).anyMatch(command -> command.endsWith(" BODY=8BITMIME"));
    }

    @Test
    @Covers({"RFC 6531 §3.2", "RFC 6152 §3"})
    void aHeaderThatIsNotUtf8PromisesNone() throws Exception {
        ScriptedPeer peer = stage.peer("");
        for (String extensions : List.of("", "EXT-=SMTPUTF8")) {
            peer.told(extensions);
            stage.send(latin1("Subject: für\r\n\r\nx\r\n", "a@far.test"));
            stage.attempt();
        }
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("MAIL "))
                .hasSize(2)
                .allMatch(command -> command.endsWith(" BODY=8BITMIME"));
        stage.send(latin1("Subject: für\r\n\r\nx\r\n", "jörg@far.test"));
        peer.told("EXT+=SMTPUTF8");
        stage.attempt();
        assertThat(peer.commands()).anyMatch(command -> command.endsWith(" BODY=8BITMIME SMTPUTF8"));
        peer.told("EXT-=8BITMIME,SMTPUTF8");
        stage.send(latin1("Subject: für\r\n\r\nx\r\n", "a@far.test"));
        stage.attempt();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.6.3"));
    }

    @Test
    void aLargeBodyIsStreamedFromItsObject() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=SIZE");
        String text = "Subject: large\r\n\r\n" + (".".repeat(70) + "\r\n").repeat(LARGE / 72);
        stage.send(staged(text, "a@far.test"));
        stage.attempt();
        assertThat(peer.messages()).containsExactly(text);
        assertThat(stage.ledger.abandoned()).containsExactly("staged/2026110100/body");
    }

    @Test
    void aCutInTheMiddleOfAMessageHasDeliveredNothing() throws Exception {
        stage.peer("BODY=CUT; EXT-=SIZE");
        ScriptedPeer second = stage.peer("EXT-=SIZE");
        String text = "Subject: large\r\n\r\n" + "0123456\r\n".repeat(LARGE / 9);
        stage.send(staged(text, "a@far.test"));
        stage.attempt();
        assertThat(second.messages()).hasSize(1);
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.TAKEN);
    }

    @Test
    void aServerThatStopsReadingIsGivenUp() throws Exception {
        stage.peer("BODY=HANG; EXT-=SIZE");
        stage.send(staged("Subject: large\r\n\r\n" + "0123456\r\n".repeat(LARGE / 9), "a@far.test"));
        stage.attempt();
        assertThat(stage.open())
                .singleElement()
                .satisfies(row -> assertThat(row.lastReply()).contains("in the middle of the message"));
        assertThat(stage.counts).containsKey(RelayOutcome.PUT_OFF);
    }

    @Test
    void aBodyThatCannotBeReadNowWaits() throws Exception {
        stage.peer("");
        stage.send(staged(TEXT, "a@far.test"));
        stage.store.setAway(true);
        stage.attempt();
        assertThat(stage.open()).hasSize(1);
        stage.store.setAway(false);
        stage.pass(Duration.ofMinutes(2));
        stage.attempt();
        assertThat(stage.peers.getFirst().messages()).containsExactly(TEXT);
    }

    // ---------------------------------------------------------------- what may double

    @Test
    void whatWasTakenIsSettledBeforeAnythingElse() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.queue.failSettling(3);
        stage.attempt();
        assertThat(stage.open()).isEmpty();
        assertThat(peer.messages()).hasSize(1);
    }

    /** What the first host has taken could wait for as long as the second one takes to say anything. */
    @Test
    void whatWasTakenIsSettledBeforeTheNextHostIsAsked() throws Exception {
        stage.peer("RCPT=250 ok, 450 4.2.0 later");
        ScriptedPeer second = stage.peer("GREET=HANG");
        stage.hangForEver();
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofMillis(300)));
        relay.start();
        await(() -> second.connections() == 1);
        assertThat(recipients()).containsExactly("b@far.test");
        relay.close();
        assertThat(stage.counts).containsEntry(RelayOutcome.TAKEN, 1);
    }

    @Test
    void whatWasTakenIsSettledBeforeTheNextTransaction() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=1; MAIL=250 ok, 250 ok, HANG");
        stage.hangForEver();
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofMillis(300)));
        relay.start();
        await(() -> peer.commands().stream()
                        .filter(command -> command.startsWith("MAIL"))
                        .count()
                == 3);
        assertThat(recipients()).containsExactly("c@far.test");
        relay.close();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.TAKEN).containsEntry(RelayOutcome.TAKEN, 2);
    }

    /** The claims of those who were settled are no longer theirs: that must not end what goes on for the others. */
    @Test
    void whoIsSettledEarlyDoesNotHoldUpTheOthers() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=1");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.queue.afterSettling(stage.leases::renew);
        stage.attempt();
        assertThat(peer.messages()).hasSize(3);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    @Covers("RFC 9422 §4")
    void whomAServerTakesInAnotherConnectionIsNotPutOff() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=1 MAILMAX=1");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(3);
        assertThat(peer.connections()).isEqualTo(3);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.TAKEN);
    }

    @Test
    @Covers("RFC 9422 §4")
    void whomAServerLetsInNoMoreIsPutOff() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=1 MAILMAX=1; GREET=220 peer, 421 4.3.2 busy");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(stage.open()).singleElement().satisfies(row -> {
            assertThat(row.attempts()).isEqualTo(1);
            assertThat(row.lastReply()).contains("421 4.3.2 busy");
            assertThat(row.dueAt()).isAfter(RelayStage.START);
        });
    }

    /** That it is believed has cost the connection, and nobody waits for another one. */
    @Test
    void whomAServerRefusesAtDataNeedNotWait() throws Exception {
        ScriptedPeer best = stage.peer("EXT+=LIMITS RCPTMAX=1; DATA=554 5.6.0 no, 354 go on, 554 5.6.0 no");
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.attempt();
        assertThat(best.messages()).hasSize(1);
        assertThat(best.connections()).isEqualTo(2);
        assertThat(other.connections()).isZero();
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications()).hasSize(2);
    }

    /** The other hosts are for what the best one does not take. */
    @Test
    @Covers("RFC 5321 §5.1")
    void whomAServerTakesInAnotherConnectionIsLeftToIt() throws Exception {
        ScriptedPeer best = stage.peer("EXT+=LIMITS RCPTMAX=1 MAILMAX=1; RCPT=250 ok, 450 4.2.0 greylisted, 250 ok");
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.attempt();
        assertThat(best.messages()).hasSize(2);
        assertThat(rcpts(best)).isEqualTo(3);
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    @Covers("RFC 9422 §4")
    void whomOneHostHasPutOffIsTakenByOneThatLikesShortConnections() throws Exception {
        ScriptedPeer best = stage.peer("RCPT=450 4.2.0 greylisted");
        ScriptedPeer other = stage.peer("EXT+=LIMITS RCPTMAX=1 MAILMAX=1; RCPT=250 ok, 451 4.7.1 wait, 451 4.7.1 wait");
        stage.send(mail(TEXT, "a@far.test", "b@far.test", "c@far.test"));
        stage.attempt();
        assertThat(rcpts(best)).isEqualTo(3);
        assertThat(rcpts(other)).isEqualTo(3);
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.attempts()).isEqualTo(1));
    }

    private static long rcpts(ScriptedPeer peer) {
        return peer.commands().stream()
                .filter(command -> command.startsWith("RCPT"))
                .count();
    }

    /** Nothing shows it before DATA: the reply that is one too many comes early, and the one that is still to come late. */
    @Test
    void whoseRepliesAreNotInStepIsNotBelieved() throws Exception {
        ScriptedPeer best = stage.peer("RCPT=250 ok\r\n550 5.1.1 see our pages, SLOW 250 ok");
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        stage.attempt();
        assertThat(best.messages()).isEmpty();
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications()).isEmpty();
    }

    /** What DATA was answered comes late, and what was answered to it is what b was. */
    @Test
    void whatDataIsRefusedForIsNotWhatARecipientWas() throws Exception {
        ScriptedPeer best = stage.peer("RCPT=250 ok\r\n550 5.1.1 see our pages, SLOW 550 5.1.1 no b");
        ScriptedPeer other = stage.peer("RCPT=250 ok, 550 5.1.1 no b");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        stage.attempt();
        assertThat(best.messages()).isEmpty();
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("b@far.test").doesNotContain("a@far.test"));
    }

    @Test
    void whatDataIsPutOffForIsNotWhatARecipientWas() throws Exception {
        ScriptedPeer best = stage.peer("RCPT=250 ok THEN 550 5.1.1 see our pages; DATA=451 4.3.0 later");
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(best.messages()).isEmpty();
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.notifications()).isEmpty();
    }

    /** It was taken, or nobody knows. */
    @Test
    void whatAChunkIsRefusedForIsNotWhatARecipientWas() throws Exception {
        ScriptedPeer best = stage.peer("RCPT=250 ok THEN 550 5.1.1 see our pages");
        ScriptedPeer other = stage.peer("");
        stage.send(mail("Subject: long\r\n\r\n" + "x".repeat(2_000) + "\r\n", "a@far.test"));
        stage.attempt();
        assertThat(best.messages()).hasSize(1);
        assertThat(other.connections()).isZero();
        assertThat(stage.notifications()).isEmpty();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.UNKNOWN);
    }

    /** What is said behind a reply is nobody's answer to the next message. */
    @Test
    void whoSaysTooMuchBehindAMessageIsLeft() throws Exception {
        ScriptedPeer peer = stage.peer("END=250 ok\n550 5.7.1 see our pages, 250 2.0.0 queued");
        stage.send(mail(TEXT, "a@far.test"));
        stage.send(mail(TEXT, "b@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    void whoStoodStillForALeaseDoesNotEndAMessage() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.dns.address("mx1.far.test", "127.0.0.1");
        stage.route(destination -> {
            stage.standStill(Duration.ofMinutes(2));
            return stage.byMx().route(destination);
        });
        stage.attempt();
        // Given back, claimed again and sent: the time was lost before anything was said.
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void whatWasTakenIsDoneAlsoWhenTheClaimIsAnothers() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=250 ok, 450 4.2.0 later");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        stage.queue.overtake();
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(recipients()).containsExactly("b@far.test");
        assertThat(stage.counts).containsEntry(RelayOutcome.OVERTAKEN, 1).containsEntry(RelayOutcome.LOST, 1);
    }

    @Test
    void nobodyIsToldOfARefusalWhoseClaimIsAnothers() throws Exception {
        stage.peer("RCPT=550 5.1.1 no");
        stage.send(mail(TEXT, "a@far.test"));
        stage.queue.overtake();
        stage.attempt();
        assertThat(stage.notifications()).isEmpty();
        assertThat(stage.counts).containsEntry(RelayOutcome.LOST, 1);
    }

    @Test
    void whatIsStillToBeSettledHereIsNotSentAgain() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        List<Claim> settling = stage.leases.hold(
                stage.queue.claim("far.test", new RelayQueue.Holder("test", Duration.ZERO)), stage.leases.now());
        assertThat(settling).hasSize(1);
        stage.attempt();
        assertThat(peer.connections()).isZero();
        stage.leases.release(settling);
        stage.pass(Duration.ofMinutes(3));
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
    }

    // ---------------------------------------------------------------- the end

    @Test
    void aMessageThatWasSentHasTimeForItsReplyWhenAllIsToStop() throws Exception {
        ScriptedPeer peer = stage.peer("END=WAIT; MAIL=250 ok, HANG");
        stage.send(mail(TEXT, "a@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofSeconds(12)));
        relay.start();
        await(() -> peer.messages().size() == 1);
        Thread closing = Thread.ofVirtual().start(relay::close);
        assertThat(closing.join(Duration.ofSeconds(5))).isFalse();
        peer.answer();
        assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
        assertThat(stage.open()).isEmpty();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.TAKEN);
    }

    @Test
    void noOtherTransactionBeginsWhenAllIsToStop() throws Exception {
        stopAtTheEndOfAMessage("WAIT", ScriptedPeer::messages);
        assertThat(recipients()).containsExactly("b@far.test");
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.TAKEN);
    }

    @Test
    void noOtherTransactionBeginsBehindARefusalWhenAllIsToStop() throws Exception {
        stopAtTheEndOfAMessage("WAIT 452 4.3.1 full", ScriptedPeer::refused);
        assertThat(stage.open()).hasSize(2);
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.PUT_OFF);
    }

    /** The message needs two transactions, or goes on to another host. */
    private void stopAtTheEndOfAMessage(String end, Function<ScriptedPeer, List<String>> there) throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=LIMITS RCPTMAX=1; END=" + end);
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofSeconds(12)));
        relay.start();
        await(() -> there.apply(peer).size() == 1);
        Thread closing = Thread.ofVirtual().start(relay::close);
        assertThat(closing.join(Duration.ofSeconds(2))).isFalse();
        peer.answer();
        assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
        assertThat(peer.commands())
                .filteredOn(command -> command.startsWith("MAIL"))
                .hasSize(1);
        assertThat(other.connections()).isZero();
    }

    /** Nothing that was taken is waited for any more. */
    @Test
    void theNextHostHoldsNothingUpWhenAllIsToStop() throws Exception {
        stage.peer("END=452 4.3.1 full");
        ScriptedPeer other = stage.peer("GREET=HANG");
        stage.hangForEver();
        stage.send(mail(TEXT, "a@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofSeconds(30)));
        relay.start();
        await(() -> other.connections() == 1);
        Thread closing = Thread.ofVirtual().start(relay::close);
        assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.PUT_OFF);
    }

    @Test
    void whatStopsBeforeTheEndOfAMessageIsAsIfItWasNotTried() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=HANG");
        stage.hangForEver();
        stage.send(mail(TEXT, "a@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofMillis(600)));
        relay.start();
        await(() -> peer.commands().stream().anyMatch(command -> command.startsWith("RCPT")));
        relay.close();
        assertThat(stage.open()).singleElement().satisfies(row -> {
            assertThat(row.attempts()).isZero();
            assertThat(row.dueAt()).isBeforeOrEqualTo(RelayStage.START);
            assertThat(row.holder()).isEmpty();
        });
        assertThat(stage.counts).isEmpty();
    }

    @Test
    void whatIsPerhapsDeliveredIsCountedAlsoWhenAllStops() throws Exception {
        ScriptedPeer peer = stage.peer("END=WAIT");
        stage.send(mail(TEXT, "a@far.test"));
        Relay relay = stage.relay(new Relay.Pace(2, 1, Duration.ofMillis(20), Duration.ofMillis(300)));
        relay.start();
        await(() -> peer.messages().size() == 1);
        relay.close();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.UNKNOWN);
        assertThat(stage.open()).singleElement().satisfies(row -> {
            assertThat(row.attempts()).isEqualTo(1);
            assertThat(row.dueAt()).isAfter(RelayStage.START);
        });
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
    }

    // ---------------------------------------------------------------- destinations

    @Test
    void difficultiesInARowAreAsGoodAsNoAnswer() throws Exception {
        for (String trouble : List.of("MAIL=451 4.3.0 not now", "MAIL=421 4.3.2 going", "MAIL=CUT", "DATA=HANG")) {
            try (RelayStage other = new RelayStage(spool)) {
                ScriptedPeer peer = other.peer(trouble);
                for (int i = 0; i < 10; i++) {
                    other.send(mail(TEXT, "user" + i + "@far.test"));
                }
                other.attempt();
                assertThat(peer.commands())
                        .as(trouble)
                        .filteredOn(command -> command.startsWith("MAIL"))
                        .hasSizeBetween(3, 4);
                assertThat(other.counts).as(trouble).containsEntry(RelayOutcome.UNREACHABLE, 1);
                assertThat(other.open()).filteredOn(row -> row.attempts() == 0).hasSize(7);
                assertThat(other.queue.due("", 10, Optional.empty())).isEmpty();
            }
        }
    }

    @Test
    void whatIsSaidOfAMessageIsNoDifficulty() throws Exception {
        for (String reply : List.of("RCPT=450 4.2.0 later", "END=452 4.3.1 full", "END=554 5.6.0 no", "MAIL=550 no")) {
            try (RelayStage other = new RelayStage(spool)) {
                ScriptedPeer peer = other.peer(reply);
                for (int i = 0; i < 10; i++) {
                    other.send(mail(TEXT, "user" + i + "@far.test"));
                }
                other.attempt();
                assertThat(peer.commands())
                        .as(reply)
                        .filteredOn(command -> command.startsWith("MAIL"))
                        .hasSize(10);
                assertThat(other.counts).as(reply).doesNotContainKey(RelayOutcome.UNREACHABLE);
            }
        }
    }

    @Test
    void onlyAMessageThatWasTakenEndsABlock() throws Exception {
        ScriptedPeer peer = stage.peer("GREET=421 down, 220 up; RCPT=450 4.2.0 later, 450 4.2.0 later, 250 ok");
        stage.send(staged(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(stage.counts).containsEntry(RelayOutcome.UNREACHABLE, 1);
        stage.store.setAway(true);
        for (int i = 0; i < 3; i++) {
            stage.pass(Duration.ofMinutes(10));
            stage.attempt();
            stage.store.setAway(false);
            stage.pass(Duration.ofMinutes(10));
            assertThat(stage.queue.due("", 10, Optional.empty())).containsExactly(new RelayQueue.Due("far.test", 1));
        }
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        stage.send(mail(TEXT, "b@far.test"));
        assertThat(stage.queue.due("", 10, Optional.empty())).containsExactly(new RelayQueue.Due("far.test", 0));
    }

    @Test
    void aConnectionTooManyIsNoReasonToLeaveADestinationAlone() throws Exception {
        stage.peer("GREET=421 4.7.0 too many connections from you");
        stage.anotherTalks();
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(stage.open()).singleElement().satisfies(row -> {
            assertThat(row.attempts()).isZero();
            assertThat(row.dueAt()).isBeforeOrEqualTo(RelayStage.START);
        });
        assertThat(stage.counts).isEmpty();
        assertThat(stage.queue.due("", 10, Optional.empty())).containsExactly(new RelayQueue.Due("far.test", 0));
    }

    @Test
    void whoWasPutOffDoesNotTakeTheOthersToTheNextHost() throws Exception {
        ScriptedPeer first = stage.peer("RCPT=450 4.2.0 greylisted, 250 ok");
        ScriptedPeer second = stage.peer("");
        for (int i = 0; i < 5; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.attempt();
        assertThat(second.messages()).hasSize(1);
        assertThat(first.messages()).hasSize(4);
    }

    @Test
    void aDeepQueueDoesNotKeepTheSmarthostToItself() throws Exception {
        ScriptedPeer peer = stage.peer("");
        for (int i = 0; i < 300; i++) {
            stage.send(mail("Subject: deep\r\n\r\n", "user" + i + "@deep.test"));
        }
        for (int i = 0; i < 5; i++) {
            stage.send(mail("Subject: other\r\n\r\n", "user@other" + i + ".test"));
        }
        stage.route(smarthost(Encryption.NONE));
        try (Relay relay = stage.relay(new Relay.Pace(64, 1, Duration.ofMillis(20), Duration.ofSeconds(5)))) {
            relay.start();
            await(() -> stage.open().isEmpty());
        }
        List<String> messages = peer.messages();
        assertThat(messages).hasSize(305);
        assertThat(messages.subList(0, 150))
                .filteredOn(message -> message.contains("other"))
                .hasSize(5);
    }

    // ---------------------------------------------------------------- what is away, and what fails

    @Test
    void anErrorGivesBackWhatItHadNotBegun() throws Exception {
        stage.peer("");
        for (int i = 0; i < 5; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.route(destination -> {
            throw new AssertionError("told to fail");
        });
        assertThatThrownBy(stage::attempt).hasMessage("told to fail");
        assertThat(stage.open())
                .filteredOn(row -> row.holder().isEmpty() && row.attempts() == 0)
                .hasSize(4);
        stage.route(stage.byMx());
        stage.attempt();
        assertThat(stage.open()).hasSize(1);
        stage.pass(Duration.ofMinutes(3));
        stage.attempt();
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void aRowWithoutItsMessageIsDoneAndCounted() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.queue.loseMessages();
        stage.attempt();
        assertThat(peer.connections()).isZero();
        assertThat(stage.open()).isEmpty();
        assertThat(stage.counts).containsEntry(RelayOutcome.MISSING, 1);
    }

    @Test
    void notificationsThatCannotBeSentHoldNothingUp() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=550 5.1.1 no");
        for (int i = 0; i < 20; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.mailboxes.setAway(true);
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(stage.open()).hasSize(20).allMatch(row -> row.state() == QueueControl.State.OWED);
        stage.pass(Duration.ofMinutes(3));
        stage.sweep();
        assertThat(stage.notifications()).isEmpty();
        stage.mailboxes.setAway(false);
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(1);
        stage.pass(Duration.ofMinutes(3));
        stage.sweep();
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications())
                .hasSize(20)
                .allSatisfy(dsn -> assertThat(dsn).contains("Action: failed", "Status: 5.1.1", "550 5.1.1 no"));
    }

    @Test
    void aSenderHearsOfSuccessWhoeverDied() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=DSN");
        stage.send(asking(Notify.SUCCESS).build());
        stage.outbox.setAway(true);
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(stage.open()).singleElement().returns(QueueControl.State.OWED, QueueControl.Row::state);
        stage.outbox.setAway(false);
        stage.pass(Duration.ofMinutes(3));
        stage.attempt();
        stage.sweep();
        stage.sweep();
        assertThat(peer.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Action: relayed", "dns; mx1.far.test"));
    }

    @Test
    void aNotificationThatCannotBeMadeStopsNoOther() throws Exception {
        stage.peer("GREET=CUT");
        stage.mailboxes.poison("poison@mail.test");
        for (int i = 0; i < 150; i++) {
            AcceptedMail mail = mail(TEXT, "user" + i + "@far.test");
            stage.send(
                    i < 120
                            ? mail.toBuilder()
                                    .setReversePath("poison@mail.test")
                                    .build()
                            : mail);
        }
        stage.pass(Duration.ofDays(6));
        stage.sweep();
        assertThat(stage.notifications()).hasSize(30);
        assertThat(stage.open()).hasSize(120).allMatch(row -> row.state() == QueueControl.State.OWED);
        assertThat(stage.counts).containsEntry(RelayOutcome.UNTOLD, 120);
        stage.pass(Duration.ofMinutes(5));
        stage.sweep();
        assertThat(stage.counts).containsEntry(RelayOutcome.UNTOLD, 120);
    }

    @Test
    void bodiesThatAreLostAreLookedForNowAndThen() throws Exception {
        stage.peer("");
        for (int i = 0; i < 45; i++) {
            stage.send(TestMail.staged(mail(TEXT, "user" + i + "@far.test"), "staged/2026110100/" + i, 10));
        }
        stage.queue.change(QueueControl.Change.HOLD, QueueControl.Filter.ALL, QueueControl.Witness.NOBODY);
        stage.pass(Duration.ofDays(26));
        stage.sweep();
        stage.sweep();
        stage.sweep();
        assertThat(stage.counts).containsEntry(RelayOutcome.MISSING, 45);
        stage.pass(Duration.ofHours(2));
        stage.sweep();
        assertThat(stage.counts.get(RelayOutcome.MISSING)).isGreaterThan(45);
    }

    /** More than the sweep tries in a row, and all of them due before the one that is well. */
    @Test
    void bodiesThatTheStoreDoesNotGiveHoldUpNoOther() throws Exception {
        stage.peer("");
        for (int i = 0; i < 30; i++) {
            String key = "staged/2026110100/" + i;
            stage.store.put(key, new byte[0], 0);
            stage.send(TestMail.staged(mail(TEXT, "user" + i + "@far.test"), key, TEXT.length()));
        }
        stage.pass(Duration.ofMinutes(1));
        stage.store.put("staged/2026110101/well", TEXT.getBytes(StandardCharsets.UTF_8), TEXT.length());
        stage.send(TestMail.staged(mail(TEXT, "well@far.test"), "staged/2026110101/well", TEXT.length()));
        stage.queue.change(QueueControl.Change.HOLD, QueueControl.Filter.ALL, QueueControl.Witness.NOBODY);
        stage.pass(Duration.ofDays(26));
        for (int i = 0; i < 5; i++) {
            stage.sweep();
        }
        assertThat(stage.ledger.abandoned()).contains("staged/2026110101/well");
    }

    @Test
    void delaysThatCannotBeToldHoldUpNoOther() throws Exception {
        stage.peer("GREET=CUT");
        for (int i = 0; i < 120; i++) {
            String key = "staged/2026110100/" + i;
            stage.store.put(key, new byte[0], 0);
            stage.send(TestMail.staged(mail(TEXT, "user" + i + "@far.test"), key, TEXT.length()));
        }
        stage.pass(Duration.ofSeconds(1));
        stage.send(mail(TEXT, "well@far.test"));
        stage.pass(Duration.ofHours(4).plusMinutes(1));
        for (int i = 0; i < 20; i++) {
            stage.sweep();
            stage.pass(Duration.ofSeconds(10));
        }
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Action: delayed", "well@far.test"));
    }

    @Test
    void whatIsPerhapsDeliveredIsTriedAgainLater() throws Exception {
        ScriptedPeer peer = stage.peer("END=CUT, 250 ok");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(stage.counts).containsOnlyKeys(RelayOutcome.UNKNOWN);
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(1);
        stage.pass(Duration.ofMinutes(2));
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
    }

    // ---------------------------------------------------------------- time

    @Test
    @Covers("RFC 5321 §4.5.4.1")
    void itIsTriedLessAndLessOftenAndComesBackAfterFiveDays() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=450 4.2.2 mailbox full");
        stage.send(mail(TEXT, "a@far.test"));
        int attempts = 0;
        Duration passed = Duration.ZERO;
        while (!stage.open().isEmpty()) {
            stage.attempt();
            stage.sweep();
            attempts++;
            Instant due = stage.open().stream()
                    .map(QueueControl.Row::dueAt)
                    .findFirst()
                    .orElse(RelayStage.START);
            Duration wait = Duration.between(RelayStage.START.plus(passed), due);
            Duration step =
                    wait.isPositive() && wait.compareTo(Duration.ofMinutes(30)) < 0 ? wait : Duration.ofMinutes(30);
            stage.pass(step);
            passed = passed.plus(step);
            if (passed.compareTo(Duration.ofHours(3)) < 0) {
                assertThat(stage.notifications()).isEmpty();
            }
        }
        assertThat(peer.connections()).isBetween(60L, 80L);
        assertThat(attempts).isGreaterThan(60);
        assertThat(passed).isBetween(Duration.ofHours(119), Duration.ofHours(121));
        assertThat(stage.notifications()).hasSize(2);
        assertThat(stage.notifications().getFirst())
                .contains(
                        "Action: delayed",
                        "Will-Retry-Until: Fri, 6 Nov 2026 00:00:00 +0000",
                        "450 4.2.2 mailbox full");
        assertThat(stage.notifications().getLast())
                .contains("Action: failed", "Status: 4.4.7", "450 4.2.2 mailbox full");
    }

    @Test
    void aDeadDestinationCostsOneConnectionForAllItsMessages() throws Exception {
        ScriptedPeer peer = stage.peer("GREET=421 4.3.2 down");
        for (int i = 0; i < 50; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.attempt();
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(stage.open()).filteredOn(row -> row.attempts() == 0).hasSizeGreaterThanOrEqualTo(49);
        stage.pass(Duration.ofMinutes(2));
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(2);
        stage.pass(Duration.ofHours(3));
        peer.told("GREET=220 back");
        stage.attempt();
        assertThat(peer.messages()).hasSize(50);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void messagesOfADeadDestinationGrowOldWithoutBeingTried() throws Exception {
        stage.peer("GREET=CUT");
        for (int i = 0; i < 20; i++) {
            stage.send(mail(TEXT, "user" + i + "@far.test"));
        }
        stage.attempt();
        stage.pass(Duration.ofHours(4));
        stage.sweep();
        assertThat(stage.notifications())
                .hasSize(20)
                .allSatisfy(dsn -> assertThat(dsn).contains("Action: delayed"));
        stage.pass(Duration.ofDays(5));
        stage.sweep();
        assertThat(stage.notifications()).hasSize(40);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    @Covers("RFC 3464 §2.3.6")
    void notificationsQuoteTheLastReplyAsItWas() throws Exception {
        stage.peer("RCPT=451 4.2.0 not now");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        stage.pass(Duration.ofHours(4));
        stage.sweep();
        stage.pass(Duration.ofDays(5));
        stage.sweep();
        assertThat(stage.notifications())
                .hasSize(2)
                .allSatisfy(dsn -> assertThat(dsn).contains("\r\nDiagnostic-Code: smtp; 451 4.2.0 not now\r\n"))
                .anySatisfy(
                        dsn -> assertThat(dsn).contains("<a@far.test>: not delivered yet; last: 451 4.2.0 not now\r\n"))
                .anySatisfy(dsn -> assertThat(dsn).contains("<a@far.test>: too late; last: 451 4.2.0 not now\r\n"));
    }

    @Test
    @Covers("RFC 3464 §2.3.6")
    void whatNoServerHasSaidIsNoReply() throws Exception {
        stage.peer("GREET=CUT");
        stage.send(mail(TEXT, "a@far.test"));
        stage.pass(Duration.ofHours(4));
        stage.sweep();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn)
                        .contains("\r\nDiagnostic-Code: X-Packetboat; not delivered yet; last: no server of"));
    }

    @Test
    @Covers({"RFC 4865 §4", "RFC 2852 §4.1.3"})
    void sendersMaySayWhen() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=450 4.2.0 later; EXT+=DELIVERBY 60");
        long hour = Duration.ofHours(1).toMillis();
        stage.send(
                at(mail(TEXT, "held@far.test").toBuilder().setHoldUntilMillis(RelayStage.START.toEpochMilli() + hour)));
        stage.send(at(mail(TEXT, "soon@far.test").toBuilder()
                .setDeliverByMillis(RelayStage.START.toEpochMilli() + hour / 2)
                .setDeliverByMode(DeliverByMode.RETURN)));
        stage.attempt();
        assertThat(peer.commands())
                .anyMatch(command -> command.contains("soon@"))
                .noneMatch(command -> command.contains("held@"));
        assertThat(peer.commands()).anyMatch(command -> command.startsWith("MAIL ") && command.contains(" BY=1800;R"));
        stage.pass(Duration.ofMinutes(31));
        stage.sweep();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.4.7"));
        stage.pass(Duration.ofMinutes(30));
        stage.attempt();
        assertThat(peer.commands()).anyMatch(command -> command.contains("held@"));
    }

    @Test
    @Covers({"RFC 2852 §4.1.4", "RFC 2852 §4.1.4.1", "RFC 2852 §4.1.4.2"})
    void whoKnowsNoTimesGetsNoMailThatMustComeBackInTime() throws Exception {
        ScriptedPeer peer = stage.peer("");
        long soon = RelayStage.START.plusSeconds(600).toEpochMilli();
        stage.send(mail(TEXT, "back@far.test").toBuilder()
                .setDeliverByMillis(soon)
                .setDeliverByMode(DeliverByMode.RETURN)
                .build());
        stage.send(mail(TEXT, "told@far.test").toBuilder()
                .setDeliverByMillis(soon)
                .setDeliverByMode(DeliverByMode.NOTIFY)
                .build());
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(stage.notifications())
                .hasSize(2)
                .anySatisfy(dsn -> assertThat(dsn).contains("Status: 5.3.3", "back@far.test"))
                .anySatisfy(dsn -> assertThat(dsn).contains("Action: relayed", "told@far.test"));
        assertThat(peer.commands()).contains("RCPT TO:<told@far.test> NOTIFY=FAILURE,DELAY");
    }

    @Test
    void urgentMailGoesFirst() throws Exception {
        ScriptedPeer peer = stage.peer("EXT+=MT-PRIORITY");
        stage.send(mail(TEXT, "usual@far.test"));
        stage.send(mail(TEXT, "urgent@far.test").toBuilder().setPriority(3).build());
        stage.send(mail(TEXT, "idle@far.test").toBuilder().setPriority(-3).build());
        stage.attempt();
        assertThat(peer.commands().stream()
                        .filter(command -> command.startsWith("RCPT"))
                        .toList())
                .containsExactly("RCPT TO:<urgent@far.test>", "RCPT TO:<usual@far.test>", "RCPT TO:<idle@far.test>");
        assertThat(peer.commands()).anyMatch(command -> command.endsWith(" MT-PRIORITY=3"));
    }

    @Test
    void aBodyIsCopiedBeforeTheLedgerGivesItUp() throws Exception {
        stage.peer("");
        stage.send(staged(TEXT, "a@far.test"));
        stage.queue.change(QueueControl.Change.HOLD, QueueControl.Filter.ALL, QueueControl.Witness.NOBODY);
        stage.pass(Duration.ofDays(26));
        stage.sweep();
        assertThat(stage.ledger.abandoned()).containsExactly("staged/2026110100/body");
        stage.store.delete(List.of("staged/2026110100/body"));
        stage.queue.change(QueueControl.Change.RELEASE, QueueControl.Filter.ALL, QueueControl.Witness.NOBODY);
        stage.attempt();
        assertThat(stage.peers.getFirst().messages()).containsExactly(TEXT);
    }

    // ---------------------------------------------------------------- notifications

    @Test
    @Covers({"RFC 3461 §5.2.1", "RFC 3461 §4"})
    void whatASenderWantsToHearIsPassedOn() throws Exception {
        ScriptedPeer peer = stage.peer("");
        stage.send(asking(Notify.SUCCESS, Notify.FAILURE)
                .setEnvelopeId("a+b=c d")
                .setDsnReturn(DsnReturn.HEADERS)
                .build());
        stage.attempt();
        assertThat(peer.commands())
                .contains("RCPT TO:<a@far.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Some+2Bone@Far.test")
                .anyMatch(command -> command.endsWith(" RET=HDRS ENVID=a+2Bb+3Dc+20d"));
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    @Covers("RFC 3461 §5.2.2")
    void whoDoesNotReportIsReportedFor() throws Exception {
        ScriptedPeer peer = stage.peer("EXT-=DSN");
        stage.send(asking(Notify.SUCCESS).setEnvelopeId("id-1").build());
        stage.attempt();
        assertThat(peer.commands()).noneMatch(command -> command.contains("NOTIFY") || command.contains("ENVID"));
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn)
                        .contains(
                                "Action: relayed",
                                "Status: 2.0.0",
                                "Original-Envelope-Id: id-1",
                                "Original-Recipient: rfc822;Some+one@Far.test"));
    }

    @Test
    @Covers("RFC 3461 §4.1")
    void whoWantsToHearNothingHearsNothing() throws Exception {
        stage.peer("RCPT=550 5.1.1 no");
        stage.send(asking(Notify.NEVER).build());
        stage.send(asking(Notify.SUCCESS).build());
        stage.attempt();
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    @Covers("RFC 5321 §6.1")
    void aNotificationIsNeverAnswered() throws Exception {
        stage.peer("RCPT=550 5.1.1 no");
        stage.send(mail(TEXT, "a@far.test").toBuilder().setReversePath("").build());
        stage.attempt();
        assertThat(stage.peers.getFirst().commands()).anyMatch(command -> command.startsWith("MAIL FROM:<>"));
        assertThat(stage.notifications()).isEmpty();
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void aBounceToASenderElsewhereGoesIntoTheQueueOnce() throws Exception {
        ScriptedPeer peer = stage.peer("RCPT=550 5.1.1 no, 250 ok");
        stage.mailboxes.elsewhere("friend@far.test");
        stage.send(mail(TEXT, "a@far.test").toBuilder()
                .setReversePath("friend@far.test")
                .build());
        stage.attempt();
        assertThat(stage.open()).isEmpty();
        assertThat(peer.messages())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).startsWith("Date: ").contains("Action: failed"));
        assertThat(peer.commands()).anyMatch(command -> command.startsWith("MAIL FROM:<>"));
    }

    // ---------------------------------------------------------------- addresses and routes

    @Test
    void anAddressIsNoPlaceForCommands() throws Exception {
        ScriptedPeer peer = stage.peer("");
        List<String> hostile = List.of(
                "a>\r\nRSET\r\n@far.test",
                "a\nb@far.test",
                "a b@far.test",
                "a<b@far.test",
                "\u0085x@far.test",
                "x\u2028y@far.test");
        for (String address : hostile) {
            stage.send(mail(TEXT, address));
        }
        stage.attempt();
        assertThat(peer.commands())
                .noneMatch(command -> command.startsWith("RCPT"))
                .doesNotContain("RSET");
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications())
                .hasSize(hostile.size())
                .allSatisfy(dsn -> assertThat(dsn).contains("Status: 5.1."));
    }

    @Test
    void whatHasNoPlaceToGoComesBack() throws Exception {
        stage.peer("");
        stage.send(mail(TEXT, "a@nowhere.test"));
        stage.send(mail(TEXT, "a@[IPv6:nonsense]"));
        stage.attempt();
        assertThat(stage.notifications())
                .hasSize(2)
                .allSatisfy(dsn -> assertThat(dsn).contains("Status: 5.1.2"));
    }

    @Test
    void whileNobodyAnswersForDnsItWaits() throws Exception {
        stage.peer("");
        stage.dns.setAway(true);
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(stage.open())
                .singleElement()
                .satisfies(row -> assertThat(row.lastReply()).startsWith("DNS: "));
        stage.dns.setAway(false);
        stage.pass(Duration.ofMinutes(2));
        stage.attempt();
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void aHostThatDoesNotListenIsPassedOver() throws Exception {
        ScriptedPeer first = stage.peer("");
        ScriptedPeer second = stage.peer("");
        // Nobody listens at that address of loopback; a socket that is being closed may still take a connection.
        stage.dns.address("mx1.far.test", "127.0.0.200");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(first.messages()).isEmpty();
        assertThat(second.messages()).hasSize(1);
    }

    // ---------------------------------------------------------------- TLS

    @Test
    @Covers({"RFC 3207 §4", "RFC 3207 §4.2", "RFC 7435 §4"})
    void anyCertificateIsBetterThanNone() throws Exception {
        TestCa unknown = new TestCa("nobody knows it");
        ScriptedPeer peer = stage.peer("").tls(unknown.context(unknown.server("other.test")));
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.commands())
                .containsSubsequence("EHLO mx.mail.test", "STARTTLS", "SECURED", "EHLO mx.mail.test", "DATA");
    }

    /** RFC 8446 §6.1: the end of the connection is a record like a reply. */
    @Test
    @Covers("RFC 8446 §6.1")
    void whoRefusesAndLeavesIsBelievedOnTlsAsWell() throws Exception {
        TestCa ca = new TestCa("ca");
        stage.peer("RCPT=LEAVE 550 5.1.1 no").tls(ca.context(ca.server("mx1.far.test")));
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.1.1"));
        assertThat(other.connections()).isZero();
        assertThat(stage.open()).isEmpty();
    }

    /** A record that has begun is nothing said yet, and the last reply is not said again by it. */
    @Test
    void halfARecordIsNoReply() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer best = stage.peer("EXT-=PIPELINING; RCPT=550 5.1.1 no a HALF 421 4.3.2 bye")
                .tls(ca.context(ca.server("mx1.far.test")));
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test", "b@far.test"));
        stage.attempt();
        assertThat(rcpts(best)).isEqualTo(2);
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("a@far.test").doesNotContain("b@far.test"));
    }

    /** The end of the message was never sent, so that another host may have it. */
    @Test
    void whoLeavesInTheMiddleOfAMessageOnTlsHasNotTakenIt() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer best = stage.peer("EXT-=CHUNKING,SIZE; BODY=LEAVE").tls(ca.context(ca.server("mx1.far.test")));
        ScriptedPeer other = stage.peer("EXT-=CHUNKING,SIZE");
        stage.send(mail("Subject: large\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(4_000), "a@far.test"));
        stage.attempt();
        assertThat(best.commands()).contains("DATA").doesNotContain("DOT");
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.open()).isEmpty();
    }

    @Test
    void whoseRepliesAreNotInStepIsNotBelievedOnTlsEither() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer best =
                stage.peer("RCPT=550 5.1.1 see\r\n250 our pages").tls(ca.context(ca.server("mx1.far.test")));
        ScriptedPeer other = stage.peer("");
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(best.commands()).contains("SECURED");
        assertThat(other.messages()).hasSize(1);
        assertThat(stage.notifications()).isEmpty();
    }

    @Test
    void aHandshakeThatFailsIsFollowedByAConnectionInClear() throws Exception {
        TestCa ca = new TestCa("ca");
        for (String then : List.of("GARBAGE", "CUT", "HANG", "554 no")) {
            try (RelayStage other = new RelayStage(spool)) {
                ScriptedPeer peer = other.peer("HANDSHAKE=" + then).tls(ca.context(ca.server("mx1.far.test")));
                other.send(mail(TEXT, "a@far.test"));
                other.attempt();
                assertThat(other.open()).as(then).isEmpty();
                assertThat(peer.messages()).as(then).hasSize(1);
                assertThat(peer.connections()).isEqualTo(2);
            }
        }
    }

    @Test
    @Covers("RFC 3207 §6")
    void repliesInFrontOfTheHandshakeAreNotBelieved() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer peer = stage.peer("STARTTLS=INJECT").tls(ca.context(ca.server("mx1.far.test")));
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(peer.commands()).doesNotContain("SECURED");
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    @Covers("RFC 8689 §4.2.1")
    void whatMustBeEncryptedComesBackWhereNobodyPromises() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer peer = stage.peer("EXT+=REQUIRETLS").tls(ca.context(ca.server("mx1.far.test")));
        stage.send(mail(TEXT, "a@far.test").toBuilder().setRequireTls(true).build());
        stage.attempt();
        assertThat(peer.messages()).isEmpty();
        assertThat(stage.notifications())
                .singleElement()
                .satisfies(dsn -> assertThat(dsn).contains("Status: 5.7.30"));
    }

    @Test
    @Covers("RFC 8689 §5")
    void aNotificationIsNotGivenUpWhereNobodyPromises() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer peer = stage.peer("EXT+=REQUIRETLS").tls(ca.context(ca.server("mx1.far.test")));
        stage.send(mail(TEXT, "a@far.test").toBuilder()
                .setReversePath("")
                .setRequireTls(true)
                .build());
        stage.attempt();
        assertThat(peer.messages()).hasSize(1);
        assertThat(peer.commands()).contains("SECURED").noneMatch(command -> command.endsWith(" REQUIRETLS"));
    }

    @Test
    @Covers({"RFC 4954 §4", "RFC 8689 §4.2.1"})
    void aSmarthostIsVerifiedAndLoggedInTo() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer peer = stage.peer("EXT+=REQUIRETLS,AUTH LOGIN PLAIN; AUTH=235 2.7.0 welcome")
                .tls(ca.context(ca.server("127.0.0.1")));
        stage.verify(ca.context(null));
        stage.route(smarthost(Encryption.VERIFIED));
        stage.send(mail(TEXT, "a@far.test").toBuilder().setRequireTls(true).build());
        stage.send(mail(TEXT, "b@elsewhere.test"));
        stage.attempt();
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.commands())
                .containsSubsequence("SECURED", "EHLO mx.mail.test", "AUTH PLAIN AHVzZXIAc2VjcmV0")
                .anyMatch(command -> command.endsWith(" REQUIRETLS"));
    }

    @Test
    @Covers("RFC 9525 §6")
    void noPasswordGoesToAHostOfAnotherName() throws Exception {
        TestCa ca = new TestCa("ca");
        ScriptedPeer peer = stage.peer("EXT+=AUTH PLAIN").tls(ca.context(ca.server("other.test")));
        stage.verify(ca.context(null));
        stage.route(smarthost(Encryption.VERIFIED));
        stage.send(mail(TEXT, "a@far.test"));
        stage.attempt();
        assertThat(peer.commands()).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
        assertThat(stage.open()).hasSize(1);
        assertThat(stage.counts).containsKey(RelayOutcome.UNREACHABLE);
    }

    @Test
    void aSmarthostThatIsDownIsLeftAloneForAllDestinations() throws Exception {
        ScriptedPeer peer = stage.peer("GREET=421 down");
        stage.route(smarthost(Encryption.NONE));
        IntStream.range(0, 5).forEach(i -> sendTo("a@d" + i + ".test"));
        stage.attempt();
        long asked = peer.connections();
        stage.attempt();
        assertThat(peer.connections()).isEqualTo(asked);
        assertThat(stage.open()).hasSize(5);
    }

    private void sendTo(String address) {
        try {
            stage.send(mail(TEXT, address));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Smarthost smarthost(Encryption encryption) {
        Optional<Login> login =
                encryption == Encryption.NONE ? Optional.empty() : Optional.of(new Login("user", "secret"));
        return new Smarthost(stage.dns, "127.0.0.1", stage.port(), encryption, login);
    }

    private List<String> recipients() {
        return stage.open().stream().map(QueueControl.Row::recipient).toList();
    }

    private static AcceptedMail at(AcceptedMail.Builder mail) {
        return mail.setAcceptedAtMillis(RelayStage.START.toEpochMilli()).build();
    }

    private static AcceptedMail.Builder asking(Notify... notify) {
        AcceptedMail.Builder mail = mail(TEXT, "a@far.test").toBuilder();
        mail.getRecipientsBuilder(0).addAllNotify(List.of(notify)).setOriginalRecipient("rfc822;Some+one@Far.test");
        return mail;
    }

    private static AcceptedMail mail(String text, String... recipients) {
        AcceptedMail.Builder mail = TestMail.mail(text);
        int returnPath = mail.getInline().size() - text.getBytes(StandardCharsets.UTF_8).length;
        List<String> paths = new ArrayList<>(List.of(recipients));
        return mail.setReturnPathOctets(returnPath)
                .setSize(mail.getInline().size())
                .setAcceptedAtMillis(RelayStage.START.toEpochMilli())
                .addRecipients(
                        Recipient.newBuilder().setForwardPath("alias@mail.test").addAllRemotePaths(paths))
                .build();
    }

    private static AcceptedMail latin1(String text, String recipient) {
        AcceptedMail mail = mail(text, recipient);
        ByteString octets = mail.getInline()
                .substring(0, mail.getReturnPathOctets())
                .concat(ByteString.copyFrom(text, StandardCharsets.ISO_8859_1));
        return mail.toBuilder().setInline(octets).setSize(octets.size()).build();
    }

    private AcceptedMail staged(String text, String recipient) throws InterruptedException {
        AcceptedMail mail = mail(text, recipient);
        ByteString body = mail.getInline();
        stage.store.put("staged/2026110100/body", body.toByteArray(), body.size());
        return TestMail.staged(mail, "staged/2026110100/body", body.size());
    }
}
