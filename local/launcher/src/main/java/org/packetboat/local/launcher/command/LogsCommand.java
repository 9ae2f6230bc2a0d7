package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.packetboat.cli.stack.StackSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs NAME [-f]}. */
@Command(
        name = "logs",
        description = "Prints the log of a process, or of the supervisor.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    private static final long POLL_NANOS = 200_000_000;
    private static final String SUFFIX = ".log";

    @Mixin
    private StackSelection selection = new StackSelection();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what is added, until Ctrl-C.")
    private boolean follow;

    @Parameters(paramLabel = "NAME", description = "As status prints it, or supervisor.", arity = "1")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        Path logs = selection.dataDirectory().resolve("logs");
        Path log = logs.resolve(name + SUFFIX);
        if (!Files.exists(log) || !log.normalize().startsWith(logs)) {
            throw new IOException("there is no log of " + name + "; there are " + available(logs));
        }
        PrintStream out = System.out;
        try (InputStream in = Files.newInputStream(log)) {
            in.transferTo(out);
            out.flush();
            while (follow && !out.checkError()) {
                LockSupport.parkNanos(POLL_NANOS);
                in.transferTo(out);
                out.flush();
            }
        }
        return 0;
    }

    private static String available(Path logs) throws IOException {
        if (!Files.isDirectory(logs)) {
            return "none";
        }
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
