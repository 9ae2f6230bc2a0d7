package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One life of a process, from its start to its end. Safe for use by several threads. */
public final class ChildProcess {
    private static final long LOG_LIMIT = 16 << 20;
    private static final long POLL_MILLIS = 150;

    private final ProcessSpec spec;
    private final Process process;
    private final ProcessIdentity identity;
    /** How long the log was before this process. */
    private final long logBegin;

    private ChildProcess(ProcessSpec spec, Process process, long logBegin) {
        this.spec = spec;
        this.process = process;
        this.logBegin = logBegin;
        this.identity = ProcessIdentity.of(process.toHandle());
    }

    /** Runs the preparation, then starts the process and returns without waiting until it is ready. */
    public static ChildProcess start(ProcessSpec spec, Guard guard) throws IOException, InterruptedException {
        Files.createDirectories(Objects.requireNonNull(spec.log().getParent()));
        rotate(spec.log());
        spec.preparation().run();
        ProcessBuilder builder = new ProcessBuilder(OwnSession.command(spec.command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        long logBegin = Files.exists(spec.log()) ? Files.size(spec.log()) : 0;
        Process process = builder.start();
        process.getOutputStream().close();
        guard.add(process.pid(), spec.stopSignal());
        process.onExit().thenRun(() -> forget(guard, process));
        return new ChildProcess(spec, process, logBegin);
    }

    private static void forget(Guard guard, Process process) {
        try {
            guard.remove(process.pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public ProcessSpec spec() {
        return spec;
    }

    public ProcessIdentity identity() {
        return identity;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public boolean isReady() {
        return process.isAlive() && spec.readiness().isReady(process.pid());
    }

    /** Completes when the process has ended, with its exit status. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Blocks until the process is ready. */
    public void awaitReady(Duration patience) throws InterruptedException, StartFailedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isReady()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StartFailedException(
                        spec.name() + " ended with status " + process.exitValue() + " during its start", logTail());
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailedException(
                        spec.name() + " is not ready after " + patience.toSeconds() + " s", logTail());
            }
        }
    }

    /** Ends the process in order, or with SIGKILL when its patience is over; blocks until it has ended. */
    public void stop(Duration patience) throws InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        spec.stopSignal().send(process.toHandle());
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** SIGKILL; blocks until the process has ended. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** The last lines that this process has left in the log, without stack traces. */
    public List<String> logTail() {
        return LogTail.withoutFrames(spec.log(), logBegin, 12);
    }
}
