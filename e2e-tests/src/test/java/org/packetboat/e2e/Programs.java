package org.packetboat.e2e;

import java.io.IOException;
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

    private Programs() {}

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
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                try (var stdin = process.getOutputStream()) {
                    if (input != null) {
                        stdin.write(input.getBytes(StandardCharsets.UTF_8));
                    }
                }
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(command + " took longer than " + limit + ":\n" + read(output));
                }
                return new Result(process.exitValue(), read(output));
            } finally {
                Files.deleteIfExists(output);
            }
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
