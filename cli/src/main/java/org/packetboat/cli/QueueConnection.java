package org.packetboat.cli;

import java.io.IOException;
import java.net.URI;
import org.packetboat.cli.admin.QueueClient;
import org.packetboat.cli.stack.Stack;
import picocli.CommandLine.Mixin;

/** The same options for a delivery-service. */
final class QueueConnection {
    private static final String SERVICE = "delivery-service";

    @Mixin
    private AdminConnection connection = new AdminConnection();

    QueueClient open() throws IOException {
        return connection.open(QueueConnection::of, QueueClient::new);
    }

    private static URI of(Stack stack) throws IOException {
        for (Stack.StackProcess process : stack.processes()) {
            Integer port = process.ports().get("management");
            if (process.name().equals(SERVICE) && port != null) {
                return URI.create("http://127.0.0.1:" + port);
            }
        }
        throw new IOException("the stack has no " + SERVICE);
    }
}
