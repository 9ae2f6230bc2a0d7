package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. None of the lines when it cannot be read. */
public final class LogTail {
    private static final int OCTETS_PER_LINE = 400;
    private static final int MOST_OCTETS = 64 * 1024;

    private LogTail() {}

    /** At most {@code count} last lines. */
    public static List<String> of(Path log, int count) {
        return last(count, lines(log, 0, (long) count * OCTETS_PER_LINE));
    }

    /**
     * The same of those that say something: what went wrong, and not where in the program.
     *
     * @param from the octet where it begins
     */
    public static List<String> withoutFrames(Path log, long from, int count) {
        List<String> lines = lines(log, from, MOST_OCTETS);
        return last(count, lines.stream().filter(line -> !isFrame(line)).toList());
    }

    private static boolean isFrame(String line) {
        String text = line.stripLeading();
        return text.length() < line.length() && (text.startsWith("at ") || text.startsWith("... "));
    }

    private static List<String> last(int count, List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static List<String> lines(Path log, long from, long atMost) {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] end = new byte[(int) Math.clamp(file.length() - from, 0, atMost)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
