package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends the children when this process ends, however it ends: a shell holds the other end of a pipe, and when the pipe
 * closes, it stops whatever was listed last (within 4 s). It has a session of its own, so that neither Ctrl-C nor a signal
 * to this process' group reaches it, and is started anew when it dies itself.
 */
public final class Guard implements AutoCloseable {
    private final Map<Long, StopSignal> guarded = new LinkedHashMap<>();
    private @Nullable Process shell;
    private boolean closed;

    public Guard() throws IOException {
        startShell();
    }

    synchronized void add(long pid, StopSignal signal) throws IOException {
        guarded.put(pid, signal);
        tell("add " + signal + ":" + pid);
    }

    synchronized void remove(long pid) throws IOException {
        if (guarded.remove(pid) != null) {
            tell("remove :" + pid);
        }
    }

    private synchronized void startShell() throws IOException {
        Process started = new ProcessBuilder(OwnSession.command("/bin/sh", "-c", script(), "packetboat-guard"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        shell = started;
        for (Map.Entry<Long, StopSignal> child : guarded.entrySet()) {
            tell("add " + child.getValue() + ":" + child.getKey());
        }
        started.onExit().thenRun(this::shellEnded);
    }

    private synchronized void shellEnded() {
        if (closed) {
            return;
        }
        try {
            startShell();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("children are no longer guarded", e);
        }
    }

    private void tell(String line) throws IOException {
        Process current = Objects.requireNonNull(shell);
        if (!current.isAlive()) {
            // The shell that replaces it is told everything.
            return;
        }
        OutputStream pipe = current.getOutputStream();
        pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }

    /** The children that are still listed end now. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        Objects.requireNonNull(shell).getOutputStream().close();
    }

    private static String script() throws IOException {
        try (InputStream script = Objects.requireNonNull(Guard.class.getResourceAsStream("guard.sh"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
