package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.StackSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code environment NAME}: shell lines with which the script runs a service by hand, for {@code dev NAME}. */
@Command(
        name = "environment",
        hidden = true,
        description = "Prints the configuration of a service as shell exports. Holds secrets.",
        mixinStandardHelpOptions = true)
final class EnvironmentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackSelection selection = new StackSelection();

    @Parameters(paramLabel = "NAME", description = "A service.")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        Map<String, String> environment =
                Stack.read(selection.dataDirectory()).environments().get(name);
        if (environment == null) {
            throw new IOException("there is no service " + name);
        }
        new TreeMap<>(environment)
                .forEach((key, value) -> spec.commandLine()
                        .getOut()
                        .println("export " + key + "='" + value.replace("'", "'\\''") + "'"));
        return 0;
    }
}
