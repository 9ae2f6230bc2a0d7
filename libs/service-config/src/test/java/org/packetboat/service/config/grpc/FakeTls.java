package org.packetboat.service.config.grpc;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.packetboat.local.launcher.tls.CertificateFiles;

/** A configuration of the registry: other options after a reload, as the registry's own have. */
final class FakeTls implements TlsConfiguration {
    private volatile KeyCertOptions keys;
    private volatile KeyStore trust;

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

    private static KeyStore trust(Path authority) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyStore getKeyStore() {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyStore getTrustStore() {
        return trust;
    }

    @Override
    public SSLOptions getSSLOptions() {
        return new SSLOptions();
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
