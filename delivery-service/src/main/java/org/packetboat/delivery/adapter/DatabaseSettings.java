package org.packetboat.delivery.adapter;

import org.packetboat.service.config.store.DatabaseEndpoint;

/** Where the schema of this service is. */
public record DatabaseSettings(DatabaseEndpoint endpoint, String user, String password) {
    static final String SCHEMA = "delivery";

    @Override
    public String toString() {
        return endpoint + " user=" + user;
    }
}
