package org.packetboat.frontdoor;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An entry of the TLS registry as it was read from files. */
record Registered(PemKeyCertOptions keys, @Nullable KeyStore trust, SSLOptions options) implements TlsConfiguration {
    static Registered of(PemKeyCertOptions keys) {
        return new Registered(keys, null, new SSLOptions());
    }

    /** One certificate and one key of a folder. */
    static Registered of(Path folder, String certificate, String key) {
        return of(new PemKeyCertOptions()
                .addCertPath(folder.resolve(certificate + ".pem").toString())
                .addKeyPath(folder.resolve(key + ".key").toString()));
    }

    Registered trusting(KeyStore authorities, String... revoked) {
        SSLOptions lists = new SSLOptions();
        for (String list : revoked) {
            lists.addCrlValue(Buffer.buffer(list));
        }
        return new Registered(keys, authorities, lists);
    }

    /** Knows it alone, under every name. */
    TlsConfigurationRegistry registry() {
        return new TlsConfigurationRegistry() {
            @Override
            public Optional<TlsConfiguration> get(String name) {
                return Optional.of(Registered.this);
            }

            @Override
            public Optional<TlsConfiguration> getDefault() {
                return Optional.empty();
            }

            @Override
            public void register(String name, TlsConfiguration configuration) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public KeyCertOptions getKeyStoreOptions() {
        return keys;
    }

    @Override
    public KeyStore getKeyStore() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TrustOptions getTrustStoreOptions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable KeyStore getTrustStore() {
        return trust;
    }

    @Override
    public SSLOptions getSSLOptions() {
        return options;
    }

    @Override
    public SSLContext createSSLContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isTrustAll() {
        return false;
    }

    @Override
    public Optional<String> getHostnameVerificationAlgorithm() {
        return Optional.empty();
    }

    @Override
    public boolean usesSni() {
        return true;
    }

    @Override
    public boolean reload() {
        return true;
    }
}
