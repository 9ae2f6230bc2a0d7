package org.packetboat.cli;

import java.io.IOException;
import org.packetboat.cli.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code catch-all set|list|remove}. */
@Command(
        name = "catch-all",
        description = "Who receives what is for no address of a domain.",
        mixinStandardHelpOptions = true)
public final class CatchAllCommand extends VerbGroup {
    @Command(
            description = "Lets an address receive what is for no address of the domain.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "DOMAIN") String domain,
            @Parameters(paramLabel = "TARGET") String target)
            throws IOException {
        connection.open().setCatchAll(domain, target);
        return 0;
    }

    @Command(
            description = "Prints each domain that has a catch-all address, and the address.",
            mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection) throws IOException {
        for (AdminClient.CatchAll catchAll : connection.open().catchAlls()) {
            out().println(catchAll.domain() + " " + catchAll.target());
        }
        return 0;
    }

    @Command(
            description = "What is for no address of the domain is refused from now on.",
            mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "DOMAIN") String domain) throws IOException {
        connection.open().removeCatchAll(domain);
        return 0;
    }
}
