package org.packetboat.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.testkit.conformance.Covers;

@Covers("RFC 5321 §4.5.3.1.10")
class RecipientsTest {
    private final Vertx vertx = Vertx.vertx();
    private final FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A client has to be told of each, and may go on with those that were taken. */
    @Test
    void aThousandRecipientsAreAnsweredOneByOne() throws IOException {
        try (TestGateway gateway = gateway(new FakeDirectory(FakeDirectory.Presence.THERE));
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.say("RCPT TO:<alice@mail.test>")).startsWith(i < 100 ? "250" : "452 4.5.3");
            }
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("\r\n.")).startsWith("250");
            assertThat(log.messages().getFirst().recipients()).hasSize(100);
        }
    }

    @Test
    void anAddressIsAskedForOnceATransaction() throws IOException {
        try (TestGateway gateway = gateway(new Lists());
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            client.say("RCPT TO:<1@mail.test>");
            client.say("RCPT TO:<2@mail.test>");
            client.say("RCPT TO:<1@mail.test>");
            assertThat(asked).containsExactly("1@mail.test", "2@mail.test");
        }
    }

    @Test
    void recipientsThatStandForTooManyGoInSeveralTransactions() throws IOException {
        try (TestGateway gateway = gateway(new Lists());
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            assertThat(client.say("RCPT TO:<6000@mail.test>")).startsWith("250");
            assertThat(client.say("RCPT TO:<4001@mail.test>")).startsWith("452 4.5.3");
            assertThat(client.say("RCPT TO:<4000@mail.test>")).startsWith("250");
            client.say("RSET");
            client.say("MAIL FROM:<bob@mail.test>");
            assertThat(client.say("RCPT TO:<4001@mail.test>")).startsWith("250");
        }
    }

    /** A record has a bound in octets as well. */
    @Test
    void addressesElsewhereCountByTheirLength() throws IOException {
        try (TestGateway gateway = gateway(new Lists());
                SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<bob@mail.test>");
            assertThat(client.say("RCPT TO:<elsewhere-2000@mail.test>")).startsWith("250");
            assertThat(client.say("RCPT TO:<elsewhere-1999@mail.test>")).startsWith("452 4.5.3");
            client.say("RSET");
            client.say("MAIL FROM:<bob@mail.test>");
            assertThat(client.say("RCPT TO:<elsewhere-9999@mail.test>")).startsWith("550 5.7.1");
        }
    }

    private TestGateway gateway(RecipientDirectory directory) {
        return new TestGateway(
                vertx, SmtpLimits.DEFAULTS, directory, new FakeStagingArea(FakeStagingArea.Behaviour.WORKS), log);
    }

    /** Every local part is a list of so many accounts, or of so many addresses of 200 octets elsewhere. */
    private final class Lists implements RecipientDirectory {
        private static final String ELSEWHERE = "elsewhere-";

        @Override
        public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) {
            asked.add(forwardPath.address());
            String name =
                    forwardPath.address().substring(0, forwardPath.address().indexOf('@'));
            if (name.startsWith(ELSEWHERE)) {
                int count = Integer.parseInt(name.substring(ELSEWHERE.length()));
                return new Resolution(
                        List.of(), Collections.nCopies(count, "x".repeat(64) + "@" + "y".repeat(130) + ".test"));
            }
            List<AccountId> accounts = new ArrayList<>();
            for (long id = 1; id <= Long.parseLong(name); id++) {
                accounts.add(new AccountId(id));
            }
            return new Resolution(accounts, List.of());
        }

        @Override
        public Expansion expand(String name) {
            return new Expansion.Unknown();
        }
    }
}
