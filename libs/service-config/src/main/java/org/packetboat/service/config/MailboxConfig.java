package org.packetboat.service.config;

import io.smallrye.config.ConfigMapping;

/** The mailbox service, as its callers know it. */
@ConfigMapping(prefix = "packetboat.mailbox")
public interface MailboxConfig {
    /** Its gRPC API, {@code host:port}. */
    String address();
}
