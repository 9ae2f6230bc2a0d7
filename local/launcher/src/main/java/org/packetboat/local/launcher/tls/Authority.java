package org.packetboat.local.launcher.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A certificate authority whose key is a file. A certificate's file is removed before its key is written and written last: where it is, its
 * key is the right one, whenever the process before was killed.
 */
final class Authority {
    private static final Duration RENEWAL = Duration.ofDays(30);

    private final CertificateFiles files;
    private final X509Certificate certificate;
    private final InstantSource clock;

    private Authority(CertificateFiles files, X509Certificate certificate, InstantSource clock) {
        this.files = files;
        this.certificate = certificate;
        this.clock = clock;
    }

    /** What a certificate may be used for. */
    enum Usage {
        SERVER,
        SERVER_AND_CLIENT
    }

    /** Makes the authority unless it is there. */
    static Authority open(Path directory, String name, String title, InstantSource clock) throws IOException {
        CertificateFiles files = CertificateFiles.in(directory, name);
        if (!Files.exists(files.chain())) {
            // Clients keep authorities by their names: another directory's has another one.
            String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            try {
                KeyPair keys = Issuer.newKeys();
                X509Certificate certificate = Issuer.authority(title + " " + mark, keys, clock.instant());
                Pem.writeKey(files.key(), keys.getPrivate());
                Pem.writeCertificate(files.chain(), certificate);
            } catch (GeneralSecurityException e) {
                throw new IOException("the authority " + files.chain() + " could not be made", e);
            }
        }
        return new Authority(files, Pem.readCertificate(files.chain()), clock);
    }

    /** Makes a certificate unless there is one of this authority, with its key, that has all names and is good for a while. */
    void certify(CertificateFiles subject, SubjectNames names, Usage usage) throws IOException {
        if (Files.exists(subject.key())
                && Files.exists(subject.chain())
                && isGood(Pem.readCertificate(subject.chain()), names)) {
            return;
        }
        try {
            KeyPair keys = Issuer.newKeys();
            Issuer issuer = new Issuer(certificate, Pem.readKey(files.key()));
            X509Certificate issued = issuer.issue(names, keys.getPublic(), usage, clock.instant());
            Files.deleteIfExists(subject.chain());
            Pem.writeKey(subject.key(), keys.getPrivate());
            Pem.writeCertificate(subject.chain(), issued);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate " + subject.chain() + " could not be made", e);
        }
    }

    private boolean isGood(X509Certificate subject, SubjectNames names) throws IOException {
        Instant lastGood = subject.getNotAfter().toInstant().minus(RENEWAL);
        return clock.instant().isBefore(lastGood) && names.areIn(subject) && isOurs(subject);
    }

    private boolean isOurs(X509Certificate subject) {
        try {
            subject.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
