package org.packetboat.local.launcher.command;

import org.packetboat.cli.AccountCommand;
import org.packetboat.cli.AliasCommand;
import org.packetboat.cli.CatchAllCommand;
import org.packetboat.cli.Commands;
import org.packetboat.cli.DomainCommand;
import org.packetboat.cli.ForwardCommand;
import org.packetboat.cli.ListCommand;
import org.packetboat.cli.QueueCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the script {@code packetboat} runs for every verb that is not about building and testing. */
@Command(
        name = "packetboat",
        description = "A mail system on one machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            ControlCommand.Stop.class,
            ControlCommand.Start.class,
            ControlCommand.Restart.class,
            EnvironmentCommand.class,
            RehearseCommand.class,
            DomainCommand.class,
            AccountCommand.class,
            AliasCommand.class,
            ListCommand.class,
            ForwardCommand.class,
            CatchAllCommand.class,
            QueueCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.of(new Main()).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb");
    }
}
