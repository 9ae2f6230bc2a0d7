package org.packetboat.cli;

import java.io.IOException;
import java.util.List;
import org.packetboat.cli.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code forward set|list|remove}. */
@Command(name = "forward", description = "Accounts whose mail goes on.", mixinStandardHelpOptions = true)
public final class ForwardCommand extends VerbGroup {
    @Command(
            description = "Lets an account's mail go on to one or more addresses, instead of where it went on before.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin AdminConnection connection,
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "TARGET", arity = "1..*") List<String> targets,
            @Option(names = "--no-copy", description = "Keep nothing of it in the account.") boolean noCopy)
            throws IOException {
        connection.open().setForward(address, targets, !noCopy);
        return 0;
    }

    @Command(
            description = "Prints each account whose mail goes on with its targets; a star for one that keeps no copy.",
            mixinStandardHelpOptions = true)
    int list(@Mixin AdminConnection connection) throws IOException {
        for (AdminClient.Forward forward : connection.open().forwards()) {
            out().println(forward.address() + (forward.keeps() ? " " : " * ") + String.join(" ", forward.targets()));
        }
        return 0;
    }

    @Command(description = "An account's mail stays there from now on.", mixinStandardHelpOptions = true)
    int remove(@Mixin AdminConnection connection, @Parameters(paramLabel = "ADDRESS") String address)
            throws IOException {
        connection.open().removeForward(address);
        return 0;
    }
}
