package org.packetboat.pop3.adapter;

import io.smallrye.config.ConfigMapping;

/** Where mailbox-service is. */
@ConfigMapping(prefix = "packetboat.mailbox")
public interface MailboxConfig {
    /** host:port of its gRPC API. */
    String address();
}
