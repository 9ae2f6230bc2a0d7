package org.packetboat.service.config.tls;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom an entry of the TLS registry believes. The registry's own trust managers compare no names, and nobody but its own listeners looks at its lists
 * of revoked certificates.
 *
 * @param authorities its trust store
 * @param revoked its lists of revoked certificates (RFC 5280 §5). If there is one, every authority of a chain needs one that is in force
 */
public record Trust(KeyStore authorities, Set<CRL> revoked) {
    /**
     * What the entry says now; empty when it has no trust store.
     *
     * @throws IllegalArgumentException when its lists cannot be read, or are there without a trust store
     */
    public static Optional<Trust> of(TlsConfiguration entry) {
        Set<CRL> revoked = new HashSet<>();
        try {
            CertificateFactory certificates = CertificateFactory.getInstance("X.509");
            for (Buffer list : entry.getSSLOptions().getCrlValues()) {
                revoked.addAll(certificates.generateCRLs(new ByteArrayInputStream(list.getBytes())));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a list of revoked certificates cannot be read", e);
        }
        KeyStore authorities = entry.getTrustStore();
        if (authorities == null && !revoked.isEmpty()) {
            throw new IllegalArgumentException("a list of revoked certificates without a trust store");
        }
        return Optional.ofNullable(authorities).map(store -> new Trust(store, Set.copyOf(revoked)));
    }

    /** Checks certificates, and names where the handshake wants it. */
    public TrustManagerFactory managers() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (revoked.isEmpty()) {
            factory.init(authorities);
            return factory;
        }
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(revoked)));
        parameters.addCertPathChecker(checker);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory;
    }
}
