package org.packetboat.smtp.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.dns.MailDns;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.smtp.policy.Stage.Client;
import org.packetboat.smtp.policy.Stage.Destination;
import org.packetboat.smtp.policy.Stage.Standing;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;
import org.packetboat.smtp.session.Role;
import org.packetboat.testkit.conformance.Covers;

@Covers("RFC 7505 §4.2")
class NullMxTest {
    private final Dns dns = new Dns();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final NullMx policy = new NullMx(dns, new Directory(), registry);

    @ParameterizedTest
    @CsvSource({
        "TRANSFER, STRANGER, bob@null.test, true",
        "TRANSFER, STRANGER, bob@NULL.test, true",
        "TRANSFER, STRANGER, here@null.test, false",
        "TRANSFER, STRANGER, nobody-here@null.test, false",
        "TRANSFER, STRANGER, unknown@null.test, false",
        "TRANSFER, STRANGER, bob@mixed.test, false",
        "TRANSFER, STRANGER, bob@without.test, false",
        "TRANSFER, STRANGER, bob@[192.0.2.1], false",
        "TRANSFER, TRUSTED, bob@null.test, false",
        "SUBMISSION, LOGGED_IN, bob@null.test, false",
        "LMTP, STRANGER, bob@null.test, false"
    })
    void refusesSendersThatNobodyCouldAnswer(Role role, Standing standing, String sender, boolean isRefused) {
        Stage mail = new Stage.Mail(client(role, standing), path(sender));
        if (isRefused) {
            assertThatThrownBy(() -> policy.check(mail))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Refusal.SENDER_NULL_MX));
        } else {
            assertThatCode(() -> policy.check(mail)).doesNotThrowAnyException();
        }
        assertThat(registry.counter("packetboat.null.mx.refused").count()).isEqualTo(isRefused ? 1 : 0);
    }

    /** What is sent by those who log in or are trusted, and what is for us, is not asked for. */
    @Test
    void asksForStrangersAlone() throws Exception {
        policy.check(new Stage.Introduced(client(Role.TRANSFER, Standing.STRANGER)));
        policy.check(new Stage.Mail(client(Role.TRANSFER, Standing.STRANGER), ReversePath.NULL));
        policy.check(new Stage.Mail(client(Role.SUBMISSION, Standing.LOGGED_IN), path("alice@null.test")));
        policy.check(rcpt("alice@null.test", Destination.HERE));
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void refusesDestinationsThatTakeNoMail() throws Exception {
        policy.check(rcpt("bob@mixed.test", Destination.ELSEWHERE));
        assertThatThrownBy(() -> policy.check(rcpt("bob@null.test", Destination.ELSEWHERE)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.RECIPIENT_NULL_MX));
    }

    /** Everything passes and is counted; one domain's silence says nothing of another, nor does it end because another answers. */
    @Test
    void whatDnsDoesNotTellPasses() throws Exception {
        for (int i = 0; i < 10; i++) {
            policy.check(new Stage.Mail(client(Role.TRANSFER, Standing.STRANGER), path("bob@broken.test")));
        }
        assertThat(registry.counter("packetboat.null.mx.unknown").count()).isEqualTo(10);
        assertThatThrownBy(() ->
                        policy.check(new Stage.Mail(client(Role.TRANSFER, Standing.STRANGER), path("bob@null.test"))))
                .isInstanceOf(RefusedException.class);
    }

    private static Stage rcpt(String recipient, Destination destination) {
        return new Stage.Rcpt(
                client(Role.SUBMISSION, Standing.LOGGED_IN),
                path("alice@mail.test"),
                new ForwardPath.Address(MailAddress.parse(recipient)),
                destination);
    }

    private static ReversePath path(String address) {
        return new ReversePath.Address(MailAddress.parse(address));
    }

    private static Client client(Role role, Standing standing) {
        return new Client(role, InetAddress.getLoopbackAddress(), "client.test", standing);
    }

    /** Three domains, and one of which nothing is known. */
    private static final class Dns implements MailDns {
        private final List<String> asked = new ArrayList<>();

        @Override
        public Exchangers exchangers(String domain) {
            asked.add(domain);
            return switch (domain) {
                case "null.test" -> new Exchangers.Found(List.of(new Exchanger(0, "")));
                case "mixed.test" ->
                    new Exchangers.Found(List.of(new Exchanger(0, ""), new Exchanger(10, "mx.mixed.test")));
                case "broken.test" -> throw new UnavailableException("nobody knows");
                default -> new Exchangers.None();
            };
        }

        @Override
        public List<InetAddress> addresses(String host) {
            return List.of();
        }
    }

    private static final class Directory implements RecipientDirectory {
        @Override
        public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) {
            return switch (forwardPath.unquoted()) {
                case "here@null.test" -> new Resolution(List.of(new AccountId(1)), List.of());
                case "nobody-here@null.test" -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
                case "unknown@null.test" -> throw new UnavailableException("directory is away");
                default -> throw new RefusedException(Refusal.RELAYING_DENIED);
            };
        }

        @Override
        public Expansion expand(String name) {
            return new Expansion.Unknown();
        }
    }
}
