package org.packetboat.mailbox.client;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * Where the mailbox service is, and how to talk to it.
 *
 * @param address {@code host:port}
 * @param tls of a gRPC client; without it nothing is encrypted
 */
public record MailboxEndpoint(String address, Optional<SslContext> tls) {
    /** On a network that is private. */
    public static MailboxEndpoint plaintext(String address) {
        return new MailboxEndpoint(address, Optional.empty());
    }
}
