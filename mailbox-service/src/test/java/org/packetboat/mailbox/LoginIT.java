package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.AuthenticateResponse.Outcome;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;
import org.packetboat.mailbox.client.LoggedIn;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.testkit.conformance.Covers;

/** Logins as gateways make them: delays, blocks, SCRAM, certificates, and what is counted for whom. */
final class LoginIT {
    private static RunningService service;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(
                data,
                Map.of(
                        "packetboat.mailbox-service.login.free-failures", "1",
                        "packetboat.mailbox-service.login.delay", "20ms",
                        "packetboat.mailbox-service.login.max-delay", "80ms",
                        "packetboat.mailbox-service.login.account-failures", "4",
                        "packetboat.mailbox-service.login.address-failures", "12",
                        "packetboat.mailbox-service.login.exempt-networks", "198.51.100.0/24,::1"));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    private static Authority<LoggedIn> from(String address) {
        return service.channel().directory().authority("imap", InetAddress.ofLiteral(address));
    }

    private static void assertRefused(Refusal reason, ThrowingCallable login) {
        assertThatThrownBy(login)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void assertFails(String login, String address) {
        assertRefused(Refusal.AUTHENTICATION_FAILED, () -> from(address).password(login, "wrong"));
    }

    private static void assertBlocked(String login, String address) {
        assertRefused(Refusal.LOGIN_BLOCKED, () -> from(address).password(login, "secret"));
    }

    private static void assertGood(String login, String address) throws InterruptedException {
        assertThat(from(address).password(login, "secret").address()).isEqualTo(login);
    }

    @Test
    @Covers({"RFC 3501 §11.2", "RFC 9051 §11.7"})
    void aLoginIsBlockedForANetworkAndNowhereElse() throws Exception {
        service.account("guessed");
        String login = "guessed@mail.test";
        for (int i = 1; i <= 4; i++) {
            assertFails(login, "192.0.2." + i);
        }

        assertBlocked(login, "192.0.2.5");
        assertBlocked(login.toUpperCase(Locale.ROOT), "192.0.2.5");
        assertRefused(Refusal.LOGIN_BLOCKED, () -> from("192.0.2.5").scramParameters(login));
        assertThat(from("192.0.3.5").scramParameters(login).salt()).isNotEmpty();
        assertGood(login, "192.0.3.5");
        assertGood(login, "::ffff:192.0.3.5");
        assertThat(service.metrics()
                        .counter("packetboat.auth.blocked", "scope", "account")
                        .count())
                .isGreaterThanOrEqualTo(2);
        assertThat(service.metrics()
                        .counter("packetboat.auth", "protocol", "imap", "mechanism", "password", "outcome", "blocked")
                        .count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void allInstancesCountTogether() throws Exception {
        service.account("shared");
        String login = "shared@mail.test";
        try (MailboxApplication other = service.startAnother();
                MailboxChannel channel = MailboxChannel.to("127.0.0.1:" + other.port())) {
            Authority<LoggedIn> there = channel.directory().authority("pop3", InetAddress.ofLiteral("2001:db8:1:2::1"));
            for (int i = 0; i < 2; i++) {
                assertFails(login, "2001:db8:1:3::" + i);
                assertRefused(Refusal.AUTHENTICATION_FAILED, () -> there.password(login, "wrong"));
            }

            assertBlocked(login, "2001:db8:1:4::1");
            assertRefused(Refusal.LOGIN_BLOCKED, () -> there.password(login, "secret"));
            ScramParameters here = from("::1").scramParameters("nobody@mail.test");
            assertThat(there.scramParameters("Nobody@mail.test").salt()).isEqualTo(here.salt());
        }
    }

    @Test
    void nobodyIsLockedOutOfTheNetworkTheyCameFrom() throws Exception {
        long account = service.account("owner");
        String login = "owner@mail.test";
        assertGood(login, "203.0.113.1");
        Awaitility.await()
                .until(() -> service.number("SELECT count(*) FROM login_network WHERE account_id = $1", account) == 1);
        for (int i = 0; i < 14; i++) {
            assertFails(login, "203.0.113.9");
        }

        assertGood(login, "203.0.113.9");
        assertGood(login, "203.0.113.1");

        service.number(
                "UPDATE login_network SET noted_at = now() - interval '31 days' WHERE account_id = $1 RETURNING account_id",
                account);
        for (int i = 0; i < 4; i++) {
            assertFails(login, "203.0.113.9");
        }
        assertBlocked(login, "203.0.113.9");
    }

    /** A telephone with an old password, behind the address of an office. */
    @Test
    void failuresFromAKnownNetworkDoNotBlockTheAddress() throws Exception {
        long account = service.account("telephone");
        assertGood("telephone@mail.test", "203.0.114.1");
        Awaitility.await()
                .until(() -> service.number("SELECT count(*) FROM login_network WHERE account_id = $1", account) == 1);
        for (int i = 0; i < 14; i++) {
            assertFails("telephone@mail.test", "203.0.114.1");
        }

        service.account("colleague");
        assertGood("colleague@mail.test", "203.0.114.1");
        assertThat(service.number("SELECT count(*) FROM login_failure WHERE key = 'address 203.0.114.1/32'"))
                .isZero();
    }

    @Test
    void anAddressIsBlockedForEverybodyAndUnknownLoginsCount() throws Exception {
        service.account("victim");
        for (int i = 0; i < 12; i++) {
            assertFails("unknown" + i, "2001:db8:9:9:" + i + ":1:1:1");
        }

        assertBlocked("victim@mail.test", "2001:db8:9:9::77");
        assertGood("victim@mail.test", "2001:db8:9:a::77");
    }

    @Test
    void exemptNetworksAreNeitherDelayedNorBlocked() throws Exception {
        service.account("exempt");
        for (int i = 0; i < 15; i++) {
            assertThat(authenticate("exempt@mail.test", "198.51.100.7").getDelayMillis())
                    .isZero();
        }
        assertGood("exempt@mail.test", "198.51.100.7");
        assertThat(service.number("SELECT count(*) FROM login_failure WHERE key LIKE '%198.51.100.%'"))
                .isZero();
    }

    @Test
    @Covers({"RFC 3501 §11.2", "RFC 9051 §11.7"})
    void delaysGrow() throws Exception {
        assertThat(authenticate("late@mail.test", "192.0.9.1").getDelayMillis()).isZero();
        assertThat(authenticate("late@mail.test", "192.0.9.1").getDelayMillis()).isEqualTo(20);
        assertThat(authenticate("late@mail.test", "192.0.9.1").getDelayMillis()).isEqualTo(40);
        assertThat(authenticate("late@mail.test", "192.0.9.1").getDelayMillis()).isEqualTo(80);
        long start = System.nanoTime();
        assertBlocked("late@mail.test", "192.0.9.1");
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(79).toNanos());
    }

    @Test
    void failuresFarApartDoNotAddUp() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertFails("slow@mail.test", "192.0.17.1");
        }
        service.number("UPDATE login_failure SET first_at = now() - interval '16 minutes'"
                + " WHERE key LIKE '% 192.0.17.%' AND key LIKE 'login %' RETURNING 1::bigint");

        for (int i = 0; i < 4; i++) {
            assertFails("slow@mail.test", "192.0.17.1");
        }
        assertBlocked("slow@mail.test", "192.0.17.1");
    }

    @Test
    void manyFailuresAtOnceAreAllCounted() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AuthenticateResponse>> logins = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String login = "crowd" + i % 50 + "@mail.test";
                logins.add(clients.submit(() -> authenticate(login, "198.18.0.1")));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<AuthenticateResponse> login : logins) {
                outcomes.add(login.get().getOutcome());
            }
            assertThat(outcomes).containsOnly(Outcome.REFUSED, Outcome.BLOCKED);
            assertThat(Collections.frequency(outcomes, Outcome.REFUSED)).isEqualTo(12);
        }
        long counted = service.number("SELECT failures::bigint FROM login_failure WHERE key = 'address 198.18.0.1/32'");
        assertThat(counted).isBetween(12L, 100L);
    }

    @Test
    void successEndsTheCountOfTheLoginButNotOfTheAddress() throws Exception {
        service.account("typist");
        assertFails("typist@mail.test", "192.0.10.1");
        assertFails("typist@mail.test", "192.0.10.1");
        assertGood("typist@mail.test", "192.0.10.1");

        Awaitility.await()
                .until(() -> service.number("SELECT count(*) FROM login_failure WHERE key LIKE 'login %192.0.10.0/24'")
                        == 0);
        assertThat(service.number("SELECT failures FROM login_failure WHERE key = 'address 192.0.10.1/32'"))
                .isEqualTo(2);
    }

    @Test
    void whatIsOverIsForgotten() throws Exception {
        assertFails("old@mail.test", "192.0.11.1");
        service.number("UPDATE login_failure SET failed_at = now() - interval '16 minutes'"
                + " WHERE key = 'address 192.0.11.1/32' RETURNING 1::bigint");

        Awaitility.await()
                .until(() ->
                        service.number("SELECT count(*) FROM login_failure WHERE key = 'address 192.0.11.1/32'") == 0);
    }

    @Test
    void scramNeedsNoPasswordHere() throws Exception {
        long account = service.account("scram");
        Authority<LoggedIn> authority = from("192.0.12.1");
        ScramParameters parameters = authority.scramParameters("Scram@mail.test");
        ScramClientKeys client = ScramClientKeys.of("secret", parameters);
        byte[] message = authMessage(parameters);

        ScramVerified<LoggedIn> verified = authority.scram("scram@mail.test", message, client.proof(message));

        assertThat(verified.identity()).isEqualTo(new LoggedIn(account, "scram@mail.test"));
        assertThat(verified.serverSignature()).isEqualTo(client.serverSignature(message));
        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> authority.scram("scram@mail.test", new byte[] {1}, client.proof(message)));
        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> authority.scram("scram@mail.test", message, new byte[ScramKeys.KEY_OCTETS]));
        byte[] nobodys = authMessage(authority.scramParameters("nobody@mail.test"));
        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> authority.scram("nobody@mail.test", nobodys, client.proof(nobodys)));
    }

    private static byte[] authMessage(ScramParameters parameters) {
        String salt = Base64.getEncoder().encodeToString(parameters.salt());
        return ("n=x,r=abc,r=abcdef,s=" + salt + ",i=" + parameters.iterations() + ",c=biws,r=abcdef")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aPasswordThatIsHashedAnewDuringScramIsNotWrong() throws Exception {
        long account = service.account("midway");
        String login = "midway@mail.test";
        Authority<LoggedIn> authority = from("192.0.18.1");
        byte[] message = authMessage(authority.scramParameters(login));
        byte[] proof =
                ScramClientKeys.of("secret", authority.scramParameters(login)).proof(message);
        setKeys(account, ScramKeys.derive("secret", new byte[] {4, 5, 6}, 4_096));

        assertThatThrownBy(() -> authority.scram(login, message, proof)).isInstanceOf(UnavailableException.class);
        byte[] nobodys = authMessage(new ScramParameters(new byte[] {7}, 4_096));
        assertThatThrownBy(() -> authority.scram("nobody@mail.test", nobodys, proof))
                .isInstanceOf(UnavailableException.class);

        assertThat(service.number("SELECT count(*) FROM login_failure WHERE key LIKE '% 192.0.18.%'"))
                .isZero();
        assertThat(service.metrics()
                        .counter("packetboat.auth", "protocol", "imap", "mechanism", "scram", "outcome", "unavailable")
                        .count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void anUnknownLoginHasParametersThatStay() throws Exception {
        Authority<LoggedIn> authority = from("192.0.13.1");
        ScramParameters first = authority.scramParameters("ghost@mail.test");

        service.restart();

        ScramParameters second = from("192.0.13.1").scramParameters("GHOST@mail.test");
        assertThat(second.salt()).isEqualTo(first.salt()).hasSize(16);
        assertThat(second.iterations()).isEqualTo(4_096);
        assertThat(from("192.0.13.1").scramParameters("ghost2@mail.test").salt())
                .isNotEqualTo(first.salt());
    }

    @Test
    void certificates() throws Exception {
        long account = service.account("cert");
        Authority<LoggedIn> authority = from("192.0.14.1");
        List<String> addresses = List.of("other@elsewhere.test", "Cert@mail.test");

        assertThat(authority.certificate(Optional.empty(), addresses).accountId())
                .isEqualTo(account);
        assertThat(authority
                        .certificate(Optional.of("cert@mail.test"), addresses)
                        .accountId())
                .isEqualTo(account);
        service.account("nocert");
        assertRefused(
                Refusal.AUTHENTICATION_FAILED, () -> authority.certificate(Optional.of("nocert@mail.test"), addresses));
        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> authority.certificate(Optional.empty(), List.of("other@elsewhere.test")));
    }

    /** Whoever may choose the name in his certificate must not become another by it. */
    @Test
    void certificatesWhoseNamesOnlyLookLikeAnAddress() throws Exception {
        service.account("kim");
        Authority<LoggedIn> authority = from("198.51.100.14");
        for (String name : List.of(
                "kim\0@mail.test",
                "\0kim@mail.test",
                "kim@mail.test\0",
                "kim@mail.test\0.evil.test",
                "\u212aim@mail.test",
                "k\u0131m@mail.test",
                "\uff4bim@mail.test",
                "ki\u00adm@mail.test",
                "kim\u007f@mail.test")) {
            assertRefused(Refusal.AUTHENTICATION_FAILED, () -> authority.certificate(Optional.empty(), List.of(name)));
            assertRefused(
                    Refusal.AUTHENTICATION_FAILED,
                    () -> authority.certificate(Optional.of("kim@mail.test"), List.of(name)));
            assertRefused(Refusal.AUTHENTICATION_FAILED, () -> authority.certificate(Optional.of(name), List.of(name)));
        }
        assertThat(authority
                        .certificate(Optional.empty(), List.of("KIM@mail.test"))
                        .address())
                .isEqualTo("kim@mail.test");
    }

    /** RFC 4616 §2, RFC 5802 §5.1. */
    @Test
    void namesAndPasswordsArePrepared() throws Exception {
        service.account("prepared");
        service.application().accounts().setPassword("prepared@mail.test", "p\u00e4ss\u00a0word");
        Authority<LoggedIn> authority = from("198.51.100.20");

        assertThat(authority
                        .password("pre\u00adpared@mail.test", "pa\u0308ss word")
                        .address())
                .isEqualTo("prepared@mail.test");
        assertThat(authority.scramParameters("\uff30repared@mail.test").salt())
                .isEqualTo(authority.scramParameters("prepared@mail.test").salt());
        for (String password : List.of("", "\u00ad", "p\u00e4ss\u0007word", "\ufffd")) {
            assertRefused(Refusal.AUTHENTICATION_FAILED, () -> authority.password("prepared@mail.test", password));
        }
        for (String login : List.of("pre\0pared@mail.test", "prepared@mail.test\0", "prepared\ufffd@mail.test")) {
            assertRefused(Refusal.AUTHENTICATION_FAILED, () -> authority.password(login, "p\u00e4ss word"));
        }
    }

    @Test
    void whatCannotBePreparedIsCounted() {
        for (int i = 0; i < 4; i++) {
            assertRefused(
                    Refusal.AUTHENTICATION_FAILED, () -> from("192.0.21.1").password("a@mail.test", ""));
        }
        assertBlocked("a@mail.test", "192.0.21.1");
    }

    /** Another instance may have counted accounts at another time and tell other iterations of a login that nobody has. */
    @Test
    void otherIterationsDoNotTellAnUnknownLogin() throws Exception {
        Authority<LoggedIn> authority = from("192.0.22.1");
        ScramParameters told = authority.scramParameters("nobody@mail.test");
        byte[] message = authMessage(new ScramParameters(told.salt(), told.iterations() + 1));

        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> authority.scram("nobody@mail.test", message, new byte[ScramKeys.KEY_OCTETS]));

        assertThat(service.number("SELECT count(*) FROM login_failure WHERE key = 'address 192.0.22.1/32'"))
                .isOne();
    }

    @Test
    void withoutAnIssuerNoTokenIsGood() {
        assertRefused(
                Refusal.AUTHENTICATION_FAILED,
                () -> from("192.0.15.1").bearer(Optional.of("alice@mail.test"), "token"));
    }

    private static void setKeys(long account, ScramKeys keys) throws InterruptedException {
        service.number(
                "UPDATE account SET scram_stored_key = $2, scram_server_key = $3, scram_salt = $4, scram_iterations = $5"
                        + " WHERE account_id = $1 RETURNING account_id",
                account,
                Buffer.buffer(keys.storedKey()),
                Buffer.buffer(keys.serverKey()),
                Buffer.buffer(keys.salt()),
                keys.iterations());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000})
    void aHashWithOtherIterationsIsMadeAnew(int iterations) throws Exception {
        String login = "hashed" + iterations + "@mail.test";
        long account = service.account("hashed" + iterations);
        setKeys(account, ScramKeys.derive("secret", new byte[] {1, 2, 3}, iterations));

        assertFails(login, "192.0.16.1");
        assertGood(login, "192.0.16.1");

        Awaitility.await()
                .until(() ->
                        service.number("SELECT scram_iterations::bigint FROM account WHERE account_id = $1", account)
                                == 4_096);
        assertGood(login, "192.0.16.1");
        assertFails(login, "192.0.16.1");
    }

    @Test
    void oddLoginsAreRefusedLikeAnyOther() {
        for (String login : List.of("", "@", "a@", "\0@mail.test", "x".repeat(10_000), "' OR 1=1 --@mail.test")) {
            assertFails(login, "198.51.100.9");
        }
    }

    private static AuthenticateResponse authenticate(String login, String address) throws InterruptedException {
        return service.channel()
                .directory()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setLogin(login)
                        .setPassword("wrong")
                        .setProtocol("smtp")
                        .setClientAddress(address)
                        .build());
    }
}
