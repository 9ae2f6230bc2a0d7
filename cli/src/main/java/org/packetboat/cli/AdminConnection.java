package org.packetboat.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.StackSelection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which service is spoken to: that of a local stack, or one named by URL and key file. */
final class AdminConnection {
    @Mixin
    private StackSelection selection = new StackSelection();

    @Option(names = "--url", paramLabel = "URL", description = "Base of the REST API, instead of a local stack's.")
    private @Nullable URI url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "Holds the bearer key (default: that of the stack).")
    private @Nullable Path keyFile;

    /** Where a service of a stack answers. */
    @FunctionalInterface
    interface Place {
        URI of(Stack stack) throws IOException;
    }

    /** A mailbox-service. */
    AdminClient open() throws IOException {
        return open(stack -> URI.create(stack.adminUrl()), AdminClient::new);
    }

    /**
     * Another service.
     *
     * @param client of a URL and a key
     */
    <T> T open(Place place, BiFunction<URI, String, T> client) throws IOException {
        if (url != null && keyFile != null) {
            return client.apply(url, Files.readString(keyFile).strip());
        }
        Path data = selection.dataDirectory();
        if (!Stack.exists(data)) {
            throw new IOException("no stack was started in " + data);
        }
        Path key = keyFile == null ? data.resolve("admin.key") : keyFile;
        URI base = url == null ? place.of(Stack.read(data)) : url;
        return client.apply(base, Files.readString(key).strip());
    }
}
