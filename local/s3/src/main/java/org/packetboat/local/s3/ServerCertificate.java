package org.packetboat.local.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Who this server proves to be.
 *
 * @param chain PEM
 * @param key of an elliptic curve; PEM, PKCS#8
 */
record ServerCertificate(Path chain, Path key) {
    private static final char[] NO_PASSWORD = {};

    SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", readKey(), NO_PASSWORD, readChain());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private Certificate[] readChain() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(chain)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }

    private PrivateKey readKey() throws IOException, GeneralSecurityException {
        StringBuilder base64 = new StringBuilder();
        Files.readAllLines(key, StandardCharsets.US_ASCII).stream()
                .filter(line -> !line.startsWith("-----"))
                .forEach(base64::append);
        byte[] octets = Base64.getDecoder().decode(base64.toString());
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(octets));
    }
}
