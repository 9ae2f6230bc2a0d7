package org.packetboat.frontdoor;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.server.Encryption;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.tls.ServerTls;

/** The listeners of a gateway as its configuration wants them, with the certificates of the TLS registry. Thread-safe. */
public final class FrontDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());

    private final FrontDoorConfig config;
    private final Vertx vertx;
    private final NetworkSet clearTextLogins;
    private final NetworkSet proxies;
    private final @Nullable ServerTls tls;
    /** In use. */
    private @Nullable Certificates certificates;

    /**
     * @throws IllegalArgumentException when the certificates are not there or cannot be used
     * @throws org.packetboat.mail.failure.SyntaxException when a network is none
     */
    public FrontDoor(FrontDoorConfig config, Vertx vertx, TlsConfigurationRegistry registry) {
        this.config = config;
        this.vertx = vertx;
        this.clearTextLogins = networks(config.clearTextLogins());
        this.proxies = networks(config.proxyNetworks());
        Optional<String> name = config.tlsConfigurationName();
        if (name.isPresent()) {
            ServerTls server = new ServerTls(config.commandTimeout());
            TlsConfiguration entry = registry.get(name.get())
                    .orElseThrow(() ->
                            new IllegalArgumentException("quarkus.tls." + name.get() + " is named but not configured"));
            Certificates first = Certificates.of(entry, vertx);
            server.use(first.keys(), first.trust());
            LOG.log(Level.INFO, "certificates name={0} own=[{1}]", name.get(), first.describe());
            certificates = first;
            tls = server;
        } else {
            tls = null;
            certificates = null;
        }
    }

    private static NetworkSet networks(Optional<List<String>> texts) {
        return texts.map(NetworkSet::parse).orElse(NetworkSet.EMPTY);
    }

    /** An entry of the registry was read again; if it is ours and has changed, new connections get its certificates. */
    public synchronized void certificatesRead(String name, TlsConfiguration entry) {
        ServerTls server = tls;
        if (server == null || !name.equals(config.tlsConfigurationName().orElse(""))) {
            return;
        }
        try {
            Certificates read = Certificates.of(entry, vertx);
            if (certificates == null || !read.isSameAs(certificates)) {
                server.use(read.keys(), read.trust());
                certificates = read;
                LOG.log(Level.INFO, "certificates reloaded name={0} own=[{1}]", name, read.describe());
            }
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, () -> "certificates cannot be used, the old ones stay name=" + name, e);
        }
    }

    /** Whether there are certificates, and so listeners with TLS from the start. */
    public boolean hasTls() {
        return tls != null;
    }

    /** A listener that offers STARTTLS if there are certificates. */
    public ListenerOptions onRequest(String name, int port) {
        ServerTls server = tls;
        return options(name, port, server == null ? new Encryption.None() : new Encryption.OnRequest(server));
    }

    /**
     * A listener with TLS from the start.
     *
     * @throws IllegalStateException without certificates
     */
    public ListenerOptions implicit(String name, int port) {
        ServerTls server = tls;
        if (server == null) {
            throw new IllegalStateException("no certificates");
        }
        return options(name, port, new Encryption.Implicit(server));
    }

    private ListenerOptions options(String name, int port, Encryption encryption) {
        return new ListenerOptions(
                name,
                config.host(),
                port,
                encryption,
                clearTextLogins,
                proxies,
                new ListenerOptions.Timeouts(
                        config.idleTimeout(),
                        config.loginTimeout(),
                        config.commandTimeout(),
                        config.inputTimeout(),
                        config.stallTimeout(),
                        config.minInputRate().asLongValue()),
                new ListenerOptions.Limits(
                        config.maxConnections(),
                        config.maxConnectionsPerAddress(),
                        config.maxConnectionsPerUser(),
                        config.maxCommands(),
                        config.maxLoginFailures()));
    }

    @Override
    public void close() {
        ServerTls server = tls;
        if (server != null) {
            server.close();
        }
    }
}
