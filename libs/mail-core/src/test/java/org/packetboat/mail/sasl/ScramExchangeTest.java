package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.packetboat.mail.sasl.Exchanges.assertFails;
import static org.packetboat.mail.sasl.Exchanges.challenge;
import static org.packetboat.mail.sasl.Exchanges.utf8;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.SyntaxException;

class ScramExchangeTest {
    private static final String BOUND = "p=tls-exporter,,";

    private final FakeAuthority authority = new FakeAuthority()
            .add("user", "pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), FakeAuthority.ITERATIONS)
            .add("a,b=c", "pencil", new byte[] {1}, 1);

    /** RFC 7677 §3. */
    @Test
    void theExampleOfTheRfc() throws InterruptedException {
        SaslExchange<String> exchange = new ScramExchange<>(
                authority, ChannelBinding.NONE, ScramExchange.Variant.UNBOUND, () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(challenge(exchange.start())).isEmpty();
        assertThat(challenge(exchange.respond(utf8("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(challenge(exchange.respond(utf8("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(exchange.respond(new byte[0])).isEqualTo(new SaslStep.Authenticated<>("user"));
    }

    @Test
    void theServersSignatureIsAnsweredByNothing() throws Exception {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256", Exchanges.TLS);
        ScramClient client = client("user", "n,,", "");
        exchange.respond(client.last(octets(exchange.respond(client.first()))));
        assertThatThrownBy(() -> exchange.respond(utf8("x"))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void bindsToTheChannel() throws Exception {
        assertThat(run("SCRAM-SHA-256-PLUS", Exchanges.bound("key"), client("user", BOUND, "key")))
                .isEqualTo(new SaslStep.Authenticated<>("user"));
        assertThat(run("scram-sha-256-plus", Exchanges.bound("key"), client("user", "p=tls-exporter,a=user,", "key")))
                .isEqualTo(new SaslStep.Authenticated<>("user"));
    }

    /** Somebody in between has a TLS connection to either side: their exporters differ. */
    @Test
    void anotherChannelFails() throws Exception {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256-PLUS", Exchanges.bound("key"));
        ScramClient client = client("user", BOUND, "other");
        byte[] last = client.last(octets(exchange.respond(client.first())));
        assertFails(exchange, new String(last, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCRAM-SHA-256-PLUS | n,,",
                "SCRAM-SHA-256-PLUS | y,,",
                "SCRAM-SHA-256-PLUS | p=tls-unique,,",
                "SCRAM-SHA-256-PLUS | p=tls-server-end-point,,",
                "SCRAM-SHA-256      | y,,",
                "SCRAM-SHA-256      | p=tls-exporter,,",
                "SCRAM-SHA-256      | n,a=other,"
            })
    void aFlagThatDoesNotGoWithWhatWasOffered(String mechanism, String header) {
        assertFails(begin(mechanism, Exchanges.bound("key")), header + "n=user,r=abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,", "y,,", "n,a=USER,"})
    void withoutChannelBindingOnOffer(String header) throws Exception {
        assertThat(run("SCRAM-SHA-256", Exchanges.TLS, client("user", header, "")))
                .isEqualTo(new SaslStep.Authenticated<>("user"));
    }

    @Test
    void namesAreEscaped() throws Exception {
        assertThat(run("SCRAM-SHA-256", Exchanges.TLS, client("a,b=c", "n,a=a=2Cb=3Dc,", "")))
                .isEqualTo(new SaslStep.Authenticated<>("a,b=c"));
    }

    @Test
    void unknownLoginsAreToldOfAtTheEnd() throws Exception {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256", Exchanges.TLS);
        ScramClient client = client("nobody", "n,,", "");
        byte[] last = client.last(octets(exchange.respond(client.first())));
        assertFails(exchange, new String(last, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "x,,n=user,r=a",
                "n,,n=user",
                "n,,n=user,",
                "n,,n=,r=a",
                "n,,n=user,r=",
                "n,,r=a,n=user",
                "n,,m=x,n=user,r=a",
                "n,,n=us=er,r=a",
                "n,,n=us=2c,r=a",
                "n,,n=user,r=a b",
                "n,,n=user,r=a,",
                "n,,n=user,r=a,x",
                "n,,n=user,r=a,1=b",
                "n,,n=user,r=a,x=",
                "N,,n=user,r=a",
                "p,,n=user,r=a",
                "p=,,n=user,r=a",
                "p=a_b,,n=user,r=a",
                "n,b=x,n=user,r=a",
                "n,a=,n=user,r=a",
                "n,,n=us\0er,r=a",
                "n=x,,n=user,r=a",
                "n,,n=user,r=\u00e4"
            })
    void whatIsNoFirstMessage(String message) {
        assertThatThrownBy(() -> begin("SCRAM-SHA-256", Exchanges.TLS).respond(utf8(message)))
                .isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=$",
                "c=biws,r=$,p=",
                "c=biws,r=$,p=AAAA",
                "r=$,c=biws,p=@",
                "c=,r=$,p=@",
                "c=biw,r=$,p=@",
                "c=biws,r=$,p=@,x=y",
                "c=biws,r=$,x,p=@",
                "c=biws,r=$,p=@=",
                " c=biws,r=$,p=@",
                "c=biws,m=x,r=$,p=@"
            })
    void whatIsNoLastMessage(String message) throws InterruptedException {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256", Exchanges.TLS);
        String nonce = challenge(exchange.respond(utf8("n,,n=user,r=a")))
                .split(",", -1)[0]
                .substring(2);
        String proof = Base64.getEncoder().encodeToString(new byte[32]);
        assertThatThrownBy(
                        () -> exchange.respond(utf8(message.replace("$", nonce).replace("@", proof))))
                .isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c=biws,r=a,p=@", "c=biws,r=$x,p=@", "c=biws,r=$,p=@", "c=eSws,r=$,p=@", "c=bixhPXVzZXIs,r=$,p=@"
            })
    void aLastMessageThatDoesNotFit(String message) throws InterruptedException {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256", Exchanges.TLS);
        String nonce = challenge(exchange.respond(utf8("n,,n=user,r=a")))
                .split(",", -1)[0]
                .substring(2);
        String proof = Base64.getEncoder().encodeToString(new byte[32]);
        assertFails(exchange, message.replace("$", nonce).replace("@", proof));
    }

    @Test
    void optionalExtensionsAreIgnored() throws InterruptedException {
        SaslExchange<String> exchange = begin("SCRAM-SHA-256", Exchanges.TLS);
        String nonce = challenge(exchange.respond(utf8("n,,n=user,r=a,x=y,z=\u20ac")))
                .split(",", -1)[0]
                .substring(2);
        assertFails(
                exchange, "c=biws,r=" + nonce + ",e=f,p=" + Base64.getEncoder().encodeToString(new byte[32]));
    }

    @Test
    void noncesDiffer() throws InterruptedException {
        String first = challenge(begin("SCRAM-SHA-256", Exchanges.TLS).respond(utf8("n,,n=user,r=a")));
        String second = challenge(begin("SCRAM-SHA-256", Exchanges.TLS).respond(utf8("n,,n=user,r=a")));
        assertThat(first).isNotEqualTo(second).startsWith("r=a");
    }

    private SaslExchange<String> begin(String mechanism, SaslChannel channel) {
        return new SaslServer<>(authority, channel).begin(mechanism);
    }

    private SaslStep<String> run(String mechanism, SaslChannel channel, ScramClient client) throws Exception {
        SaslExchange<String> exchange = begin(mechanism, channel);
        byte[] serverFirst = octets(exchange.respond(client.first()));
        assertThat(client.trusts(octets(exchange.respond(client.last(serverFirst)))))
                .isTrue();
        return exchange.respond(new byte[0]);
    }

    private static byte[] octets(SaslStep<String> step) {
        return utf8(challenge(step));
    }

    private static ScramClient client(String login, String header, String binding) {
        return new ScramClient(login, "pencil", header, utf8(binding), "fyko+d2lbbFgONRv9qkxdawL");
    }
}
