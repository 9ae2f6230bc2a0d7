package org.packetboat.service.config.grpc;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.service.config.MailboxConfig;

/** Where callers find the mailbox service. */
public final class MailboxEndpoints {
    private MailboxEndpoints() {}

    /** As the operator configured it. */
    public static MailboxEndpoint of(MailboxConfig config, TlsConfigurationRegistry registry, Vertx vertx) {
        return new MailboxEndpoint(
                config.address(), new MutualTls(registry, vertx).client(config.tlsConfigurationName()));
    }

    /** Whether its tokens log in. */
    public static BearerTokens tokens(MailboxConfig config) {
        return config.bearerTokens() ? BearerTokens.ACCEPTED : BearerTokens.NOT_ACCEPTED;
    }
}
