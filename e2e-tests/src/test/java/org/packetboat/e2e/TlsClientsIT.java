package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that this project did not write, over TLS from the start and STARTTLS, with every SASL mechanism that they speak. Each trusts the local
 * authority and nothing else, and sends or fetches a message whose content is compared.
 */
class TlsClientsIT {
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PASSWORD = "three w0rds, \"quoted\"";
    private static final String BODY = "first line\r\n.starts with a dot\r\n\r\nlast line\r\n";

    @TempDir
    private static Path identities;

    private static TokenIssuer issuer;
    private static Stack stack;

    @TempDir
    private Path folder = Path.of("");

    private String user = "";
    private String token = "";

    @BeforeAll
    static void start() throws Exception {
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(SCRIPTS.resolve("install-clients.sh").toString()))
                .expectSuccess();
        run(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=clients -keyout ca.key -out ca.pem",
                identities);
        issuer = new TokenIssuer();
        stack = Stack.start(
                Map.of(
                        "QUARKUS_TLS_MAIL_TRUST_STORE_PEM_CERTS",
                        identities.resolve("ca.pem").toString(),
                        "PACKETBOAT_MAILBOX_BEARER_TOKENS",
                        "true",
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_ISSUER",
                        issuer.name(),
                        "PACKETBOAT_MAILBOX_SERVICE_OIDC_AUDIENCE",
                        TokenIssuer.AUDIENCE),
                List.of());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }

    @BeforeEach
    void account() throws Exception {
        user = "tls-" + UUID.randomUUID().toString().substring(0, 8) + "@mail.test";
        stack.admin().addAccount(user, PASSWORD);
        token = issuer.token(user);
        run(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=client -addext subjectAltName=email:"
                        + user + " -addext basicConstraints=CA:FALSE -CA " + identities.resolve("ca.pem") + " -CAkey "
                        + identities.resolve("ca.key") + " -keyout client.key -out client.pem",
                folder);
    }

    @Test
    void opensslShakesHandsWithTls12And13AndNothingOlder() {
        for (Port port : ports()) {
            for (String version : List.of("1_2", "1_3")) {
                String said = shakeHands(port, "-tls" + version).expectSuccess().output();
                assertThat(said)
                        .as(port.toString())
                        .contains("Protocol version: TLSv" + version.replace('_', '.'), "Verification: OK");
            }
            for (String version : List.of("1", "1_1")) {
                Programs.Result refused = shakeHands(port, "-tls" + version, "-cipher", "DEFAULT@SECLEVEL=0");
                assertThat(refused.exit()).as(port + " " + version).isNotZero();
                assertThat(refused.output()).doesNotContain("Protocol version").contains("alert protocol version");
            }
        }
    }

    @Test
    void curlSendsAndFetches() throws Exception {
        int sent = 0;
        for (String server :
                List.of("smtps://127.0.0.1:" + stack.submissions(), "smtp://127.0.0.1:" + stack.submission())) {
            for (List<String> login : curlLogins()) {
                String subject = "curl " + ++sent;
                Path message = message(subject);
                List<String> command = new ArrayList<>(List.of("curl", "-sS", "--ssl-reqd", "--cacert", authority()));
                command.addAll(login);
                command.addAll(List.of(
                        server + "/client.test", "--mail-from", user, "--mail-rcpt", user, "-T", message.toString()));
                Programs.run(LIMIT, command).expectSuccess();
                assertReceived(subject);
            }
        }
        for (String mailbox : List.of(
                "imaps://127.0.0.1:" + stack.imaps() + "/INBOX;MAILINDEX=1",
                "imap://127.0.0.1:" + stack.imap() + "/INBOX;MAILINDEX=1",
                "pop3s://127.0.0.1:" + stack.pop3s() + "/1",
                "pop3://127.0.0.1:" + stack.pop3() + "/1")) {
            for (List<String> login : curlLogins()) {
                List<String> command =
                        new ArrayList<>(List.of("curl", "-sS", "--ssl-reqd", "--cacert", authority(), mailbox));
                command.addAll(login);
                String got = Programs.run(LIMIT, command).expectSuccess().output();
                assertThat(got).as("%s %s", mailbox, login).endsWith("Subject: curl 1\r\n\r\n" + BODY);
            }
        }
    }

    private List<List<String>> curlLogins() {
        return List.of(
                List.of("-u", user + ":" + PASSWORD),
                List.of("-u", user + ":" + PASSWORD, "--login-options", "AUTH=PLAIN"),
                List.of("-u", user + ":" + PASSWORD, "--login-options", "AUTH=LOGIN"),
                List.of("-u", user, "--oauth2-bearer", token, "--login-options", "AUTH=XOAUTH2"),
                List.of("-u", user, "--oauth2-bearer", token, "--login-options", "AUTH=OAUTHBEARER"),
                List.of(
                        "-u",
                        user + ":",
                        "--cert",
                        folder.resolve("client.pem").toString(),
                        "--key",
                        folder.resolve("client.key").toString(),
                        "--login-options",
                        "AUTH=EXTERNAL"));
    }

    @Test
    void msmtpSends() throws Exception {
        for (String startTls : List.of("on", "off")) {
            for (String mechanism : List.of("plain", "login", "scram-sha-256", "oauthbearer", "xoauth2", "external")) {
                String subject = "msmtp " + mechanism + " " + startTls;
                List<String> command = new ArrayList<>(List.of(
                        "msmtp",
                        "--file="
                                + privately("msmtprc", """
                        defaults
                        tls on
                        tls_trust_file %s
                        account test
                        host 127.0.0.1
                        port %d
                        tls_starttls %s
                        from %s
                        user %s
                        auth %s
                        passwordeval cat %s
                        %s
                        """.formatted(
                                                authority(),
                                                startTls.equals("on") ? stack.submission() : stack.submissions(),
                                                startTls,
                                                user,
                                                user,
                                                mechanism,
                                                secret(mechanism),
                                                mechanism.equals("external") ? clientCertificate() : "")),
                        "--account=test",
                        user));
                Programs.run(LIMIT, Map.of(), Files.readString(message(subject)).replace("\r\n", "\n"), command)
                        .expectSuccess();
                assertReceived(subject);
            }
        }
    }

    @Test
    void mpopFetches() throws Exception {
        deliver("mpop");
        for (String startTls : List.of("on", "off")) {
            for (String mechanism :
                    List.of("user", "plain", "login", "scram-sha-256", "oauthbearer", "xoauth2", "external")) {
                Path mbox = folder.resolve("mpop-" + mechanism + startTls);
                run(
                        "mpop --file="
                                + privately("mpoprc", """
                                defaults
                                tls on
                                tls_trust_file %s
                                keep on
                                account test
                                host 127.0.0.1
                                port %d
                                tls_starttls %s
                                user %s
                                auth %s
                                passwordeval cat %s
                                delivery mbox %s
                                uidls_file %s.uidls
                                %s
                                """.formatted(
                                                authority(),
                                                startTls.equals("on") ? stack.pop3() : stack.pop3s(),
                                                startTls,
                                                user,
                                                mechanism,
                                                secret(mechanism),
                                                mbox,
                                                mbox,
                                                mechanism.equals("external") ? clientCertificate() : ""))
                                + " test",
                        folder);
                assertHasBody(mbox, "mpop");
            }
        }
    }

    @Test
    void fetchmailFetches() throws Exception {
        deliver("fetchmail");
        for (String protocol : List.of("IMAP", "POP3")) {
            for (String tls : List.of("ssl", "sslproto tls1.2+")) {
                boolean implicit = tls.equals("ssl");
                int port = protocol.equals("IMAP")
                        ? implicit ? stack.imaps() : stack.imap()
                        : implicit ? stack.pop3s() : stack.pop3();
                Path got = folder.resolve("fetchmail-" + protocol + implicit);
                Path config =
                        privately("fetchmailrc", """
                        poll localhost service %d protocol %s auth password
                          user "%s" password '%s' %s sslcertck sslcertfile "%s" keep mda "cat >> %s"
                        """.formatted(port, protocol, user, PASSWORD, tls, authority(), got));
                Programs.run(
                                LIMIT,
                                Map.of("FETCHMAILHOME", folder.toString()),
                                null,
                                List.of(
                                        "fetchmail",
                                        "-v",
                                        "-f",
                                        config.toString(),
                                        "--all",
                                        "--pidfile",
                                        folder + "/pid"))
                        .expectSuccess();
                assertHasBody(got, "fetchmail");
            }
        }
    }

    @Test
    void getmailFetches() throws Exception {
        deliver("getmail");
        for (String login : List.of("password = " + PASSWORD, "use_xoauth2 = True\npassword = " + token)) {
            for (String protocol : List.of("IMAP", "POP3")) {
                Path got = folder.resolve("getmail-" + protocol + login.startsWith("use"));
                Files.createFile(got);
                Path home = Files.createDirectory(folder.resolve("home-" + got.getFileName()));
                Path config = privately("getmailrc", """
                        [retriever]
                        type = Simple%sSSLRetriever
                        server = localhost
                        port = %d
                        username = %s
                        ca_certs = %s
                        %s
                        [destination]
                        type = MDA_external
                        path = /usr/bin/tee
                        arguments = ("-a", "%s")
                        allow_root_commands = True
                        [options]
                        delete = false
                        """.formatted(
                                protocol,
                                protocol.equals("IMAP") ? stack.imaps() : stack.pop3s(),
                                user,
                                authority(),
                                login,
                                got));
                run("getmail --getmaildir " + home + " --rcfile " + config, folder);
                assertHasBody(got, "getmail");
            }
        }
    }

    @Test
    void mbsyncFetches() throws Exception {
        deliver("mbsync");
        for (String tls : List.of("IMAPS", "STARTTLS")) {
            for (String mechanism : List.of("LOGIN", "PLAIN", "SCRAM-SHA-256", "EXTERNAL")) {
                Path maildir = Files.createDirectory(folder.resolve("mbsync-" + tls + mechanism));
                Path config = privately("mbsyncrc", """
                        IMAPAccount test
                        Host localhost
                        Port %d
                        User %s
                        PassCmd "cat %s"
                        SSLType %s
                        SystemCertificates no
                        CertificateFile %s
                        AuthMechs %s
                        ClientCertificate %s
                        ClientKey %s

                        IMAPStore remote
                        Account test

                        MaildirStore local
                        Path %s/
                        Inbox %s/INBOX

                        Channel all
                        Far :remote:INBOX
                        Near :local:INBOX
                        Sync Pull
                        SyncState *
                        """.formatted(
                                tls.equals("IMAPS") ? stack.imaps() : stack.imap(),
                                user,
                                secret(mechanism),
                                tls,
                                authority(),
                                mechanism,
                                folder.resolve("client.pem"),
                                folder.resolve("client.key"),
                                maildir,
                                maildir));
                run("mbsync -V -c " + config + " all", folder);
                try (var files = Files.walk(maildir.resolve("INBOX/new"))) {
                    assertHasBody(files.filter(Files::isRegularFile).findFirst().orElseThrow(), "mbsync");
                }
            }
        }
    }

    @Test
    void swaksSends() throws Exception {
        for (String tls : List.of("--tls", "--tls-on-connect")) {
            for (String mechanism : List.of("PLAIN", "LOGIN")) {
                String subject = "swaks " + mechanism + " " + tls;
                String said = Programs.run(
                                LIMIT,
                                List.of(
                                        "swaks",
                                        "--server",
                                        "127.0.0.1",
                                        "--port",
                                        Integer.toString(
                                                tls.equals("--tls") ? stack.submission() : stack.submissions()),
                                        tls,
                                        "--tls-verify",
                                        "--tls-ca-path",
                                        authority(),
                                        "--auth",
                                        mechanism,
                                        "--auth-user",
                                        user,
                                        "--auth-password",
                                        PASSWORD,
                                        "--from",
                                        user,
                                        "--to",
                                        user,
                                        "--data",
                                        // It ends the last line in any case.
                                        content(subject).stripTrailing()))
                        .expectSuccess()
                        .output();
                assertThat(said).contains("TLS started with cipher TLSv1.3");
                assertReceived(subject);
            }
        }
    }

    /** What Debian's clients cannot do: the exchange bound to its channel (RFC 9266). */
    @Test
    void gsaslBindsScramToTheChannel() throws Exception {
        for (String protocol : List.of("imap", "smtp")) {
            int port = protocol.equals("imap") ? stack.imap() : stack.submission();
            String said = Programs.run(
                            LIMIT,
                            Map.of(),
                            protocol.equals("imap") ? "x EXAMINE INBOX\r\ny LOGOUT\r\n" : "QUIT\r\n",
                            List.of(
                                    "gsasl",
                                    "--verbose",
                                    "--client",
                                    "--" + protocol,
                                    "--starttls",
                                    "--connect",
                                    "127.0.0.1:" + port,
                                    "--x509-ca-file",
                                    authority(),
                                    "--mechanism",
                                    "SCRAM-SHA-256-PLUS",
                                    "--authentication-id",
                                    user,
                                    "--authorization-id",
                                    user,
                                    "--password",
                                    PASSWORD))
                    .expectSuccess()
                    .output();
            assertThat(said).contains("Client authentication finished (server trusted)");
        }
    }

    @Test
    void pythonSendsAndFetches() throws Exception {
        for (String tls : List.of("implicit", "starttls")) {
            boolean implicit = tls.equals("implicit");
            Programs.run(
                            LIMIT,
                            List.of(
                                    "python3",
                                    SCRIPTS.resolve("tls_session.py").toString(),
                                    tls,
                                    authority(),
                                    Integer.toString(implicit ? stack.submissions() : stack.submission()),
                                    Integer.toString(implicit ? stack.imaps() : stack.imap()),
                                    Integer.toString(implicit ? stack.pop3s() : stack.pop3()),
                                    user,
                                    PASSWORD,
                                    token))
                    .expectSuccess();
        }
    }

    /** A port with TLS; the protocol is that of STARTTLS, or empty. */
    private record Port(int number, String startTls) {}

    private static List<Port> ports() {
        return List.of(
                new Port(stack.smtp(), "smtp"),
                new Port(stack.submission(), "smtp"),
                new Port(stack.submissions(), ""),
                new Port(stack.imap(), "imap"),
                new Port(stack.imaps(), ""),
                new Port(stack.pop3(), "pop3"),
                new Port(stack.pop3s(), ""));
    }

    private static Programs.Result shakeHands(Port port, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-brief",
                "-connect",
                "127.0.0.1:" + port.number(),
                "-CAfile",
                authority(),
                "-verify_return_error",
                "-verify_ip",
                "127.0.0.1"));
        if (!port.startTls().isEmpty()) {
            command.addAll(List.of("-starttls", port.startTls()));
        }
        command.addAll(List.of(options));
        return Programs.run(LIMIT, command);
    }

    private static String authority() {
        return stack.authority().toString();
    }

    private String clientCertificate() {
        return "tls_cert_file " + folder.resolve("client.pem") + "\ntls_key_file " + folder.resolve("client.key");
    }

    /** A file with what the mechanism wants: the token or the password. */
    private Path secret(String mechanism) throws IOException {
        return privately("secret", mechanism.contains("oauth") ? token : PASSWORD);
    }

    private Path privately(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path message(String subject) throws IOException {
        return Files.writeString(folder.resolve("message"), content(subject));
    }

    private String content(String subject) {
        return "From: <" + user + ">\r\nTo: <" + user + ">\r\nSubject: " + subject + "\r\n\r\n" + BODY;
    }

    private void deliver(String subject) throws IOException {
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), LIMIT)) {
            assertThat(smtp.send(user, List.of(user), Corpus.octets(content(subject))))
                    .isEqualTo(250);
        }
        assertReceived(subject);
    }

    private void assertReceived(String subject) throws IOException {
        try (ImapWire imap = new ImapWire(stack.imap())) {
            imap.command("AUTHENTICATE PLAIN "
                            + java.util.Base64.getEncoder()
                                    .encodeToString(("\0" + user + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8)))
                    .expectOk();
            Await.until(subject, () -> {
                imap.command("EXAMINE INBOX").expectOk();
                return imap.command("FETCH 1:* BODY.PEEK[]").untagged().stream()
                        .filter(answer -> !answer.literals().isEmpty())
                        .map(answer -> new String(answer.literals().getFirst(), StandardCharsets.UTF_8))
                        .anyMatch(text ->
                                text.contains("Subject: " + subject + "\r\n") && text.endsWith("\r\n\r\n" + BODY));
            });
        }
    }

    private static void assertHasBody(Path file, String subject) throws IOException {
        String got = Files.readString(file).replace("\r\n", "\n");
        assertThat(got).contains("Subject: " + subject + "\n").contains("\n\n" + BODY.replace("\r\n", "\n"));
    }

    /** Words are separated by spaces. */
    private static String run(String command, Path directory) {
        List<String> words =
                new ArrayList<>(List.of("sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory.toString()));
        words.addAll(List.of(command.split(" ", -1)));
        return Programs.run(LIMIT, words).expectSuccess().output();
    }
}
