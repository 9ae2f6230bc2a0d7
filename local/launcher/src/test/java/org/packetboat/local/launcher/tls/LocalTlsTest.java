package org.packetboat.local.launcher.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTlsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final List<String> PROCESSES = List.of("mailbox-service", "kafka");

    @TempDir
    Path data;

    @Test
    void theMailPortsHaveEveryNameOfThisMachine() throws Exception {
        LocalTls tls = prepare("192.0.2.7", NOW);

        X509Certificate mail = Pem.readCertificate(tls.mail().chain());
        assertThat(names(mail))
                .contains("localhost", "mail.test", "127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.7")
                .containsAll(SubjectNames.machine().stream().toList());
        assertThat(mail.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(mail.getPublicKey().getAlgorithm()).isEqualTo("EC");
        mail.verify(Pem.readCertificate(tls.mailAuthority()).getPublicKey());
        assertFits(tls.mail());
    }

    @Test
    void everyAddressIsNotAName() throws Exception {
        LocalTls tls = prepare("0.0.0.0", NOW);

        assertThat(names(Pem.readCertificate(tls.mail().chain()))).doesNotContain("0.0.0.0");
    }

    @Test
    void servicesHaveCertificatesForBothSidesOfAnotherAuthority() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);

        X509Certificate internal = Pem.readCertificate(tls.internalAuthority());
        assertThat(internal).isNotEqualTo(Pem.readCertificate(tls.mailAuthority()));
        assertThat(internal.getBasicConstraints()).isZero();
        for (String process : PROCESSES) {
            X509Certificate certificate =
                    Pem.readCertificate(tls.internal(process).chain());
            certificate.verify(internal.getPublicKey());
            assertThat(certificate.getExtendedKeyUsage())
                    .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
            assertThat(names(certificate)).contains(process, "localhost", "127.0.0.1");
            assertFits(tls.internal(process));
        }
    }

    @Test
    void onlyTheOwnerReadsKeys() throws Exception {
        prepare("127.0.0.1", NOW);

        try (var files = Files.list(data.resolve("tls"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".key")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as("%s", file)
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void aSecondStartChangesNothing() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);
        List<String> before = contents(tls);

        assertThat(contents(prepare("127.0.0.1", NOW.plus(Duration.ofDays(300)))))
                .isEqualTo(before);
    }

    @Test
    void renewsInTheLastMonthAndKeepsTheAuthority() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);
        List<String> before = contents(tls);
        Instant late = NOW.plus(Duration.ofDays(340));

        List<String> after = contents(prepare("127.0.0.1", late));

        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(after.subList(1, 3)).doesNotContainAnyElementsOf(before);
        assertThat(Pem.readCertificate(tls.mail().chain()).getNotAfter()).isAfter(late);
        assertFits(tls.mail());
    }

    @Test
    void aNewAddressRenews() throws Exception {
        List<String> before = contents(prepare("127.0.0.1", NOW));

        List<String> after = contents(prepare("192.0.2.7", NOW));

        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(after.get(1)).isNotEqualTo(before.get(1));
    }

    @Test
    void aKilledRenewalIsDoneAgain() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);
        Files.delete(tls.mail().chain());
        Files.writeString(tls.mail().key(), "half a key");

        prepare("127.0.0.1", NOW);

        assertFits(tls.mail());
    }

    @Test
    void aLostKeyIsMadeAnew() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);
        Files.delete(tls.mail().key());
        Files.delete(tls.internal("kafka").key());

        prepare("127.0.0.1", NOW);

        assertFits(tls.mail());
        assertFits(tls.internal("kafka"));
    }

    @Test
    void anAuthorityThatWasRemovedTakesItsCertificatesAlong() throws Exception {
        LocalTls tls = prepare("127.0.0.1", NOW);
        Files.delete(tls.mailAuthority());

        prepare("127.0.0.1", NOW);

        Pem.readCertificate(tls.mail().chain())
                .verify(Pem.readCertificate(tls.mailAuthority()).getPublicKey());
    }

    private LocalTls prepare(String bind, Instant now) throws IOException {
        return LocalTls.prepare(data, InetAddress.getByName(bind), PROCESSES, () -> now);
    }

    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    private static List<String> contents(LocalTls tls) throws IOException {
        return List.of(
                Files.readString(tls.mailAuthority()),
                Files.readString(tls.mail().chain()),
                Files.readString(tls.internal("kafka").chain()));
    }

    private static void assertFits(CertificateFiles files) throws IOException, GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(Pem.readKey(files.key()));
        byte[] signature = signer.sign();
        signer.initVerify(Pem.readCertificate(files.chain()));
        assertThat(signer.verify(signature)).isTrue();
    }
}
