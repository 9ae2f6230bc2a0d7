package org.packetboat.delivery.adapter;

import java.net.URI;

/**
 * Where the schema of this service is.
 *
 * @param url {@code postgresql://host:port/database}
 */
public record DatabaseSettings(URI url, String user, String password) {
    static final String SCHEMA = "delivery";

    public DatabaseSettings {
        if (!"postgresql".equals(url.getScheme())
                || url.getHost() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException("not postgresql://host:port/database");
        }
    }

    String host() {
        return url.getHost();
    }

    int port() {
        return url.getPort() < 0 ? 5432 : url.getPort();
    }

    String database() {
        return url.getPath().substring(1);
    }

    @Override
    public String toString() {
        return url + " user=" + user;
    }
}
