package org.packetboat.frontdoor;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.tls.ServerKeys;
import org.packetboat.service.config.tls.Trust;

/**
 * What a TLS registry's entry holds, whatever kind of store it comes from.
 *
 * @param keys the one for clients that ask for no name first
 * @param trust whose certificates clients may show; {@code null}: none is asked for
 * @param revoked lists of those that they may not show any more
 */
record Certificates(ServerKeys keys, @Nullable TrustManagerFactory trust, Set<CRL> revoked) {
    private static final List<String> KEY_TYPES = List.of("EC", "EdDSA", "RSA", "RSASSA-PSS");

    /** @throws IllegalArgumentException when it cannot be used, for instance since a key is not that of its certificate */
    static Certificates of(TlsConfiguration entry, Vertx vertx) {
        KeyCertOptions options = entry.getKeyStoreOptions();
        if (options == null) {
            throw new IllegalArgumentException("a TLS configuration without a key store");
        }
        try {
            X509KeyManager keys =
                    (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
            Optional<Trust> trust = Trust.of(entry);
            return new Certificates(
                    new ServerKeys(aliases(keys).stream()
                            .map(alias -> new ServerKeys.Identity(
                                    keys.getPrivateKey(alias), List.of(keys.getCertificateChain(alias))))
                            .toList()),
                    trust.isPresent() ? trust.get().managers() : null,
                    trust.map(Trust::revoked).orElse(Set.of()));
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) { // as Vert.x declares it
            throw new IllegalArgumentException("a store that cannot be read", e);
        }
    }

    /** In the order of the configuration, for those of PEM files are numbered. */
    private static SortedSet<String> aliases(X509KeyManager keys) {
        SortedSet<String> all =
                new TreeSet<>(Comparator.comparing(String::length).thenComparing(alias -> alias));
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null) {
                all.addAll(List.of(aliases));
            }
        }
        return all;
    }

    /** The registry reads its files again and again, mostly the same ones. */
    boolean isSameAs(Certificates other) {
        return keys.identities().equals(other.keys.identities())
                && trusted().equals(other.trusted())
                && revoked.equals(other.revoked);
    }

    private List<X509Certificate> trusted() {
        TrustManagerFactory factory = trust;
        if (factory == null) {
            return List.of();
        }
        return Arrays.stream(factory.getTrustManagers())
                .flatMap(manager -> manager instanceof X509TrustManager x509
                        ? Arrays.stream(x509.getAcceptedIssuers())
                        : Stream.empty())
                .toList();
    }

    /** The certificates of the keys. */
    List<X509Certificate> own() {
        return keys.identities().stream()
                .map(identity -> identity.chain().getFirst())
                .toList();
    }

    /** For logs: whose, by whom, until when. */
    String describe() {
        return own().stream()
                .map(certificate -> certificate.getSubjectX500Principal() + " until "
                        + certificate.getNotAfter().toInstant())
                .collect(Collectors.joining("; "));
    }
}
