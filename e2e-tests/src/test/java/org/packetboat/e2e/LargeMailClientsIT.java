package org.packetboat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that this project did not write submit up to 20 MiB over TLS with a login, and get the same octets back by IMAP and POP3. */
class LargeMailClientsIT {
    private static final Stack STACK = Stack.shared();
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int LARGE = 20 << 20;
    /** Above what travels within a record. */
    private static final int MEDIUM = TestSize.pick(1 << 20, LARGE);

    @TempDir
    private static Path installed;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void install() throws IOException {
        ForeignClientsIT.installClients();
        for (String file : List.of("package.json", "package-lock.json", "send.mjs")) {
            Files.copy(SCRIPTS.resolve("nodemailer").resolve(file), installed.resolve(file));
        }
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(
                                "npm",
                                "ci",
                                "--prefix",
                                installed.toString(),
                                "--ignore-scripts",
                                "--no-audit",
                                "--no-fund",
                                "--prefer-offline"))
                .expectSuccess();
    }

    enum Client {
        SWAKS,
        MSMTP,
        NODEMAILER,
        SMTPLIB
    }

    enum Tls {
        IMPLICIT,
        STARTTLS;

        String port() {
            return Integer.toString(this == IMPLICIT ? STACK.submissions() : STACK.submission());
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SWAKS, IMPLICIT, PLAIN",
        "SWAKS, STARTTLS, LOGIN",
        "MSMTP, IMPLICIT, SCRAM-SHA-256",
        "MSMTP, STARTTLS, PLAIN",
        "NODEMAILER, IMPLICIT, PLAIN",
        "NODEMAILER, STARTTLS, LOGIN",
        "SMTPLIB, IMPLICIT, LOGIN",
        "SMTPLIB, STARTTLS, PLAIN"
    })
    void sends(Client client, Tls tls, String mechanism) throws IOException {
        Inbox inbox = Inbox.add(STACK, "large-" + UUID.randomUUID() + "@mail.test");
        Letter letter = Letter.of(inbox.user(), inbox.user(), body(tls == Tls.STARTTLS ? LARGE : MEDIUM));
        Path file = Files.write(folder.resolve("message"), letter.octets());
        String authority = STACK.authority().toString();
        switch (client) {
            case SWAKS -> {
                // It ends the last line in any case.
                Files.write(file, Arrays.copyOf(letter.octets(), letter.octets().length - 2));
                run(
                        "swaks",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        tls.port(),
                        tls == Tls.IMPLICIT ? "--tls-on-connect" : "--tls",
                        "--tls-verify",
                        "--tls-ca-path",
                        authority,
                        "--auth",
                        mechanism,
                        "--auth-user",
                        inbox.user(),
                        "--auth-password",
                        inbox.password(),
                        "--from",
                        inbox.user(),
                        "--to",
                        inbox.user(),
                        "--suppress-data",
                        "--data",
                        "@" + file);
            }
            case MSMTP -> msmtp(inbox, tls, mechanism, file);
            case NODEMAILER ->
                run(
                        "node",
                        installed.resolve("send.mjs").toString(),
                        tls.port(),
                        tls.word(),
                        mechanism,
                        authority,
                        inbox.user(),
                        inbox.password(),
                        file.toString());
            case SMTPLIB ->
                run(
                        "python3",
                        SCRIPTS.resolve("large_session.py").toString(),
                        tls.port(),
                        tls.word(),
                        mechanism,
                        authority,
                        inbox.user(),
                        inbox.password(),
                        file.toString());
        }
        byte[] got = inbox.awaitOne();
        letter.assertArrivedAs(got);
        letter.assertArrivedAs(inbox.popped(1));
        awaitLogin(mechanism, inbox.user());
    }

    private void msmtp(Inbox inbox, Tls tls, String mechanism, Path file) throws IOException {
        Path config = Files.writeString(folder.resolve("msmtprc"), """
                defaults
                tls on
                tls_trust_file %s
                account test
                host 127.0.0.1
                port %s
                tls_starttls %s
                from %s
                user %s
                auth %s
                password %s
                """.formatted(
                        STACK.authority(),
                        tls.port(),
                        tls == Tls.STARTTLS ? "on" : "off",
                        inbox.user(),
                        inbox.user(),
                        mechanism.toLowerCase(Locale.ROOT),
                        inbox.password()));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        // It reads lines as this system ends them.
        run(
                "sh",
                "-c",
                "tr -d '\\r' < \"$1\" | msmtp --file=\"$2\" --account=test \"$3\"",
                "sh",
                file.toString(),
                config.toString(),
                inbox.user());
    }

    /** It is the gateway that says how they have logged in. */
    private static void awaitLogin(String mechanism, String user) throws IOException {
        String end = " mechanism=" + mechanism + " outcome=ok user=" + user;
        Await.until(
                "login by " + mechanism, () -> STACK.log("smtp-gateway").lines().anyMatch(line -> line.endsWith(end)));
    }

    private static void run(String... command) {
        Programs.run(LIMIT, Map.of(), null, List.of(command)).expectSuccess();
    }

    /** Lines that begin with dots among others; always the same. */
    private static String body(int octets) {
        Random random = new Random(octets);
        StringBuilder body = new StringBuilder(octets + 100);
        byte[] line = new byte[54];
        while (body.length() < octets) {
            random.nextBytes(line);
            if (random.nextInt(20) == 0) {
                body.append(".".repeat(1 + random.nextInt(3)));
            }
            body.append(Base64.getEncoder().encodeToString(line)).append("\r\n");
        }
        return body.toString();
    }
}
