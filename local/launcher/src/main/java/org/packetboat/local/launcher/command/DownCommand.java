package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.packetboat.cli.stack.NoStackException;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.cli.stack.StackSelection;
import org.packetboat.local.launcher.embedded.JavaCommand;
import org.packetboat.local.launcher.stack.Survivors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code down}: asks the supervisor to stop everything in order, and ends what a dead supervisor has left. */
@Command(name = "down", description = "Stops everything in order. Data stays.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    /** Three tiers, each of which may take twenty seconds, and a little more. */
    private static final Duration PATIENCE = JavaCommand.training() ? Duration.ofMinutes(10) : Duration.ofSeconds(75);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackSelection selection = new StackSelection();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data;
        try {
            data = selection.dataDirectory();
        } catch (NoStackException e) {
            return nothingRuns();
        }
        Optional<ProcessHandle> supervisor = Survivors.supervisor(data);
        if (supervisor.isPresent()) {
            end(supervisor.get());
        }
        List<StackProcess> survivors = Survivors.in(data);
        Survivors.end(survivors);
        if (supervisor.isEmpty() && survivors.isEmpty()) {
            return nothingRuns();
        }
        spec.commandLine().getOut().println("stopped");
        return 0;
    }

    private int nothingRuns() {
        spec.commandLine().getOut().println("nothing runs");
        return 0;
    }

    private static void end(ProcessHandle supervisor) throws InterruptedException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
