package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.StackSelection;
import org.packetboat.local.launcher.stack.ControlClient;
import org.packetboat.local.launcher.stack.Survivors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stop|start|restart NAME}: the supervisor does it. */
@Command(mixinStandardHelpOptions = true)
abstract class ControlCommand implements Callable<Integer> {
    private final String verb;

    @Mixin
    private StackSelection selection = new StackSelection();

    @Parameters(paramLabel = "NAME", description = "As status prints it.")
    private String name = "";

    private ControlCommand(String verb) {
        this.verb = verb;
    }

    @Override
    public Integer call() throws IOException {
        Path data = selection.dataDirectory();
        if (Survivors.supervisor(data).isEmpty()) {
            throw new IOException("nothing runs on " + data);
        }
        new ControlClient(Stack.read(data).supervisor()).act(name, verb);
        return 0;
    }

    @Command(name = "stop", description = "Ends one process and keeps it ended.")
    static final class Stop extends ControlCommand {
        Stop() {
            super("stop");
        }
    }

    @Command(name = "start", description = "Starts one process that was stopped.")
    static final class Start extends ControlCommand {
        Start() {
            super("start");
        }
    }

    @Command(name = "restart", description = "Ends one process in order and starts it again.")
    static final class Restart extends ControlCommand {
        Restart() {
            super("restart");
        }
    }
}
