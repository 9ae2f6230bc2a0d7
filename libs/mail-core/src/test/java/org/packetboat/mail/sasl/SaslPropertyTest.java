package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.packetboat.mail.sasl.Exchanges.utf8;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.testkit.seed.Seed;

/** Whoever knows the password gets in by every mechanism, and nobody else. Nothing that is thrown quotes the client. */
class SaslPropertyTest {
    private static final List<String> ALPHABET =
            List.of("a", "B", "7", ",", "=", " ", "\"", "\\", "@", "%", "\u00e9", "\u20ac", "\ud83d\ude00");

    static IntStream cases() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void clientAndServerAgree(int number) throws Exception {
        RandomGenerator random = Seed.random("sasl", number);
        String login = text(random);
        String password = text(random);
        FakeAuthority authority = new FakeAuthority().add(login, password, new byte[] {7}, 1 + random.nextInt(3));
        SaslServer<String> server = new SaslServer<>(authority, Exchanges.bound("key"));
        SaslStep<String> in = new SaslStep.Authenticated<>(login);

        assertThat(plain(server, login, password)).isEqualTo(in);
        assertThat(login(server, login, password)).isEqualTo(in);
        assertThat(scram(server, login, password, "SCRAM-SHA-256", "n,,", "")).isEqualTo(in);
        assertThat(scram(server, login, password, "SCRAM-SHA-256-PLUS", "p=tls-exporter,,", "key"))
                .isEqualTo(in);

        String wrong = password + "secret";
        for (Throwable failure : List.of(
                catchThrowable(() -> plain(server, login, wrong)),
                catchThrowable(() -> login(server, login, wrong)),
                catchThrowable(() -> scram(server, login, wrong, "SCRAM-SHA-256", "n,,", "")))) {
            assertThat(failure).isInstanceOf(RefusedException.class);
            assertThat(failure.toString()).doesNotContain("secret");
        }
    }

    private static SaslStep<String> plain(SaslServer<String> server, String login, String password)
            throws InterruptedException {
        return server.begin("PLAIN").respond(utf8("\0" + login + "\0" + password));
    }

    private static SaslStep<String> login(SaslServer<String> server, String login, String password)
            throws InterruptedException {
        SaslExchange<String> exchange = server.begin("LOGIN");
        exchange.start();
        exchange.respond(utf8(login));
        return exchange.respond(utf8(password));
    }

    private static SaslStep<String> scram(
            SaslServer<String> server, String login, String password, String mechanism, String header, String binding)
            throws Exception {
        ScramClient client =
                new ScramClient(login, SaslPrep.query(password).orElseThrow(), header, utf8(binding), "abc");
        SaslExchange<String> exchange = server.begin(mechanism);
        byte[] last = client.last(octets(exchange.respond(client.first())));
        assertThat(client.trusts(octets(exchange.respond(last)))).isTrue();
        return exchange.respond(new byte[0]);
    }

    private static byte[] octets(SaslStep<String> step) {
        return utf8(Exchanges.challenge(step));
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
        }
        return text.toString();
    }
}
