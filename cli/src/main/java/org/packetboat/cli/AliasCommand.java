package org.packetboat.cli;

import java.io.IOException;
import java.util.List;
import org.packetboat.cli.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alias add|list|remove}. */
@Command(name = "alias", description = "Addresses that stand for others.", mixinStandardHelpOptions = true)
public final class AliasCommand extends VerbGroup {
    @Command(description = "Adds an alias for one or more addresses.", mixinStandardHelpOptions = true)
    int add(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ALIAS") String alias,
            @Parameters(paramLabel = "TARGET", arity = "1..*") List<String> targets)
            throws IOException {
        connection.open().addAlias(alias, targets);
        return 0;
    }

    @Command(description = "Prints each alias with its targets.", mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection) throws IOException {
        for (AdminClient.Alias alias : connection.open().aliases()) {
            out().println(alias.alias() + " " + String.join(" ", alias.targets()));
        }
        return 0;
    }

    @Command(description = "Removes an alias.", mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "ALIAS") String alias) throws IOException {
        connection.open().removeAlias(alias);
        return 0;
    }
}
