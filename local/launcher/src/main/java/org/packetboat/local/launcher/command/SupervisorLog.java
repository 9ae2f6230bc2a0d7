package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.packetboat.local.launcher.stack.Journal;

/** What the supervisor does, on the terminal and in {@code logs/supervisor.log}. */
final class SupervisorLog implements Journal, AutoCloseable {
    static final String NAME = "supervisor";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(ZoneId.systemDefault());

    private final PrintWriter terminal;
    private final InstantSource clock = InstantSource.system();
    private @Nullable PrintWriter file;

    SupervisorLog(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** From here on lines go to the file as well: before, the data directory may be anybody's. */
    synchronized void open(Path data) throws IOException {
        file = new PrintWriter(
                Files.newBufferedWriter(
                        data.resolve("logs").resolve(NAME + ".log"),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND),
                true);
    }

    @Override
    public synchronized void write(String line) {
        terminal.println(line);
        terminal.flush();
        if (file != null) {
            file.println(TIME.format(clock.instant()) + " " + line);
        }
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            file.close();
        }
    }
}
