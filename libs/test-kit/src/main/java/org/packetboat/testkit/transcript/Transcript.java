package org.packetboat.testkit.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation in a file. First comments ({@code #}) and settings ({@code key: value}, several in a line three spaces apart), then the
 * lines of the conversation, then named sections ({@code --- name}), whose lines are joined by CR LF.
 *
 * <pre>
 * C: text       the client sends the line and CR LF       S: text   the server's next line
 * C- text       the same without a line end               S? text   neighbouring S? lines come in any order
 * C&lt; name       the section and CR LF                     S&lt; name   the section and CR LF, octet for octet
 * C.            the client ends its output                S* text   any number of lines up to and including this one
 *                                                         S.        the server closes
 * C2: S2: ...   a second connection (and third ...)
 * </pre>
 *
 * <p>In the client's lines {@code {size name}} is the number of octets of a section, {@code {hex 00 ff}} are octets, and {@code {name}} is
 * what was bound. In the server's lines {@code {any}} stands for anything, {@code {name}} binds at first sight and must match later. Braces
 * around anything else stand for themselves. The file is read and sent octet by octet (no charset).
 *
 * @param name the file's name without its ending
 * @param settings for the server that is to be set up
 */
public record Transcript(String name, Map<String, String> settings, List<Step> steps, Map<String, String> sections) {
    /**
     * @param number line in the file
     * @param connection 1 for the first
     * @param kind the character after C or S
     */
    public record Step(int number, Party party, int connection, char kind, String text) {}

    /** Who acts in a step. */
    public enum Party {
        /** Sends. */
        CLIENT,
        /** Is expected to send. */
        SERVER
    }

    /** Reads a file. */
    public static Transcript read(Path file) {
        try {
            String fileName = file.getFileName().toString();
            int dot = fileName.lastIndexOf('.');
            return parse(dot < 0 ? fileName : fileName.substring(0, dot), Files.readString(file, ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses the text of a file. */
    public static Transcript parse(String name, String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = null;
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("--- ")) {
                section = new ArrayList<>();
                sections.put(line.substring(4).trim(), section);
            } else if (section != null) {
                section.add(line);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                steps.addAll(stepOrSettings(line, i + 1, settings));
            }
        }
        Map<String, String> joined = new LinkedHashMap<>();
        sections.forEach((key, value) -> joined.put(key, String.join("\r\n", value)));
        return new Transcript(name, settings, List.copyOf(steps), joined);
    }

    /** Steps alone, for what a server wants to be said before the script (a login). */
    public static List<Step> steps(String... lines) {
        return parse("prelude", String.join("\n", lines)).steps();
    }

    /** All octets that the client sends on a connection; names stand as they are written, since nothing is bound. */
    public byte[] sent(int connection) {
        StringBuilder sent = new StringBuilder();
        for (Step step : steps) {
            if (step.party() == Party.CLIENT && step.connection() == connection) {
                sent.append(sent(step, Map.of()));
            }
        }
        return sent.toString().getBytes(ISO_8859_1);
    }

    /** What the client sends in one of its steps, nothing when it ends its output. */
    String sent(Step step, Map<String, String> bindings) {
        return switch (step.kind()) {
            case ':' -> Pattern.render(step.text(), bindings, sections) + "\r\n";
            case '-' -> Pattern.render(step.text(), bindings, sections);
            case '<' -> section(step) + "\r\n";
            default -> "";
        };
    }

    /** The section that a step names. */
    String section(Step step) {
        String section = sections.get(step.text().trim());
        if (section == null) {
            throw new IllegalArgumentException(name + " has no section " + step.text());
        }
        return section;
    }

    /** A setting, or the given default. */
    public String setting(String key, String otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    private static List<Step> stepOrSettings(String line, int number, Map<String, String> settings) {
        char who = line.charAt(0);
        int at = 1;
        while (at < line.length() && Character.isDigit(line.charAt(at))) {
            at++;
        }
        boolean kinds = at < line.length() && (who == 'C' ? ":-<." : ":?*<.").indexOf(line.charAt(at)) >= 0;
        if ((who == 'C' || who == 'S') && kinds) {
            int connection = at == 1 ? 1 : Integer.parseInt(line, 1, at, 10);
            String rest = line.substring(at + 1);
            String text = rest.startsWith(" ") ? rest.substring(1) : rest;
            Party party = who == 'C' ? Party.CLIENT : Party.SERVER;
            return List.of(new Step(number, party, connection, line.charAt(at), text));
        }
        for (String setting : line.split(" {3,}", -1)) {
            int colon = setting.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("line " + number + " is neither a step nor a setting: " + line);
            }
            settings.put(
                    setting.substring(0, colon).trim(),
                    setting.substring(colon + 1).trim());
        }
        return List.of();
    }
}
