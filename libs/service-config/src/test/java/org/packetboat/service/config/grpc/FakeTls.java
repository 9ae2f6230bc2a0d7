package org.packetboat.service.config.grpc;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.packetboat.local.launcher.tls.CertificateFiles;

/** A configuration of the registry: other options after a reload, as the registry's own have. */
final class FakeTls implements TlsConfiguration {
    private volatile KeyCertOptions keys;
    private volatile TrustOptions trust;

    FakeTls(CertificateFiles identity, Path authority) {
        keys = keys(identity);
        trust = trust(authority);
    }

    void change(CertificateFiles identity, Path authority) {
        keys = keys(identity);
        trust = trust(authority);
    }

    private static KeyCertOptions keys(CertificateFiles identity) {
        return new PemKeyCertOptions()
                .addCertPath(identity.chain().toString())
                .addKeyPath(identity.key().toString());
    }

    private static TrustOptions trust(Path authority) {
        return new PemTrustOptions().addCertPath(authority.toString());
    }

    /** Knows this configuration alone. */
    TlsConfigurationRegistry registry(String name) {
        return new TlsConfigurationRegistry() {
            @Override
            public Optional<TlsConfiguration> get(String asked) {
                return asked.equals(name) ? Optional.of(FakeTls.this) : Optional.empty();
            }

            @Override
            public Optional<TlsConfiguration> getDefault() {
                return Optional.empty();
            }

            @Override
            public void register(String other, TlsConfiguration configuration) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public KeyCertOptions getKeyStoreOptions() {
        return keys;
    }

    @Override
    public TrustOptions getTrustStoreOptions() {
        return trust;
    }

    @Override
    public KeyStore getKeyStore() {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyStore getTrustStore() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLOptions getSSLOptions() {
        throw new UnsupportedOperationException();
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
        return false;
    }

    @Override
    public boolean reload() {
        return true;
    }
}
