package org.packetboat.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The administrator's verbs alone, for services anywhere. {@code ./packetboat} has them too. */
@Command(
        name = "packetboat",
        description = "Domains, accounts, aliases and the queue of a Packetboat.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DomainCommand.class,
            AccountCommand.class,
            AliasCommand.class,
            ListCommand.class,
            ForwardCommand.class,
            CatchAllCommand.class,
            QueueCommand.class
        })
public final class Main extends VerbGroup {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return Commands.of(new Main());
    }
}
