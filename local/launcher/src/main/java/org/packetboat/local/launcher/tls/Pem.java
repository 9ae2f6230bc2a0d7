package org.packetboat.local.launcher.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.packetboat.local.launcher.file.PrivateFiles;

/** Certificates and keys as text (RFC 7468). */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private Pem() {}

    static void writeCertificate(Path file, X509Certificate certificate) throws IOException, GeneralSecurityException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                unfinished,
                "-----BEGIN CERTIFICATE-----\n" + text(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static void writeKey(Path file, PrivateKey key) throws IOException {
        PrivateFiles.write(file, BEGIN_KEY + "\n" + text(key.getEncoded()) + "\n" + END_KEY + "\n");
    }

    private static String text(byte[] octets) {
        return new String(LINES.encode(octets), StandardCharsets.US_ASCII);
    }

    /** The first one of the file. */
    static X509Certificate readCertificate(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new IOException("the certificate " + file + " cannot be read", e);
        }
    }

    static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN_KEY);
        int end = text.indexOf(END_KEY);
        if (begin < 0 || end < begin) {
            throw new IOException("the key " + file + " cannot be read");
        }
        byte[] octets = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(octets));
    }
}
