package org.packetboat.service.config.store;

import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.packetboat.service.config.DatabaseTlsConfig;

/**
 * Where a database is, and how it is believed, for the Vert.x client and for the driver that migrates the schema.
 *
 * @param url {@code postgresql://host:port/database}
 * @param authority PEM; present when the mode verifies
 */
public record DatabaseEndpoint(URI url, DatabaseTlsConfig.SslMode mode, Optional<Path> authority) {
    private static final int PORT = 5432;

    public DatabaseEndpoint {
        if (!"postgresql".equals(url.getScheme())
                || url.getHost() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException("not postgresql://host:port/database");
        }
        if (mode != DatabaseTlsConfig.SslMode.DISABLE && authority.isEmpty()) {
            throw new IllegalArgumentException("packetboat.database.ca-certificate is not set");
        }
    }

    /** As the operator configured it. */
    public static DatabaseEndpoint of(URI url, DatabaseTlsConfig config) {
        return new DatabaseEndpoint(url, config.sslMode(), config.caCertificate());
    }

    /** On a network that is private. */
    public static DatabaseEndpoint plaintext(URI url) {
        return new DatabaseEndpoint(url, DatabaseTlsConfig.SslMode.DISABLE, Optional.empty());
    }

    /** For the Vert.x client, without user and password. */
    public PgConnectOptions connectOptions() {
        PgConnectOptions options =
                new PgConnectOptions().setHost(url.getHost()).setPort(port()).setDatabase(database());
        switch (mode) {
            case DISABLE -> options.setSslMode(SslMode.DISABLE);
            case VERIFY_CA -> options.setSslMode(SslMode.VERIFY_CA);
            case VERIFY_FULL -> options.setSslMode(SslMode.VERIFY_FULL).setHostnameVerificationAlgorithm("HTTPS");
        }
        authority.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2")));
        return options;
    }

    /** For the JDBC driver. */
    public String jdbcUrl() {
        String plain = "jdbc:postgresql://" + url.getHost() + ":" + port() + "/" + database();
        return switch (mode) {
            case DISABLE -> plain + "?sslmode=disable";
            case VERIFY_CA -> plain + "?sslmode=verify-ca" + rootCertificate();
            case VERIFY_FULL -> plain + "?sslmode=verify-full" + rootCertificate();
        };
    }

    private String rootCertificate() {
        return authority
                .map(file -> "&sslrootcert=" + URLEncoder.encode(file.toString(), StandardCharsets.UTF_8))
                .orElse("");
    }

    private int port() {
        return url.getPort() < 0 ? PORT : url.getPort();
    }

    private String database() {
        return url.getPath().substring(1);
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
