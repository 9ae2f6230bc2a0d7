package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.client.LoggedIn;
import org.packetboat.mailbox.oidc.TestIssuer;

/** Logs in well and badly in every way, and then looks for what was sent in everything that was logged or thrown. */
final class SecretsInLogsIT {
    private static final String RIGHT = "right-Xylophon-1";
    private static final String WRONG = "wrong-Xylophon-2";
    private static final byte[] PROOF =
            "proof-Xylophon-of-thirty-two-octs".substring(0, 32).getBytes(StandardCharsets.US_ASCII);

    private final Queue<String> texts = new ConcurrentLinkedQueue<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            texts.add(entry.getLoggerName() + " " + entry.getMessage() + " " + Arrays.toString(entry.getParameters())
                    + " " + (entry.getThrown() == null ? "" : stack(entry.getThrown())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void nothingOfACredentialIsLoggedOrThrown(@TempDir Path data) throws Exception {
        Logger root = Logger.getLogger("");
        Logger ours = Logger.getLogger("org.packetboat");
        Level before = ours.getLevel();
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        ours.setLevel(Level.ALL);
        try {
            logInAndOut(data);
        } finally {
            root.removeHandler(handler);
            ours.setLevel(before);
        }
    }

    private void logInAndOut(Path data) throws Exception {
        TestIssuer issuer = new TestIssuer();
        PublicJsonWebKey key = issuer.rsa("a");
        String good = TestIssuer.sign(issuer.claims("alice@mail.test"), key, "RS256");
        String bad = good.substring(0, good.length() - 8) + "AAAAAAAA";
        Map<String, String> settings = Map.of(
                "packetboat.mailbox-service.oidc.issuer", issuer.name(),
                "packetboat.mailbox-service.oidc.audience", "mail",
                "packetboat.mailbox-service.login.account-failures", "3",
                "packetboat.mailbox-service.login.max-delay", "1ms");
        List<String> secrets = new ArrayList<>(List.of("Xylophon", good, bad));
        try (RunningService service = RunningService.start(data, settings)) {
            long alice = service.account("alice");
            secrets.addAll(giveAnOldHash(service, alice));
            Authority<LoggedIn> authority =
                    service.channel().directory().authority("imap", InetAddress.ofLiteral("192.0.2.1"));
            assertThat(authority.password("alice@mail.test", RIGHT).accountId()).isEqualTo(alice);
            Awaitility.await().until(() -> texts.stream().anyMatch(text -> text.contains("hashed anew")));
            authority.bearer(Optional.empty(), good);
            for (int i = 0; i < 5; i++) {
                fail(() -> authority.password("bob@mail.test", WRONG));
                fail(() -> authority.scram("bob@mail.test", PROOF, PROOF));
                fail(() -> authority.bearer(Optional.of("bob@mail.test"), good));
                fail(() -> authority.bearer(Optional.empty(), bad));
                fail(() -> authority.bearer(Optional.empty(), WRONG));
            }
            service.infrastructure().close();
            fail(() -> authority.password("alice@mail.test", RIGHT));
            fail(() -> authority.scram("alice@mail.test", PROOF, PROOF));
        } finally {
            issuer.close();
        }
        assertThat(texts).anyMatch(text -> text.contains("login failed"));
        for (String secret : secrets) {
            for (String form : forms(secret)) {
                assertThat(texts).noneMatch(text -> text.contains(form));
            }
        }
    }

    private static List<String> giveAnOldHash(RunningService service, long account) throws Exception {
        ScramKeys keys = ScramKeys.derive(RIGHT, new byte[] {1, 2, 3}, 100);
        service.number(
                "UPDATE account SET scram_stored_key = $2, scram_server_key = $3, scram_salt = $4, scram_iterations = 100"
                        + " WHERE account_id = $1 RETURNING account_id",
                account,
                Buffer.buffer(keys.storedKey()),
                Buffer.buffer(keys.serverKey()),
                Buffer.buffer(keys.salt()));
        return List.of(
                HexFormat.of().formatHex(keys.storedKey()),
                Base64.getEncoder().encodeToString(keys.storedKey()),
                Base64.getEncoder().encodeToString(keys.serverKey()));
    }

    private static List<String> forms(String secret) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        return List.of(
                secret, HexFormat.of().formatHex(octets), Base64.getEncoder().encodeToString(octets));
    }

    private void fail(ThrowingCallable login) {
        Throwable failure = catchThrowable(login);
        assertThat(failure).isNotNull();
        texts.add(stack(failure));
    }

    private static String stack(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
