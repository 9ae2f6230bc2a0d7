package org.packetboat.cli;

import java.io.IOException;
import org.packetboat.cli.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code domain add|list|remove}. */
@Command(name = "domain", description = "Domains that are local.", mixinStandardHelpOptions = true)
public final class DomainCommand extends VerbGroup {
    @Command(description = "Makes a domain local.", mixinStandardHelpOptions = true)
    int add(@Mixin AdminConnection connection, @Parameters(paramLabel = "DOMAIN") String name) throws IOException {
        connection.open().addDomain(name);
        return 0;
    }

    @Command(description = "Prints the local domains.", mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection) throws IOException {
        for (AdminClient.Domain domain : connection.open().domains()) {
            out().println(domain.name());
        }
        return 0;
    }

    @Command(description = "Makes a domain foreign again.", mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "DOMAIN") String name) throws IOException {
        connection.open().removeDomain(name);
        return 0;
    }
}
