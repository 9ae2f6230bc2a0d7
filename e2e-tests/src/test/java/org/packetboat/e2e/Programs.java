package org.packetboat.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs that are not ours and keeps what they said. */
final class Programs {
    /** What a program printed (both streams together) and how it ended. */
    record Result(int exit, String output) {
        Result expectSuccess() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ":\n" + output);
            }
            return this;
        }
    }

    /** A program that runs beside the test. Closing ends it and what it started. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path output;

        private Running(Process process, Path output) {
            this.process = process;
            this.output = output;
        }

        /** Types at it. */
        void type(String keys) {
            try {
                OutputStream stdin = process.getOutputStream();
                stdin.write(keys.getBytes(StandardCharsets.UTF_8));
                stdin.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(output(), e);
            }
        }

        /** What it has printed so far. */
        String output() {
            try {
                return read(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end. */
        Result end(Duration limit) {
            return Programs.end(process, limit, output);
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            try {
                Files.deleteIfExists(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Programs() {}

    /**
     * Starts a program that the test talks to while it runs.
     *
     * @param environment added to ours
     */
    static Running start(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("packetboat-program", ".log");
            return new Running(process(environment, command, output), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result run(Duration limit, List<String> command) {
        return run(limit, Map.of(), null, command);
    }

    /**
     * Runs a program to its end.
     *
     * @param environment added to ours
     * @param input given on standard input, or null for none
     * @throws AssertionError when it takes longer than the limit; its process is ended first
     */
    static Result run(
            Duration limit,
            Map<String, String> environment,
            @org.jspecify.annotations.Nullable String input,
            List<String> command) {
        try {
            Path output = Files.createTempFile("packetboat-program", ".log");
            try {
                Process process = process(environment, command, output);
                try (var stdin = process.getOutputStream()) {
                    if (input != null) {
                        stdin.write(input.getBytes(StandardCharsets.UTF_8));
                    }
                }
                return end(process, limit, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process process(Map<String, String> environment, List<String> command, Path output)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Result end(Process process, Duration limit, Path output) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                String command = process.info().commandLine().orElse("it");
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " took longer than " + limit + ":\n" + read(output));
            }
            return new Result(process.exitValue(), read(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
