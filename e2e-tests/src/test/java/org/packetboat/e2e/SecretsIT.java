package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.e2e.HostileClient.Stage;
import org.packetboat.mail.sasl.ScramClient;

/** Logs in at every door in every way, well and badly, and finds nothing of it in any log or trace, even at DEBUG. */
@Timeout(300)
class SecretsIT {
    private static final String USER = "keeper@mail.test";
    private static final String RIGHT = "Rw7hgTzq-right";

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private static Stack stack;
    private static SSLContext trust;
    private static SpanCollector collector;
    private static TokenIssuer issuer;

    /** By what it is; every form in which it went over a socket. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private int number;

    @BeforeAll
    static void start() throws Exception {
        collector = new SpanCollector();
        issuer = new TokenIssuer();
        stack = Stack.start(
                Map.of(
                        "QUARKUS_LOG_CATEGORY__ORG_PACKETBOAT__LEVEL",
                        "DEBUG",
                        "PACKETBOAT_TRACING_ENDPOINT",
                        collector.url(),
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "100",
                        "PACKETBOAT_MAILBOX_SERVICE_SCRAM_ITERATIONS",
                        "4096",
                        "PACKETBOAT_MAILBOX_BEARER_TOKENS",
                        "true",
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_ISSUER",
                        issuer.name(),
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_AUDIENCE",
                        TokenIssuer.AUDIENCE),
                List.of());
        trust = Identities.context(Optional.empty(), stack.authority());
        stack.packetboat(Duration.ofMinutes(1), RIGHT + "\n", List.of("account", "add", USER, "--password-stdin"))
                .expectSuccess();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (collector != null) {
            collector.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    /** What the servers write is mail, or leads to it. */
    @Test
    void nobodyElseOnTheMachineMayReadMail() throws IOException {
        List<Path> open = new ArrayList<>();
        Files.walkFileTree(stack.data(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !Collections.disjoint(permissions(file), OTHERS)) {
                    open.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(open).isEmpty();
        assertThat(Files.getPosixFilePermissions(stack.data())).doesNotContainAnyElementsOf(OTHERS);
    }

    /** None of a file that has gone meanwhile. */
    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException _) {
            return Set.of();
        }
    }

    @Test
    void noSecretIsInALogOrATrace() throws Exception {
        keep("the right password", RIGHT);
        keep("the right PLAIN", HostileClient.base64("\0" + USER + "\0" + RIGHT));
        keep("the right password in base64", HostileClient.base64(RIGHT));
        for (Door door : Door.values()) {
            if (door.hasLogin()) {
                tokens(door);
            }
        }
        issuer.close();
        tokenOfAKeyThatIsNotToBeHad();
        for (Door door : Door.values()) {
            passwords(door);
            if (door.hasLogin()) {
                scram(door);
            }
            mistakes(door);
        }
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
            assertThat(smtp.send(USER, List.of(USER), Corpus.octets("Subject: x\r\n\r\nx\r\n")))
                    .isEqualTo(250);
        }
        Await.until("a trace", () -> collector.named("deliver").isPresent());

        String traces = collector.everything().toLowerCase(Locale.ROOT);
        Map<String, String> logs = logs();
        assertThat(logs.get("smtp-gateway.log")).contains(" debug ").contains("authentication_failed");
        assertThat(logs.get("mailbox-service.log")).contains(" debug ");
        secrets.forEach((what, secret) -> {
            String wanted = secret.toLowerCase(Locale.ROOT);
            assertThat(traces.contains(wanted))
                    .as("%s in traces: %s", what, secret)
                    .isFalse();
            logs.forEach((log, text) -> assertThat(text.lines().filter(line -> line.contains(wanted)))
                    .as("%s in %s", what, log)
                    .isEmpty());
        });
    }

    private static Map<String, String> logs() throws IOException {
        Map<String, String> logs = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(stack.data().resolve("logs"))) {
            for (Path file : files.toList()) {
                logs.put(
                        file.getFileName().toString(),
                        new String(Files.readAllBytes(file), ISO_8859_1).toLowerCase(Locale.ROOT));
            }
        }
        return logs;
    }

    private void keep(String what, String secret) {
        assertThat(secrets.put(what, secret)).as("two secrets: %s", what).isNull();
    }

    /** A secret that nothing else is like. */
    private String secret(String what, Door door) {
        String secret = "Qx" + ++number + "vWz" + what.length() + "KpLm" + number * 7919;
        keep(what + " at " + door, secret);
        keep(what + " at " + door + " in base64", HostileClient.base64(secret));
        return secret;
    }

    /** What is sent is a secret as it stands. */
    private String payload(String what, Door door, String text) {
        String payload = HostileClient.base64(text);
        keep(what + " at " + door + " as it was sent", payload);
        return payload;
    }

    private HostileClient open(Door door) throws IOException {
        HostileClient client = new HostileClient(stack, trust, door, InetAddress.getLoopbackAddress(), USER);
        client.enter(Stage.GREETED);
        if (door.spoken() == Door.Spoken.SMTP) {
            client.ask("EHLO secrets.test");
        }
        return client;
    }

    /** One connection for each, so that none is cut off for the failures of another. */
    private void say(Door door, String... lines) throws IOException {
        try (HostileClient client = open(door)) {
            for (String line : lines) {
                client.send(line + "\r\n");
            }
            client.readAlong();
            client.halfClose();
            assertThat(client.ended(Duration.ofSeconds(20)))
                    .as(client.transcript())
                    .isTrue();
        }
    }

    private static String auth(Door door) {
        return door.spoken() == Door.Spoken.IMAP ? "a AUTHENTICATE " : "AUTH ";
    }

    private void passwords(Door door) throws IOException {
        String auth = auth(door);
        String encodedUser = HostileClient.base64(USER);
        for (String password : List.of(RIGHT, secret("wrong password", door))) {
            String kind = password.equals(RIGHT) ? "right" : "wrong";
            String plain = payload(kind + " PLAIN", door, "\0" + USER + "\0" + password);
            say(door, auth + "PLAIN " + plain);
            try (HostileClient client = open(door)) {
                client.send(auth + "PLAIN\r\n");
                client.line();
                client.send(plain + "\r\n");
                client.line();
            }
            try (HostileClient client = open(door)) {
                client.send(auth + "LOGIN\r\n");
                client.line();
                client.send(encodedUser + "\r\n");
                client.line();
                client.send(HostileClient.base64(password) + "\r\n");
                client.line();
            }
            switch (door.spoken()) {
                case SMTP -> {}
                case IMAP -> {
                    say(door, "a LOGIN " + USER + " " + password);
                    say(door, "a LOGIN " + USER + " {" + password.length() + "+}", password);
                    say(door, "a LOGIN \"" + USER + "\" \"" + password + "\"");
                }
                case POP3 -> say(door, "USER " + USER, "PASS " + password);
            }
        }
        String token = "ey" + secret("token", door) + "." + secret("claims", door) + ".sig";
        say(
                door,
                auth + "OAUTHBEARER "
                        + payload("OAUTHBEARER", door, "n,a=" + USER + ",\1auth=Bearer " + token + "\1\1"),
                "");
        say(door, auth + "XOAUTH2 " + payload("XOAUTH2", door, "user=" + USER + "\1auth=Bearer " + token + "\1\1"), "");
        say(door, auth + "EXTERNAL " + payload("EXTERNAL", door, secret("identity", door)));
    }

    /** Tokens that log in. */
    private void tokens(Door door) throws Exception {
        for (String mechanism : List.of("OAUTHBEARER", "XOAUTH2")) {
            String token = issuer.token(USER);
            try (HostileClient client = open(door)) {
                client.send(auth(door) + mechanism + " " + bearer("good", mechanism, door, token) + "\r\n");
                assertThat(client.line()).as("%s at %s", mechanism, door).startsWith(success(door));
                if (door.spoken() == Door.Spoken.POP3) {
                    // The maildrop of a connection that just goes stays locked until that is noticed.
                    client.send("QUIT\r\n");
                    assertThat(client.line()).startsWith("+OK");
                }
            }
        }
    }

    /** The issuer is gone: what fails is said. */
    private void tokenOfAKeyThatIsNotToBeHad() throws Exception {
        Door door = Door.POP3S;
        String token = issuer.token(USER, "unheard-of");
        say(door, auth(door) + "OAUTHBEARER " + bearer("unverifiable", "OAUTHBEARER", door, token), "");
    }

    /** The response with a token, of which each part is a secret but for the first, which says how it is signed. */
    private String bearer(String kind, String mechanism, Door door, String token) {
        String what = kind + " token by " + mechanism;
        int claims = token.indexOf('.') + 1;
        int signature = token.lastIndexOf('.') + 1;
        keep("claims of the " + what + " at " + door, token.substring(claims, signature - 1));
        keep("signature of the " + what + " at " + door, token.substring(signature));
        String user = mechanism.equals("XOAUTH2") ? "user=" + USER + "\1" : "n,a=" + USER + ",\1";
        return payload(what, door, user + "auth=Bearer " + token + "\1\1");
    }

    private static String success(Door door) {
        return switch (door.spoken()) {
            case SMTP -> "235 ";
            case IMAP -> "a OK ";
            case POP3 -> "+OK ";
        };
    }

    private void scram(Door door) throws Exception {
        for (String password : List.of(RIGHT, secret("wrong SCRAM password", door))) {
            String kind = password.equals(RIGHT) ? "right" : "wrong";
            String nonce = secret("nonce of the " + kind, door);
            ScramClient scram = new ScramClient(USER, password, "n,,", new byte[0], nonce);
            try (HostileClient client = open(door)) {
                String first = payload(kind + " SCRAM first", door, text(scram.first()));
                client.send(auth(door) + "SCRAM-SHA-256 " + first + "\r\n");
                String challenge = client.line();
                byte[] server = Base64.getDecoder().decode(challenge.substring(challenge.lastIndexOf(' ') + 1));
                client.send(payload(kind + " SCRAM last", door, text(scram.last(server))) + "\r\n");
                String outcome = client.line();
                assertThat(outcome.matches("(334|\\+ ).*")).as(outcome).isEqualTo(password.equals(RIGHT));
            }
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }

    /** Passwords where something else belongs. */
    private void mistakes(Door door) throws IOException {
        String auth = auth(door);
        say(door, secret("password as a command", door));
        say(door, "a " + secret("password behind a tag", door));
        say(door, auth + secret("password as a mechanism", door));
        say(door, auth + "PLAIN " + secret("password in the clear", door));
        say(door, auth + "PLAIN " + USER + " " + secret("password behind the name", door));
        say(door, auth + "PLAIN", secret("password for a response", door));
        say(door, auth + "LOGIN", secret("password for a name", door), secret("password in the clear for LOGIN", door));
        say(door, auth + "LOGIN", payload("name", door, secret("password as a name", door)), HostileClient.base64("x"));
        say(door, auth + "PLAIN " + payload("too little", door, secret("PLAIN without NUL", door)));
        say(door, auth + "PLAIN " + payload("no UTF-8", door, "\0\u00ff\0" + secret("behind no UTF-8", door)));
        say(door, auth + "SCRAM-SHA-256 " + payload("no SCRAM", door, secret("no SCRAM", door)));
        say(door, auth + "PLAIN " + secret("overlong", door).repeat(2_000));
        switch (door.spoken()) {
            case SMTP -> {
                say(door, "EHLO " + secret("password as a host", door) + " x");
                say(door, "MAIL FROM:<" + secret("password as a sender", door));
                say(door, "VRFY " + secret("password to verify", door));
            }
            case IMAP -> {
                say(door, "a LOGIN " + secret("password alone", door));
                say(door, "a LOGIN " + secret("login without a domain", door) + " x");
                say(door, "a LOGIN " + USER + " " + secret("password with more behind it", door) + " y");
                say(door, "a LOGIN " + USER + " \"" + secret("password without its quote", door));
                say(door, "LOGIN " + USER + " " + secret("password without a tag", door));
                String long1 = secret("huge literal", door);
                say(door, "a LOGIN " + USER + " {9000+}", long1.repeat(9_000 / long1.length() + 1));
            }
            case POP3 -> {
                say(door, "PASS " + secret("password first", door));
                say(door, "USER " + secret("password as a user", door), "PASS x");
                say(door, "USER " + USER, "PSAS " + secret("password behind a typing error", door));
                say(door, "USER " + USER + " " + secret("password behind the user", door));
                say(door, "APOP " + USER + " " + secret("digest", door));
            }
        }
    }
}
