package org.packetboat.local.launcher.command;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.embedded.JavaCommand;
import org.packetboat.local.launcher.process.OwnSession;
import picocli.CommandLine.Model.CommandSpec;

/** Starts {@code up} once more in a session of its own, shows what it says until it is ready, and leaves it alone then. */
final class DetachedSupervisor {
    /** The last line of a supervisor that is ready; not shown. */
    static final String READY = "\u0006";

    private final CommandSpec spec;

    DetachedSupervisor(CommandSpec spec) {
        this.spec = spec;
    }

    /** The exit status of {@code up --detach}. */
    int start(Path data) throws IOException, InterruptedException {
        Process supervisor = new ProcessBuilder(OwnSession.command(command(data)))
                .redirectInput(new File("/dev/null"))
                .start();
        Thread hook = new Thread(supervisor::destroy, "abandon");
        Runtime.getRuntime().addShutdownHook(hook);
        PrintWriter err = spec.commandLine().getErr();
        Thread errors = Thread.startVirtualThread(() -> copy(supervisor.errorReader(), err));
        boolean ready = copyUntilReady(supervisor, spec.commandLine().getOut());
        if (ready) {
            Runtime.getRuntime().removeShutdownHook(hook);
            return 0;
        }
        errors.join();
        return supervisor.waitFor();
    }

    private List<String> command(Path data) {
        Installation installation = Installation.find();
        List<String> command = new ArrayList<>(JavaCommand.of(
                installation.java(),
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-Dpacketboat.home=" + installation.home()),
                installation.target("local/launcher").resolve("local-launcher.jar")));
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParseResult().originalArgs());
        arguments.removeIf(argument -> argument.equals("--detach"));
        command.addAll(arguments);
        command.add("--supervise");
        return command;
    }

    private static boolean copyUntilReady(Process supervisor, PrintWriter out) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(supervisor.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(READY)) {
                return true;
            }
            out.println(line);
            out.flush();
        }
        return false;
    }

    private static void copy(BufferedReader lines, PrintWriter err) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                err.println(line);
                err.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
