package org.packetboat.service.config.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * TLS 1.3 between our own services: both sides show a certificate that the other's trust store knows, and a caller compares the name. Both come
 * from a named configuration of the registry, and new ones are used from the next handshake on.
 */
public final class MutualTls {
    private static final String VERSION = "TLSv1.3";

    private final TlsConfigurationRegistry registry;
    private final Vertx vertx;

    public MutualTls(TlsConfigurationRegistry registry, Vertx vertx) {
        this.registry = registry;
        this.vertx = vertx;
    }

    /** For a caller; empty without a name. */
    public Optional<SslContext> client(Optional<String> configurationName) {
        return configurationName.map(name -> {
            CurrentCertificates current = current(name);
            return built(SslContextBuilder.forClient().keyManager(current.keyManager()), current);
        });
    }

    /** For a listener, which refuses whoever shows no certificate; empty without a name. */
    public Optional<SslContext> server(Optional<String> configurationName) {
        return configurationName.map(name -> {
            CurrentCertificates current = current(name);
            return built(SslContextBuilder.forServer(current.keyManager()).clientAuth(ClientAuth.REQUIRE), current);
        });
    }

    private CurrentCertificates current(String name) {
        TlsConfiguration configuration = registry.get(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no TLS configuration quarkus.tls." + name));
        return new CurrentCertificates(configuration, vertx);
    }

    private static SslContext built(SslContextBuilder builder, CurrentCertificates current) {
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK)
                    .trustManager(current.trustManager())
                    .protocols(VERSION)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS between services cannot be set up", e);
        }
    }
}
