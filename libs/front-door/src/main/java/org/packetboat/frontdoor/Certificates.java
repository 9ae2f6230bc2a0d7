package org.packetboat.frontdoor;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** The keys of a TLS registry's entry, whatever kind of store they come from. */
final class Certificates {
    private static final List<String> KEY_TYPES = List.of("EC", "EdDSA", "RSA", "RSASSA-PSS");
    /** For a key store that never leaves memory. */
    private static final char[] PASSWORD = "memory".toCharArray();

    private Certificates() {}

    /** Key managers of the kind that looks at the server's name that a client asks for; the registry's own do not. */
    static KeyManagerFactory keyManagers(TlsConfiguration certificates, Vertx vertx) {
        KeyCertOptions options = certificates.getKeyStoreOptions();
        if (options == null) {
            throw new IllegalArgumentException("a TLS configuration without a key store");
        }
        try {
            X509KeyManager keys =
                    (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            for (String alias : aliases(keys)) {
                store.setKeyEntry(alias, keys.getPrivateKey(alias), PASSWORD, keys.getCertificateChain(alias));
            }
            if (store.size() == 0) {
                throw new IllegalArgumentException("a key store without a key");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, PASSWORD);
            return factory;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("a key store that cannot be used", e);
        } catch (Exception e) { // as Vert.x declares it
            throw new IllegalArgumentException("a key store that cannot be read", e);
        }
    }

    /** In the order of the configuration: those of PEM files are numbered. The first one is for clients that ask for no name. */
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

    static @Nullable TrustManagerFactory trust(TlsConfiguration certificates, Vertx vertx) {
        if (certificates.getTrustStoreOptions() == null) {
            return null;
        }
        try {
            return certificates.getTrustStoreOptions().getTrustManagerFactory(vertx);
        } catch (Exception e) { // as Vert.x declares it
            throw new IllegalArgumentException("a trust store that cannot be read", e);
        }
    }
}
