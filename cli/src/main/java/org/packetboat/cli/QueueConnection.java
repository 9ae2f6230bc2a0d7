package org.packetboat.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.admin.QueueClient;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.StackSelection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which delivery-service is spoken to: that of a local stack, or one named by URL and key file. */
final class QueueConnection {
    private static final String SERVICE = "delivery-service";

    @Mixin
    private StackSelection selection = new StackSelection();

    @Option(names = "--url", paramLabel = "URL", description = "Of delivery-service, instead of a local stack's.")
    private @Nullable URI url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Holds the bearer key (default: that of the stack).")
    private @Nullable Path keyFile;

    QueueClient open() throws IOException {
        if (url != null && keyFile != null) {
            return new QueueClient(url, Files.readString(keyFile).strip());
        }
        Path data = selection.dataDirectory();
        if (!Stack.exists(data)) {
            throw new IOException("no stack was started in " + data);
        }
        Path key = keyFile == null ? data.resolve("admin.key") : keyFile;
        return new QueueClient(
                url == null ? ofStack(Stack.read(data)) : url,
                Files.readString(key).strip());
    }

    private static URI ofStack(Stack stack) throws IOException {
        for (Stack.StackProcess process : stack.processes()) {
            Integer port = process.ports().get("management");
            if (process.name().equals(SERVICE) && port != null) {
                return URI.create("http://127.0.0.1:" + port);
            }
        }
        throw new IOException("the stack has no " + SERVICE);
    }
}
