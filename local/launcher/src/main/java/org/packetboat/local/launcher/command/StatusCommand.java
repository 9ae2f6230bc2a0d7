package org.packetboat.local.launcher.command;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.packetboat.cli.stack.NoStackException;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.cli.stack.StackSelection;
import org.packetboat.local.launcher.stack.ControlClient;
import org.packetboat.local.launcher.stack.ProcessState;
import org.packetboat.local.launcher.stack.Survivors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}. */
@Command(
        name = "status",
        description = "Prints a line for each process: NAME PID STATE PORTS.",
        footer = "Exit status: 0 when all are ready, 3 when none runs, 1 otherwise.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int ALL_READY = 0;
    private static final int NOT_ALL_READY = 1;
    private static final int NONE_RUNS = 3;

    /** A process without a supervisor. */
    private static final String ORPHAN = "orphan";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackSelection selection = new StackSelection();

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path data;
        try {
            data = selection.dataDirectory();
        } catch (NoStackException e) {
            return print(0, List.of(), "");
        }
        if (!Stack.exists(data)) {
            return print(0, List.of(), data.toString());
        }
        Stack stack = Stack.read(data);
        if (Survivors.supervisor(data).isPresent()) {
            try {
                List<StackProcess> processes = new ControlClient(stack.supervisor()).status();
                return print(stack.supervisor().pid(), processes, data.toString());
            } catch (ConnectException e) {
                // It has ended just now.
                return print(0, unsupervised(data, stack), data.toString());
            }
        }
        return print(0, unsupervised(data, stack), data.toString());
    }

    private static List<StackProcess> unsupervised(Path data, Stack stack) throws IOException {
        List<String> survivors =
                Survivors.in(data).stream().map(StackProcess::name).toList();
        List<StackProcess> processes = new ArrayList<>();
        for (StackProcess process : stack.processes()) {
            boolean survives = survivors.contains(process.name());
            processes.add(new StackProcess(
                    process.name(),
                    survives ? process.pid() : 0,
                    survives ? process.started() : 0,
                    survives ? ORPHAN : ProcessState.STOPPED.text(),
                    process.stopSignal(),
                    process.ports()));
        }
        return processes;
    }

    private int print(long supervisor, List<StackProcess> processes, String data) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("data", data);
            object.put("supervisor", supervisor);
            object.put("processes", processes);
            out.println(JSON.std.asString(object));
        } else {
            processes.forEach(process -> out.println(line(process)));
        }
        if (processes.stream().allMatch(process -> process.pid() == 0)) {
            return NONE_RUNS;
        }
        boolean allReady =
                processes.stream().allMatch(process -> process.state().equals(StackProcess.READY));
        return allReady ? ALL_READY : NOT_ALL_READY;
    }

    private static String line(StackProcess process) {
        String ports = new TreeMap<>(process.ports())
                .entrySet().stream()
                        .map(port -> port.getKey() + "=" + port.getValue())
                        .collect(Collectors.joining(","));
        String pid = process.pid() == 0 ? "-" : Long.toString(process.pid());
        return "%-18s %7s %-10s %s".formatted(process.name(), pid, process.state(), ports);
    }
}
