package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.local.launcher.process.ProcessIdentity;
import org.packetboat.local.launcher.process.StopSignal;

/**
 * Processes of an earlier supervisor that still run although it is gone. They are known by pid and start time together, so
 * that no stranger with a reused pid is touched.
 */
public final class Survivors {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Survivors() {}

    /** Those that {@code stack.json} of the directory lists; none when there is no such file. */
    public static List<StackProcess> in(Path data) throws IOException {
        if (!Stack.exists(data)) {
            return List.of();
        }
        return Stack.read(data).processes().stream()
                .filter(process -> handle(process).isPresent())
                .toList();
    }

    public static Optional<ProcessHandle> supervisor(Path data) throws IOException {
        if (!Stack.exists(data)) {
            return Optional.empty();
        }
        Stack.Supervisor supervisor = Stack.read(data).supervisor();
        return new ProcessIdentity(supervisor.pid(), Instant.ofEpochMilli(supervisor.started())).find();
    }

    /** Ends them, in order if they do so in time. Blocks until none is left. */
    public static void end(List<StackProcess> survivors) throws InterruptedException {
        List<ProcessHandle> handles = new ArrayList<>();
        for (StackProcess survivor : survivors) {
            handle(survivor).ifPresent(handle -> {
                handles.add(handle);
                StopSignal.valueOf(survivor.stopSignal()).send(handle);
            });
        }
        if (!ended(handles, PATIENCE)) {
            handles.forEach(ProcessHandle::destroyForcibly);
            ended(handles, PATIENCE);
        }
    }

    private static boolean ended(List<ProcessHandle> handles, Duration patience) throws InterruptedException {
        CompletableFuture<?>[] ends =
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<ProcessHandle> handle(StackProcess process) {
        return process.pid() == 0
                ? Optional.empty()
                : new ProcessIdentity(process.pid(), Instant.ofEpochMilli(process.started())).find();
    }
}
