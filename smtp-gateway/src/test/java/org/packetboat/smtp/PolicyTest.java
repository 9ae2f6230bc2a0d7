package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.FakeSubmissions;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.policy.Policy;
import org.packetboat.smtp.policy.PolicyChain;
import org.packetboat.smtp.policy.Stage;
import org.packetboat.smtp.policy.Stage.Destination;
import org.packetboat.smtp.policy.Stage.Standing;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.Trust;

/** What a policy says at each stage, and what a client hears of it. */
class PolicyTest {
    private static final NetworkSet LOOPBACK = NetworkSet.parse(List.of("127.0.0.0/8"));

    private final Vertx vertx = Vertx.vertx();
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aClientMayBeSentAwayAtItsIntroduction() throws Exception {
        Policy policy = stage -> {
            if (stage instanceof Stage.Introduced introduced
                    && introduced.client().helo().equals("spammer.test")) {
                throw new RefusedException(Refusal.POLICY, "a known one");
            }
        };
        try (TestGateway gateway = gateway(Trust.NONE, policy);
                SmtpClient client = new SmtpClient(gateway.port())) {
            assertThat(client.say("EHLO spammer.test")).isEqualTo("550 5.7.1 Not permitted");
            assertThat(client.say("HELO honest.test")).startsWith("250 ");
        }
    }

    @Test
    void aSenderMayBeRefusedOrPutOff() throws Exception {
        Policy policy = stage -> {
            if (stage instanceof Stage.Mail mail) {
                switch (mail.reversePath().address()) {
                    case "bob@null.test" -> throw new RefusedException(Refusal.SENDER_NULL_MX);
                    case "bob@new.test" -> throw new UnavailableException("come again");
                    default -> assertThat(mail.client().standing()).isEqualTo(Standing.STRANGER);
                }
            }
        };
        try (TestGateway gateway = gateway(Trust.NONE, policy);
                SmtpClient client = new SmtpClient(gateway.port())) {
            assertThat(client.say("MAIL FROM:<bob@null.test>")).startsWith("550 5.7.27 ");
            assertThat(client.say("MAIL FROM:<bob@new.test>")).startsWith("451 4.3.0 ");
            assertThat(client.say("MAIL FROM:<bob@mail.test>")).startsWith("250 ");
        }
    }

    /** A recipient that is refused is none; the others stay. */
    @Test
    void aRecipientMayBeRefused() throws Exception {
        Policy policy = stage -> {
            if (stage instanceof Stage.Rcpt rcpt && rcpt.destination() == Destination.ELSEWHERE) {
                assertThat(rcpt.client().standing()).isEqualTo(Standing.TRUSTED);
                throw new RefusedException(Refusal.RECIPIENT_NULL_MX);
            }
        };
        Trust relaying = new Trust(NetworkSet.EMPTY, NetworkSet.EMPTY, LOOPBACK, NetworkSet.EMPTY);
        try (TestGateway gateway = gateway(relaying, policy);
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            assertThat(client.say("RCPT TO:<carol@null.test>")).startsWith("556 5.1.10 ");
            assertThat(client.say("DATA")).startsWith("503 ");
            assertThat(client.say("RCPT TO:<alice@mail.test>")).startsWith("250 ");
            client.say("DATA");
            client.write("Subject: x\r\n\r\n");
            assertThat(client.say(".")).startsWith("250 ");
        }
        assertThat(log.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.recipients()).hasSize(1));
    }

    @Test
    void aMessageMayBeRefusedBeforeItComes() throws Exception {
        Policy policy = stage -> {
            if (stage instanceof Stage.Data data && data.forwardPaths().size() > 1) {
                throw new RefusedException(Refusal.POLICY, "for several");
            }
        };
        try (TestGateway gateway = gateway(Trust.NONE, policy);
                SmtpClient client = new SmtpClient(gateway.port())) {
            for (String data : List.of("DATA", "BDAT 4 LAST\r\ntext")) {
                begin(client);
                client.say("RCPT TO:<bob@mail.test>");
                client.write(data.startsWith("BDAT") ? data : data + "\r\n");
                assertThat(client.reply()).isEqualTo("550 5.7.1 Not permitted");
                assertThat(client.say("NOOP")).startsWith("250 ");
            }
            begin(client);
            assertThat(client.say("DATA")).startsWith("354 ");
        }
        assertThat(log.messages()).isEmpty();
    }

    /** The first that has something to say is heard. */
    @Test
    void policiesAreAskedInTheirOrder() throws Exception {
        Policy first = stage -> {
            if (stage instanceof Stage.Mail) {
                throw new RefusedException(Refusal.SENDER_NULL_MX);
            }
        };
        Policy second = stage -> {
            if (stage instanceof Stage.Mail) {
                throw new UnavailableException("never heard");
            }
        };
        try (TestGateway gateway = gateway(Trust.NONE, new PolicyChain(List.of(first, second)));
                SmtpClient client = new SmtpClient(gateway.port())) {
            assertThat(client.say("MAIL FROM:<bob@null.test>")).startsWith("550 5.7.27 ");
        }
    }

    private static void begin(SmtpClient client) throws IOException {
        client.say("MAIL FROM:<bob@mail.test>");
        client.say("RCPT TO:<alice@mail.test>");
    }

    private TestGateway gateway(Trust trust, Policy policy) {
        return new TestGateway(
                vertx,
                SmtpSettings.of(TestGateway.HOSTNAME, SmtpLimits.DEFAULTS).with(trust),
                new OwnAddresses(
                        new FakeDirectory(FakeDirectory.Presence.THERE),
                        new FakeSubmissions(FakeDirectory.Presence.THERE, Allowance.NONE)),
                policy,
                new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                log,
                Tracing.OFF,
                TestGateway.TRANSFER);
    }
}
