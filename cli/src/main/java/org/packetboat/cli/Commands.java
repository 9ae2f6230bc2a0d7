package org.packetboat.cli;

import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** What every command line of ours has in common: an error is one line on standard error and status 1, wrong usage is 2. */
public final class Commands {
    private Commands() {}

    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    commandLine.getErr().println("packetboat: " + oneLine(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setParameterExceptionHandler((mistake, _) -> {
                    CommandLine commandLine = mistake.getCommandLine();
                    commandLine.getErr().println("packetboat: " + mistake.getMessage());
                    commandLine
                            .getErr()
                            .println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
                    return CommandLine.ExitCode.USAGE;
                });
    }

    private static String oneLine(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        String message = failure.getMessage();
        return message == null
                ? failure.toString()
                : message.lines().findFirst().orElse(message);
    }
}
