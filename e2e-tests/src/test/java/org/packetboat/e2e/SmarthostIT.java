package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All mail for others goes to a Postfix that wants TLS and a password, and shows a certificate of its name. */
class SmarthostIT {
    private static final String USER = "packetboat";
    private static final String REALM = "smarthost.test";
    private static final String PASSWORD = "three w0rds, \"quoted\"";

    private static Path folder;
    private static Peers.Certificate certificate;
    private static Postfix postfix;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        Peers.install();
        folder = Peers.folder("smarthost");
        certificate = Peers.Certificate.of("localhost", folder);
        // Where Debian's Postfix looks; others are told by cyrus_sasl_config_path.
        Path sasl = Files.createDirectories(folder.resolve("etc/sasl"));
        Files.writeString(sasl.resolve("smtpd.conf"), """
                pwcheck_method: auxprop
                auxprop_plugin: sasldb
                sasldb_path: %s/sasldb2
                mech_list: PLAIN LOGIN
                """.formatted(sasl));
        Peers.asRoot(
                "sh",
                "-c",
                "printf %s \"$4\" | saslpasswd2 -p -c -f \"$1/sasldb2\" -u \"$2\" \"$3\" && chown postfix \"$1/sasldb2\"",
                "sh",
                sasl.toString(),
                REALM,
                USER,
                PASSWORD);
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Peers.freePort());
        postfix = Postfix.start(
                folder,
                new Postfix.Setup(
                        address,
                        List.of("one", "required", "patient"),
                        """
                        smtpd_tls_security_level = encrypt
                        smtpd_tls_cert_file = %1$s
                        smtpd_tls_key_file = %2$s
                        smtpd_sasl_auth_enable = yes
                        smtpd_sasl_path = smtpd
                        smtpd_sasl_local_domain = %3$s
                        cyrus_sasl_config_path = %4$s
                        smtpd_relay_restrictions = permit_sasl_authenticated, reject
                        smtpd_client_restrictions = permit_sasl_authenticated, reject
                        smtpd_delay_reject = yes
                        """.formatted(certificate.chain(), certificate.key(), REALM, sasl),
                        ""));
        stack = Stack.start(
                Map.of(
                        "PACKETBOAT_RELAY_SMARTHOST",
                        "localhost:" + address.getPort(),
                        "PACKETBOAT_RELAY_SMARTHOST_USER",
                        USER,
                        "PACKETBOAT_RELAY_SMARTHOST_PASSWORD",
                        PASSWORD,
                        "PACKETBOAT_RELAY_CA_CERTIFICATE",
                        certificate.authority().toString(),
                        "PACKETBOAT_DELIVERY_HOSTNAME",
                        "packetboat.test"),
                List.of());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (postfix != null) {
            postfix.close();
        }
    }

    @Test
    void everythingGoesThereEncryptedAndLoggedIn() throws IOException {
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "one@postfix.test");
        submit(sender, new SmtpWire.Envelope("<" + sender.user() + ">", "<one@postfix.test>"), letter);
        byte[] got = postfix.mail().awaitOne("one");
        letter.assertArrivedInMaildirAs(got);
        assertThat(utf8(got)).contains("with ESMTPSA id", "using TLSv1.3");
        assertThat(postfix.log()).contains("sasl_method=PLAIN, sasl_username=" + USER + "@" + REALM);
    }

    @Test
    void whatItRefusesComesBack() throws IOException {
        Inbox sender = inbox();
        submit(
                sender,
                new SmtpWire.Envelope("<" + sender.user() + ">", "<nobody@postfix.test>"),
                Letter.of(sender.user(), "nobody@postfix.test"));
        DeliveryReport report = DeliveryReport.of(sender.awaitOne());
        assertThat(report.recipient())
                .containsEntry("action", "failed")
                .containsEntry("status", "5.1.1")
                .containsEntry("remote-mta", "dns; localhost");
    }

    /** RFC 8689 §4.2.1: its certificate is verified, but this Postfix does not promise the same for the rest of the way. */
    @Test
    void whatRequiresTlsComesBackFromWhoDoesNotPromiseIt() throws Exception {
        Inbox sender = inbox();
        try (Wire wire = new Wire(stack.submissions())) {
            var unused = Door.SUBMISSIONS.enter(
                    wire, Identities.context(Optional.empty(), stack.authority()), Optional.empty());
            SmtpWire smtp = SmtpWire.greeted(wire);
            smtp.login(sender.user(), sender.password());
            assertThat(smtp.send(
                            new SmtpWire.Envelope("<" + sender.user() + "> REQUIRETLS", "<required@postfix.test>"),
                            Letter.of(sender.user(), "required@postfix.test").octets()))
                    .isEqualTo(250);
        }
        assertThat(DeliveryReport.of(sender.awaitOne()).recipient())
                .containsEntry("action", "failed")
                .containsEntry("status", "5.7.30");
    }

    /** Mail waits, and no password is said, as long as somebody else answers with that name. */
    @Test
    void mailWaitsWhileTheCertificateIsNotTrusted() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Peers.Certificate stranger = Peers.Certificate.of("localhost", other);
        Path chain = Files.copy(certificate.chain(), other.resolve("chain"));
        Path key = Files.copy(certificate.key(), other.resolve("key"));
        Inbox sender = inbox();
        Letter letter = Letter.of(sender.user(), "patient@postfix.test");
        show(stranger.chain(), stranger.key());
        try {
            submit(sender, new SmtpWire.Envelope("<" + sender.user() + ">", "<patient@postfix.test>"), letter);
            Await.until("an attempt", () -> queue().contains("TLS: "));
            assertThat(queue()).contains("\"waiting\"", "patient@postfix.test");
        } finally {
            show(chain, key);
        }
        stack.packetboat("queue", "retry", "--all").expectSuccess();
        letter.assertArrivedInMaildirAs(postfix.mail().awaitOne("patient"));
    }

    private static void show(Path chain, Path key) throws IOException {
        Files.copy(chain, certificate.chain(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(key, certificate.key(), StandardCopyOption.REPLACE_EXISTING);
        postfix.reload();
    }

    private static String queue() {
        return stack.packetboat("queue", "list", "--json").expectSuccess().output();
    }

    private static Inbox inbox() throws IOException {
        return Inbox.add(stack, "smarthost-" + UUID.randomUUID().toString().substring(0, 8) + "@mail.test");
    }

    private static void submit(Inbox sender, SmtpWire.Envelope envelope, Letter letter) throws IOException {
        try (SmtpWire smtp = SmtpWire.submitting(stack, sender.user(), sender.password())) {
            assertThat(smtp.send(envelope, letter.octets())).isEqualTo(250);
        }
    }

    private static String utf8(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
