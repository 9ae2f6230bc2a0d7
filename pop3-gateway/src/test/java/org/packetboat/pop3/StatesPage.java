package org.packetboat.pop3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.packetboat.pop3.session.Link;
import org.packetboat.pop3.session.Pop3Rules.Phase;
import org.packetboat.pop3.session.Pop3Rules.Verdict;
import org.packetboat.testkit.config.OperationsPage;

/** The table of docs/pop3.md: command, connections, a cell for each state, RFC. */
final class StatesPage {
    private static final int COLUMNS = 7;
    private static final int FIRST_CELL = 2;

    private final Map<String, Map<Link, List<Cell>>> rows = new LinkedHashMap<>();

    /** What a cell says. */
    enum Cell {
        OK("+OK", "+OK ", Verdict.ALLOWED),
        GO_ON("+", "+ ", Verdict.ALLOWED),
        STATE("state", "-ERR not in this state", Verdict.WRONG_STATE),
        ENCRYPT("encrypt", "-ERR encryption required", Verdict.ENCRYPTION_REQUIRED),
        NONE("none", "-ERR not supported", Verdict.NOT_SUPPORTED),
        CLOSED("closed", Pop3Client.CLOSED, Verdict.WRONG_STATE);

        private final String word;
        private final String reply;
        private final Verdict verdict;

        Cell(String word, String reply, Verdict verdict) {
            this.word = word;
            this.reply = reply;
            this.verdict = verdict;
        }

        /** How the reply begins. */
        String reply() {
            return reply;
        }

        Verdict verdict() {
            return verdict;
        }

        private static Cell of(String word) {
            return Arrays.stream(values())
                    .filter(cell -> cell.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no cell: " + word));
        }
    }

    static StatesPage read() {
        StatesPage page = new StatesPage();
        try {
            Files.readAllLines(OperationsPage.root().resolve("docs/pop3.md")).stream()
                    .filter(line -> line.startsWith("| `"))
                    .forEach(page::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page;
    }

    private void add(String line) {
        List<String> columns = Arrays.stream(
                        line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
        if (columns.size() != COLUMNS) {
            throw new AssertionError(COLUMNS + " columns wanted: " + line);
        }
        String command = columns.getFirst().replace("`", "");
        List<Cell> cells = columns.subList(FIRST_CELL, FIRST_CELL + Phase.values().length).stream()
                .map(Cell::of)
                .toList();
        Map<Link, List<Cell>> byLink = rows.computeIfAbsent(command, c -> new EnumMap<>(Link.class));
        for (Link link : links(columns.get(1))) {
            if (byLink.put(link, cells) != null) {
                throw new AssertionError("twice: " + command + " " + link);
            }
        }
    }

    private static List<Link> links(String words) {
        if (words.equals("any")) {
            return List.of(Link.values());
        }
        List<Link> links = new ArrayList<>();
        for (String word : words.split(", ", -1)) {
            links.add(Link.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return links;
    }

    Set<String> commands() {
        return rows.keySet();
    }

    List<Cell> row(String command, Link link) {
        return rows.getOrDefault(command, Map.of()).getOrDefault(link, List.of());
    }

    Cell cell(String command, Link link, Phase phase) {
        return row(command, link).get(phase.ordinal());
    }
}
