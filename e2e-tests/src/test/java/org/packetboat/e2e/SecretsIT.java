package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.e2e.HostileClient.Stage;

/** Logs in at every door in every way, well and badly, and finds nothing of it in any log or trace, even at DEBUG. */
@Timeout(300)
class SecretsIT {
    private static final String USER = "keeper@mail.test";
    private static final String RIGHT = "Rw7hgTzq-right";

    private static Stack stack;
    private static SSLContext trust;
    private static SpanCollector collector;

    /** By what it is; every form in which it went over a socket. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private int number;

    @BeforeAll
    static void start() throws Exception {
        collector = new SpanCollector();
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
                        // Nobody is there: tokens are taken, and what fails is said.
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_ISSUER",
                        "https://127.0.0.1:9/",
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_AUDIENCE",
                        "packetboat"),
                List.of());
        trust = Identities.context(Optional.empty(), stack.authority());
        stack.addAccount(USER, RIGHT);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    void noSecretIsInALogOrATrace() throws Exception {
        secrets.put("the right password", RIGHT);
        for (Door door : Door.values()) {
            secrets.put("the right PLAIN of " + door, HostileClient.base64("\0" + USER + "\0" + RIGHT));
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

    /** A secret that nothing else is like. */
    private String secret(String what, Door door) {
        String secret = "Qx" + ++number + "vWz" + what.length() + "KpLm" + number * 7919;
        secrets.put(what + " at " + door, secret);
        secrets.put(what + " at " + door + " in base64", HostileClient.base64(secret));
        return secret;
    }

    /** What is sent is a secret as it stands. */
    private String payload(String what, Door door, String text) {
        String payload = HostileClient.base64(text);
        secrets.put(what + " at " + door + " as it was sent", payload);
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
            String plain = payload("PLAIN " + password.length(), door, "\0" + USER + "\0" + password);
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

    private void scram(Door door) throws Exception {
        for (String password : List.of(RIGHT, secret("wrong SCRAM password", door))) {
            Scram scram = new Scram(USER, password, secret("nonce " + password.length(), door));
            secrets.put("SCRAM first at " + door, scram.first());
            try (HostileClient client = open(door)) {
                client.send(auth(door) + "SCRAM-SHA-256 " + scram.first() + "\r\n");
                String challenge = client.line();
                String last = scram.last(challenge.substring(challenge.lastIndexOf(' ') + 1));
                secrets.put("SCRAM last at " + door + password.length(), last);
                client.send(last + "\r\n");
                String outcome = client.line();
                assertThat(outcome.matches("(334|\\+ ).*")).as(outcome).isEqualTo(password.equals(RIGHT));
            }
        }
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
