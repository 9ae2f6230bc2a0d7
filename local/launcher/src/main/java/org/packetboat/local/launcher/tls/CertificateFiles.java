package org.packetboat.local.launcher.tls;

import java.nio.file.Path;

/**
 * A certificate and its key.
 *
 * @param chain PEM, the certificate itself first; the authority is not in it
 * @param key PEM, PKCS#8 without a password, for its owner only
 */
public record CertificateFiles(Path chain, Path key) {
    static CertificateFiles in(Path directory, String name) {
        return new CertificateFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }
}
