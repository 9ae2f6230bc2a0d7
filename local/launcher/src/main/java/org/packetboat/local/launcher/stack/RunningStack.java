package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.cli.stack.StackRegistry;
import org.packetboat.local.launcher.embedded.Credentials;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.embedded.JavaCommand;
import org.packetboat.local.launcher.process.Guard;
import org.packetboat.local.launcher.process.ProcessIdentity;
import org.packetboat.local.launcher.process.StartFailedException;

/**
 * A stack as its supervisor sees it: it holds the data directory, drives the processes, and keeps {@code stack.json} true.
 */
public final class RunningStack implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(300);
    private static final Duration SINGLE_START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE =
            JavaCommand.training() ? Duration.ofMinutes(3) : Duration.ofSeconds(40);

    private final StackOptions options;
    private final DataDirectory data;
    private final StackLayout layout;
    private final Supervisor supervisor;
    private final Guard guard;
    private final Journal journal;
    private final ControlServer control;
    private final String controlKey = Credentials.secret(16);
    private final ReentrantLock closing = new ReentrantLock();
    private boolean closed;

    private RunningStack(StackOptions options, DataDirectory data, StackLayout layout, Guard guard, Journal journal)
            throws IOException {
        this.options = options;
        this.data = data;
        this.layout = layout;
        this.guard = guard;
        this.journal = journal;
        this.supervisor = new Supervisor(guard, STOP_PATIENCE, journal, this::published);
        supervisor.addTier(layout.serverMembers());
        supervisor.addTier(layout.mailboxMembers());
        supervisor.addTier(layout.edgeMembers());
        this.control = new ControlServer(controlKey, this);
    }

    /** Takes the data directory over and checks what can be checked; starts nothing yet. */
    public static RunningStack open(StackOptions options, Installation installation, Journal journal)
            throws IOException, InterruptedException {
        DataDirectory data = DataDirectory.open(options.data());
        try {
            List<StackProcess> survivors = Survivors.in(data.path());
            if (!survivors.isEmpty()) {
                journal.write("ending what an earlier supervisor has left: " + String.join(", ", names(survivors)));
                Survivors.end(survivors);
            }
            StackLayout layout = new StackLayout(options, data, installation);
            layout.checkPorts();
            layout.withoutLmtp().forEach(name -> journal.write(name + " does without LMTP: its port is in use"));
            return new RunningStack(options, data, layout, new Guard(), journal);
        } catch (IOException | InterruptedException | RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static List<String> names(List<StackProcess> processes) {
        return processes.stream().map(StackProcess::name).toList();
    }

    /** Blocks until everything is ready and the demo content is there. On failure nothing is left running. */
    public void start() throws IOException, InterruptedException, StartFailedException {
        publish();
        new StackRegistry().register(options.portOffset(), data.path());
        supervisor.start(START_PATIENCE);
        if (options.demo() == StackOptions.DemoContent.ADD && !Files.exists(data.demoMarker())) {
            Demo.add(new AdminClient(URI.create(layout.adminUrl()), data.adminKey()));
            Files.writeString(data.demoMarker(), "");
        }
    }

    public Summary summary() {
        return new Summary(options, layout);
    }

    /** The processes, each asked for its state now. */
    List<StackProcess> status() throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StackProcess>> answers = new ArrayList<>();
            for (ManagedProcess process : supervisor.processes()) {
                answers.add(threads.submit(() -> process.describe(process.stateNow())));
            }
            List<StackProcess> processes = new ArrayList<>();
            for (Future<StackProcess> answer : answers) {
                processes.add(answer.get());
            }
            return processes;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends one process and keeps it ended. */
    void stop(String name) throws InterruptedException {
        named(name).stop();
    }

    /** Starts one process, and blocks until it is ready. */
    void start(String name) throws IOException, InterruptedException {
        ManagedProcess process = named(name);
        process.start();
        if (!process.await(ProcessState.READY, SINGLE_START_PATIENCE)) {
            throw new IOException(
                    name + " is not ready after " + SINGLE_START_PATIENCE.toSeconds() + " s, it is tried on");
        }
    }

    private ManagedProcess named(String name) {
        return supervisor
                .named(name)
                .orElseThrow(() -> new NoSuchElementException("there is no process " + name + "; there are "
                        + String.join(
                                ", ",
                                supervisor.processes().stream()
                                        .map(ManagedProcess::name)
                                        .toList())));
    }

    /** What cannot be told to others, for instance on a full disk, must not keep a process from being started again. */
    private void published() {
        try {
            publish();
        } catch (UncheckedIOException e) {
            journal.write("the state of the stack could not be written: " + e.getMessage());
        }
    }

    private synchronized void publish() {
        ProcessIdentity self = ProcessIdentity.current();
        List<StackProcess> processes = supervisor.processes().stream()
                .map(process -> process.describe(process.state()))
                .toList();
        Stack stack = new Stack(
                data.path().toString(),
                options.portOffset(),
                options.bind().getHostAddress(),
                layout.adminUrl(),
                new Stack.Supervisor(self.pid(), self.started().toEpochMilli(), control.port(), controlKey),
                processes,
                layout.clients(),
                layout.environments());
        try {
            data.write(stack);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all processes in order and gives the data directory free. A second call only waits for the first. */
    @Override
    public void close() throws IOException {
        closing.lock();
        try {
            if (!closed) {
                closed = true;
                control.close();
                supervisor.stop();
                guard.close();
                data.close();
            }
        } finally {
            closing.unlock();
        }
    }
}
