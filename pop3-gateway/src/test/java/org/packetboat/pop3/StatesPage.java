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
import org.packetboat.pop3.session.Pop3State.TextMode;
import org.packetboat.testkit.config.OperationsPage;

/** The table of docs/pop3.md: command, connections, a cell for each moment, RFC. */
final class StatesPage {
    private static final int FIRST_CELL = 2;
    private static final int COLUMNS = FIRST_CELL + Moment.values().length + 1;

    private final Map<String, Map<Kind, List<Cell>>> rows = new LinkedHashMap<>();

    /** What a connection is worth, and how it has become so. */
    enum Kind {
        CLEAR(Link.CLEAR, Link.CLEAR),
        CLEAR_ALLOWED(Link.CLEAR_ALLOWED, Link.CLEAR_ALLOWED),
        STARTTLS(Link.STARTTLS, Link.STARTTLS),
        STARTTLS_ALLOWED(Link.STARTTLS_ALLOWED, Link.STARTTLS_ALLOWED),
        STLS(Link.STARTTLS, Link.TLS),
        TLS(Link.TLS, Link.TLS);

        private final Link first;
        private final Link link;

        Kind(Link first, Link link) {
            this.first = first;
            this.link = link;
        }

        /** As it is when it opens. */
        Link first() {
            return first;
        }

        /** As it is when it is of this kind. */
        Link link() {
            return link;
        }
    }

    /** The columns, and what the rules know of each; {@link #WITHIN_AUTH} is none of their business. */
    enum Moment {
        AT_FIRST(Phase.AUTHORIZATION, TextMode.ASCII),
        AFTER_UTF8(Phase.AUTHORIZATION, TextMode.UTF8),
        AFTER_USER(Phase.USER_NAMED, TextMode.ASCII),
        WITHIN_AUTH(Phase.AUTHORIZATION, TextMode.ASCII),
        AFTER_LOGIN(Phase.TRANSACTION, TextMode.ASCII),
        AFTER_QUIT(Phase.ENDED, TextMode.ASCII);

        private final Phase phase;
        private final TextMode mode;

        Moment(Phase phase, TextMode mode) {
            this.phase = phase;
            this.mode = mode;
        }

        Phase phase() {
            return phase;
        }

        TextMode mode() {
            return mode;
        }
    }

    /** What a cell says. */
    enum Cell {
        OK("+OK", "+OK ", Verdict.ALLOWED),
        GO_ON("+", "+ ", Verdict.ALLOWED),
        STATE("state", "-ERR not in this state", Verdict.WRONG_STATE),
        ENCRYPT("encrypt", "-ERR encryption required", Verdict.ENCRYPTION_REQUIRED),
        NONE("none", "-ERR not supported", Verdict.NOT_SUPPORTED),
        /** Of lines that are no command here; the rules are not asked. */
        SYNTAX("syntax", "-ERR syntax error", Verdict.NOT_SUPPORTED),
        CANCELLED("cancelled", "-ERR authentication cancelled", Verdict.NOT_SUPPORTED),
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
        List<Cell> cells = columns.subList(FIRST_CELL, FIRST_CELL + Moment.values().length).stream()
                .map(Cell::of)
                .toList();
        Map<Kind, List<Cell>> byKind = rows.computeIfAbsent(command, c -> new EnumMap<>(Kind.class));
        for (Kind kind : kinds(columns.get(1))) {
            if (byKind.put(kind, cells) != null) {
                throw new AssertionError("twice: " + command + " " + kind);
            }
        }
    }

    private static List<Kind> kinds(String words) {
        if (words.equals("any")) {
            return List.of(Kind.values());
        }
        List<Kind> kinds = new ArrayList<>();
        for (String word : words.split(", ", -1)) {
            kinds.add(Kind.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return kinds;
    }

    Set<String> commands() {
        return rows.keySet();
    }

    List<Cell> row(String command, Kind kind) {
        return rows.getOrDefault(command, Map.of()).getOrDefault(kind, List.of());
    }

    Cell cell(String command, Kind kind, Moment moment) {
        return row(command, kind).get(moment.ordinal());
    }
}
