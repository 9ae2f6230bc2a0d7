package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.sasl.ScramClient;
import org.packetboat.testkit.conformance.Covers;

/**
 * Clients that this project did not write, over TLS from the start and STARTTLS, with every SASL mechanism that they speak. Each trusts the local
 * authority and nothing else, and sends or fetches a message whose content is compared.
 */
class TlsClientsIT {
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PASSWORD = "three w0rds, \"quoted\"";
    /** What a gateway calls a login by USER and PASS, or by IMAP's LOGIN. */
    private static final String BY_PASSWORD = "password";

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
    @Covers("RFC 9051 §11.1")
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
    @Covers("RFC 9051 §11.2")
    void curlSendsAndFetches() throws Exception {
        int sent = 0;
        for (String server :
                List.of("smtps://127.0.0.1:" + stack.submissions(), "smtp://127.0.0.1:" + stack.submission())) {
            for (CurlLogin login : curlLogins()) {
                String subject = "curl " + ++sent;
                Path message = message(subject);
                List<String> command = new ArrayList<>(List.of("curl", "-sS", "--ssl-reqd", "--cacert", authority()));
                command.addAll(login.options());
                command.addAll(List.of(
                        server + "/client.test", "--mail-from", user, "--mail-rcpt", user, "-T", message.toString()));
                assertLogsIn(
                        Door.Spoken.SMTP,
                        login.mechanism(),
                        () -> Programs.run(LIMIT, command).expectSuccess());
                assertReceived(subject);
            }
        }
        Map<String, Door.Spoken> mailboxes = Map.of(
                "imaps://127.0.0.1:" + stack.imaps() + "/INBOX;MAILINDEX=1", Door.Spoken.IMAP,
                "imap://127.0.0.1:" + stack.imap() + "/INBOX;MAILINDEX=1", Door.Spoken.IMAP,
                "pop3s://127.0.0.1:" + stack.pop3s() + "/1", Door.Spoken.POP3,
                "pop3://127.0.0.1:" + stack.pop3() + "/1", Door.Spoken.POP3);
        for (Map.Entry<String, Door.Spoken> mailbox : mailboxes.entrySet()) {
            for (CurlLogin login : curlLogins()) {
                List<String> command = new ArrayList<>(
                        List.of("curl", "-sS", "--ssl-reqd", "--cacert", authority(), mailbox.getKey()));
                command.addAll(login.options());
                assertLogsIn(mailbox.getValue(), login.mechanism(), () -> {
                    String got = Programs.run(LIMIT, command).expectSuccess().output();
                    assertThat(got).as("%s %s", mailbox, login).endsWith("Subject: curl 1\r\n\r\n" + BODY);
                });
            }
        }
    }

    private record CurlLogin(String mechanism, List<String> options) {
        static CurlLogin of(String mechanism, String... credentials) {
            List<String> options = new ArrayList<>(List.of(credentials));
            options.addAll(List.of("--login-options", "AUTH=" + mechanism));
            return new CurlLogin(mechanism, options);
        }
    }

    private List<CurlLogin> curlLogins() {
        return List.of(
                // Its own choice.
                new CurlLogin("PLAIN", List.of("-u", user + ":" + PASSWORD)),
                CurlLogin.of("PLAIN", "-u", user + ":" + PASSWORD),
                CurlLogin.of("LOGIN", "-u", user + ":" + PASSWORD),
                // With a token it takes this one wherever it is offered: --oauth2-bearer outdoes AUTH=XOAUTH2.
                CurlLogin.of("OAUTHBEARER", "-u", user, "--oauth2-bearer", token),
                CurlLogin.of(
                        "EXTERNAL",
                        "-u",
                        user + ":",
                        "--cert",
                        folder.resolve("client.pem").toString(),
                        "--key",
                        folder.resolve("client.key").toString()));
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
                String content = content(subject).replace("\r\n", "\n");
                assertLogsIn(
                        Door.Spoken.SMTP,
                        mechanism.toUpperCase(Locale.ROOT),
                        () -> Programs.run(LIMIT, Map.of(), content, command).expectSuccess());
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
                Path config = privately("mpoprc", """
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
                                mechanism.equals("external") ? clientCertificate() : ""));
                assertLogsIn(
                        Door.Spoken.POP3,
                        mechanism.equals("user") ? BY_PASSWORD : mechanism.toUpperCase(Locale.ROOT),
                        () -> run("mpop --file=" + config + " test", folder));
                assertHasBody(mbox, "mpop");
            }
        }
    }

    @Test
    void fetchmailFetches() throws Exception {
        deliver("fetchmail");
        for (String tls : List.of("ssl", "sslproto tls1.2+")) {
            String password = "auth password user \"" + user + "\" password '" + PASSWORD + "' " + tls;
            boolean implicit = tls.equals("ssl");
            int imap = implicit ? stack.imaps() : stack.imap();
            assertLogsIn(Door.Spoken.IMAP, BY_PASSWORD, () -> fetchmail("IMAP", imap, password));
            assertLogsIn(
                    Door.Spoken.POP3,
                    BY_PASSWORD,
                    () -> fetchmail("POP3", implicit ? stack.pop3s() : stack.pop3(), password));
            // It speaks EXTERNAL in IMAP only. It wants a password all the same, which it does not use.
            String certificate = "auth external user \"" + user + "\" password unused " + tls + " sslcert \""
                    + folder.resolve("client.pem") + "\" sslkey \"" + folder.resolve("client.key") + "\"";
            assertLogsIn(Door.Spoken.IMAP, "EXTERNAL", () -> fetchmail("IMAP", imap, certificate));
        }
    }

    private void fetchmail(String protocol, int port, String login) throws Exception {
        Path got = Files.createTempFile(folder, "fetchmail", protocol);
        Path config = privately("fetchmailrc", """
                poll localhost service %d protocol %s %s sslcertck sslcertfile "%s" keep mda "cat >> %s"
                """.formatted(port, protocol, login, authority(), got));
        Programs.run(
                        LIMIT,
                        Map.of("FETCHMAILHOME", folder.toString()),
                        null,
                        List.of("fetchmail", "-v", "-f", config.toString(), "--all", "--pidfile", folder + "/pid"))
                .expectSuccess();
        assertHasBody(got, "fetchmail");
    }

    @Test
    void getmailFetches() throws Exception {
        deliver("getmail");
        String password = "password = " + PASSWORD;
        String bearer = "use_xoauth2 = True\npassword_command = (\"cat\", \"" + secret("xoauth2") + "\")";
        assertLogsIn(Door.Spoken.IMAP, BY_PASSWORD, () -> getmail("IMAP", stack.imaps(), password));
        assertLogsIn(Door.Spoken.POP3, BY_PASSWORD, () -> getmail("POP3", stack.pop3s(), password));
        assertLogsIn(Door.Spoken.IMAP, "XOAUTH2", () -> getmail("IMAP", stack.imaps(), bearer));
    }

    private void getmail(String protocol, int port, String login) throws Exception {
        Path got = Files.createTempFile(folder, "getmail", protocol);
        Path home = Files.createTempDirectory(folder, "home");
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
                """.formatted(protocol, port, user, authority(), login, got));
        run("getmail --getmaildir " + home + " --rcfile " + config, folder);
        assertHasBody(got, "getmail");
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
                assertLogsIn(
                        Door.Spoken.IMAP,
                        // It takes this one for IMAP's command.
                        mechanism.equals("LOGIN") ? BY_PASSWORD : mechanism,
                        () -> run("mbsync -V -c " + config + " all", folder));
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
                List<String> command = List.of(
                        "swaks",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(tls.equals("--tls") ? stack.submission() : stack.submissions()),
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
                        content(subject).stripTrailing());
                assertLogsIn(
                        Door.Spoken.SMTP,
                        mechanism,
                        () -> assertThat(Programs.run(LIMIT, command)
                                        .expectSuccess()
                                        .output())
                                .contains("TLS started with cipher TLSv1.3"));
                assertReceived(subject);
            }
        }
    }

    /** What Debian's clients cannot do: the exchange bound to its channel (RFC 9266). */
    @Test
    void gsaslBindsScramToTheChannel() throws Exception {
        for (String protocol : List.of("imap", "smtp")) {
            boolean imap = protocol.equals("imap");
            List<String> command = List.of(
                    "gsasl",
                    "--verbose",
                    "--client",
                    "--" + protocol,
                    "--starttls",
                    "--connect",
                    "127.0.0.1:" + (imap ? stack.imap() : stack.submission()),
                    "--x509-ca-file",
                    authority(),
                    "--mechanism",
                    "SCRAM-SHA-256-PLUS",
                    "--authentication-id",
                    user,
                    "--authorization-id",
                    user,
                    "--password",
                    PASSWORD);
            assertLogsIn(
                    imap ? Door.Spoken.IMAP : Door.Spoken.SMTP,
                    "SCRAM-SHA-256-PLUS",
                    () -> assertThat(Programs.run(LIMIT, Map.of(), imap ? "x EXAMINE INBOX\r\n" : "", command)
                                    .expectSuccess()
                                    .output())
                            .contains("Client authentication finished (server trusted)"));
        }
    }

    /** gsasl speaks no POP3. */
    @Test
    void javaBindsScramToTheChannelInPop3() throws Exception {
        SSLContext trust = Identities.context(Optional.empty(), stack.authority());
        for (Door door : List.of(Door.POP3, Door.POP3S)) {
            for (String type : List.of("tls-exporter", "tls-server-end-point")) {
                try (Wire wire = new Wire(door.port(stack), LIMIT)) {
                    ExtendedSSLSession tls = door.enter(wire, trust, Optional.empty());
                    assertLogsIn(
                            Door.Spoken.POP3,
                            "SCRAM-SHA-256-PLUS",
                            () -> bindScram(wire, "p=" + type + ",,", channelBinding(tls, type)));
                    wire.line("STAT");
                    assertThat(wire.readLine()).isEqualTo("+OK 0 0");
                    wire.line("QUIT");
                    assertThat(wire.readLine()).startsWith("+OK");
                }
            }
        }
    }

    /** RFC 9266 §2, RFC 5929 §4.1; the local authority signs with SHA-256. */
    private static byte[] channelBinding(ExtendedSSLSession tls, String type) throws Exception {
        if (type.equals("tls-exporter")) {
            return tls.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
        }
        X509Certificate certificate = (X509Certificate) tls.getPeerCertificates()[0];
        assertThat(certificate.getSigAlgName()).startsWith("SHA256with");
        return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    }

    private void bindScram(Wire wire, String header, byte[] binding) throws Exception {
        ScramClient scram = new ScramClient(
                user, PASSWORD, header, binding, UUID.randomUUID().toString());
        byte[] challenge = answer(wire, "AUTH SCRAM-SHA-256-PLUS " + base64(scram.first()));
        byte[] signature = answer(wire, base64(scram.last(challenge)));
        assertThat(scram.trusts(signature)).isTrue();
        wire.line("");
        assertThat(wire.readLine()).startsWith("+OK");
    }

    private static byte[] answer(Wire wire, String line) throws IOException {
        wire.line(line);
        String reply = wire.readLine();
        assertThat(reply).startsWith("+ ");
        return Base64.getDecoder().decode(reply.substring(2));
    }

    private String plain() {
        return base64(("\0" + user + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** As a person does who wants to see what a server says, over TLS from the start and STARTTLS. */
    @Test
    void opensslHoldsWholeSessions() throws Exception {
        String plain = plain();
        for (Door door : List.of(Door.SUBMISSION, Door.SUBMISSIONS)) {
            String subject = "openssl " + door;
            String stuffed = content(subject).replace("\r\n", "\n").replace("\n.", "\n..");
            assertLogsIn(
                    Door.Spoken.SMTP,
                    "PLAIN",
                    () -> talk(
                            door,
                            new Line("EHLO client.test", "250 "),
                            new Line("AUTH PLAIN " + plain, "235 "),
                            new Line("MAIL FROM:<" + user + ">", "250 "),
                            new Line("RCPT TO:<" + user + ">", "250 "),
                            new Line("DATA", "354 "),
                            new Line(stuffed + ".", "250 "),
                            new Line("QUIT", "221 ")));
            assertReceived(subject);
        }
        for (Door door : List.of(Door.IMAP, Door.IMAPS)) {
            assertLogsIn(
                    Door.Spoken.IMAP,
                    "PLAIN",
                    () -> talk(
                            door,
                            new Line("a AUTHENTICATE PLAIN", "+ "),
                            new Line(plain, "a OK "),
                            new Line("b SELECT INBOX", "b OK "),
                            new Line("c FETCH 1 BODY.PEEK[TEXT]", ".starts with a dot"),
                            new Line("d LOGOUT", "d OK ")));
        }
        for (Door door : List.of(Door.POP3, Door.POP3S)) {
            assertLogsIn(
                    Door.Spoken.POP3,
                    "PLAIN",
                    () -> talk(
                            door,
                            new Line("AUTH PLAIN", "+ "),
                            new Line(plain, "+OK 2 messages"),
                            new Line("RETR 1", "..starts with a dot"),
                            new Line("STAT", "+OK 2 "),
                            new Line("QUIT", "+OK ")));
        }
    }

    /** What is typed, and how the line begins that is waited for. */
    private record Line(String typed, String awaited) {}

    private static void talk(Door door, Line... lines) throws Exception {
        List<String> command = openssl(door.port(stack), "-quiet", "-crlf");
        if (!door.encrypted()) {
            command.addAll(List.of("-starttls", door.spoken().name().toLowerCase(Locale.ROOT)));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader answers = process.inputReader(StandardCharsets.US_ASCII);
                Writer keyboard = process.outputWriter(StandardCharsets.US_ASCII)) {
            for (Line line : lines) {
                keyboard.write(line.typed() + "\n");
                keyboard.flush();
                String answer = answers.readLine();
                while (answer != null && !answer.startsWith(line.awaited())) {
                    answer = answers.readLine();
                }
                assertThat(answer).as("%s: %s", door, line).isNotNull();
            }
            assertThat(answers.readLine()).isNull();
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void pythonSendsAndFetches() throws Exception {
        for (String tls : List.of("implicit", "starttls")) {
            boolean implicit = tls.equals("implicit");
            List<String> command = List.of(
                    "python3",
                    SCRIPTS.resolve("tls_session.py").toString(),
                    tls,
                    authority(),
                    Integer.toString(implicit ? stack.submissions() : stack.submission()),
                    Integer.toString(implicit ? stack.imaps() : stack.imap()),
                    Integer.toString(implicit ? stack.pop3s() : stack.pop3()),
                    user,
                    PASSWORD,
                    token);
            Map<Door.Spoken, List<String>> spoken = Map.of(
                    Door.Spoken.SMTP, List.of("PLAIN", "LOGIN", "XOAUTH2"),
                    Door.Spoken.IMAP, List.of(BY_PASSWORD, "PLAIN", "XOAUTH2"),
                    Door.Spoken.POP3, List.of(BY_PASSWORD));
            assertLogsIn(spoken, () -> Programs.run(LIMIT, command).expectSuccess());
        }
    }

    /** A program of others. */
    @FunctionalInterface
    private interface Client {
        void run() throws Exception;
    }

    /** Runs a client, which has to log in by this mechanism: it is the gateway that says so. */
    private void assertLogsIn(Door.Spoken gateway, String mechanism, Client client) throws Exception {
        assertLogsIn(Map.of(gateway, List.of(mechanism)), client);
    }

    private void assertLogsIn(Map<Door.Spoken, List<String>> mechanisms, Client client) throws Exception {
        Map<String, Long> before = logins(mechanisms);
        client.run();
        Await.until(
                "logins by " + mechanisms,
                () -> logins(mechanisms).entrySet().stream()
                        .allMatch(now -> now.getValue() > before.getOrDefault(now.getKey(), 0L)));
    }

    private Map<String, Long> logins(Map<Door.Spoken, List<String>> mechanisms) {
        Map<String, Long> counts = new HashMap<>();
        mechanisms.forEach((gateway, wanted) ->
                wanted.forEach(mechanism -> counts.put(gateway + " " + mechanism, logins(gateway, mechanism))));
        return counts;
    }

    private long logins(Door.Spoken gateway, String mechanism) {
        String end = " mechanism=" + mechanism + " outcome=ok user=" + user;
        return stack.log(gateway.process())
                .lines()
                .filter(line -> line.contains("login conn=") && line.endsWith(end))
                .count();
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
        List<String> command = openssl(port.number(), "-brief");
        if (!port.startTls().isEmpty()) {
            command.addAll(List.of("-starttls", port.startTls()));
        }
        command.addAll(List.of(options));
        return Programs.run(LIMIT, command);
    }

    private static List<String> openssl(int port, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                authority(),
                "-verify_return_error",
                "-verify_ip",
                "127.0.0.1"));
        command.addAll(List.of(options));
        return command;
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
        // With all that submission would add (RFC 6409 §8).
        return "Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + UUID.randomUUID() + "@client.test>\r\nFrom: <"
                + user + ">\r\nTo: <" + user + ">\r\nSubject: " + subject + "\r\n\r\n" + BODY;
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
            imap.command("AUTHENTICATE PLAIN " + plain()).expectOk();
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
