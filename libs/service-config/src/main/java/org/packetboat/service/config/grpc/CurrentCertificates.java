package org.packetboat.service.config.grpc;

import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.packetboat.service.config.tls.Trust;

/** Managers that use what the configuration holds at the time of each handshake: the registry puts certificates that changed on disk there. */
final class CurrentCertificates {
    private final Latest<X509ExtendedKeyManager> keys;
    private final Latest<X509ExtendedTrustManager> trust;

    CurrentCertificates(TlsConfiguration configuration, Vertx vertx) {
        keys = new Latest<>(
                configuration::getKeyStoreOptions,
                options -> only(
                        X509ExtendedKeyManager.class,
                        options.getKeyManagerFactory(vertx).getKeyManagers()));
        trust = new Latest<>(
                configuration::getTrustStore,
                store -> only(
                        X509ExtendedTrustManager.class,
                        Trust.of(configuration).orElseThrow().managers().getTrustManagers()));
        keys.get();
        trust.get();
    }

    KeyManager keyManager() {
        return new Keys(keys);
    }

    TrustManager trustManager() {
        return new Believed(trust);
    }

    private static <T> T only(Class<T> type, Object[] managers) {
        return Arrays.stream(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName()));
    }

    /** Its own private key for the other side. */
    private static final class Keys extends X509ExtendedKeyManager {
        private final Latest<X509ExtendedKeyManager> latest;

        Keys(Latest<X509ExtendedKeyManager> latest) {
            this.latest = latest;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return latest.get().chooseEngineClientAlias(keyTypes, issuers, engine);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return latest.get().chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return latest.get().getClientAliases(keyType, issuers);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return latest.get().chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return latest.get().getServerAliases(keyType, issuers);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return latest.get().chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return latest.get().getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return latest.get().getPrivateKey(alias);
        }
    }

    /** Whom to believe. */
    private static final class Believed extends X509ExtendedTrustManager {
        private final Latest<X509ExtendedTrustManager> latest;

        Believed(Latest<X509ExtendedTrustManager> latest) {
            this.latest = latest;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            latest.get().checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            latest.get().checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            latest.get().checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            latest.get().checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            latest.get().checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            latest.get().checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return latest.get().getAcceptedIssuers();
        }
    }
}
