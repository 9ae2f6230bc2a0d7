package org.packetboat.testkit.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line with braces in it. */
final class Pattern {
    private sealed interface Part {
        record Text(String text) implements Part {}

        record Any() implements Part {}

        record Name(String name) implements Part {}
    }

    private Pattern() {}

    /** What the client sends. */
    static String render(String line, Map<String, String> bindings, Map<String, String> sections) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int end = line.charAt(at) == '{' ? line.indexOf('}', at) : -1;
            String inside = end < 0 ? "" : line.substring(at + 1, end);
            String value = end < 0 ? null : value(inside, bindings, sections);
            if (value == null) {
                out.append(line.charAt(at++));
            } else {
                out.append(value);
                at = end + 1;
            }
        }
        return out.toString();
    }

    private static @Nullable String value(String inside, Map<String, String> bindings, Map<String, String> sections) {
        if (inside.startsWith("size ")) {
            String section = sections.get(inside.substring(5));
            return section == null ? null : Integer.toString(section.length());
        }
        if (inside.startsWith("hex ")) {
            StringBuilder octets = new StringBuilder();
            for (String octet : inside.substring(4).trim().split(" ", -1)) {
                octets.append((char) Integer.parseInt(octet, 16));
            }
            return octets.toString();
        }
        return bindings.get(inside);
    }

    /** Whether the server's line fits; names are bound only if it does. */
    static boolean matches(String expected, String actual, Map<String, String> bindings, Map<String, String> sections) {
        Map<String, String> tentative = new HashMap<>(bindings);
        if (!matches(parts(expected, sections), 0, actual, 0, tentative)) {
            return false;
        }
        bindings.putAll(tentative);
        return true;
    }

    private static boolean matches(List<Part> parts, int part, String actual, int at, Map<String, String> bindings) {
        if (part == parts.size()) {
            return at == actual.length();
        }
        return switch (parts.get(part)) {
            case Part.Text(String text) ->
                actual.startsWith(text, at) && matches(parts, part + 1, actual, at + text.length(), bindings);
            case Part.Any() -> anyLength(parts, part, actual, at, bindings, "");
            case Part.Name(String name) -> {
                String bound = bindings.get(name);
                yield bound == null
                        ? anyLength(parts, part, actual, at, bindings, name)
                        : actual.startsWith(bound, at)
                                && matches(parts, part + 1, actual, at + bound.length(), bindings);
            }
        };
    }

    private static boolean anyLength(
            List<Part> parts, int part, String actual, int at, Map<String, String> bindings, String name) {
        for (int end = name.isEmpty() ? at : at + 1; end <= actual.length(); end++) {
            Map<String, String> tentative = new HashMap<>(bindings);
            if (!name.isEmpty()) {
                tentative.put(name, actual.substring(at, end));
            }
            if (matches(parts, part + 1, actual, end, tentative)) {
                bindings.putAll(tentative);
                return true;
            }
        }
        return false;
    }

    private static List<Part> parts(String line, Map<String, String> sections) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            int end = line.charAt(at) == '{' ? line.indexOf('}', at) : -1;
            String inside = end < 0 ? "" : line.substring(at + 1, end);
            String constant = end < 0 ? null : value(inside, Map.of(), sections);
            if (constant != null) {
                text.append(constant);
                at = end + 1;
            } else if (end >= 0 && isName(inside)) {
                flush(text, parts);
                parts.add(inside.equals("any") ? new Part.Any() : new Part.Name(inside));
                at = end + 1;
            } else {
                text.append(line.charAt(at++));
            }
        }
        flush(text, parts);
        return parts;
    }

    private static void flush(StringBuilder text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
            text.setLength(0);
        }
    }

    private static boolean isName(String inside) {
        return !inside.isEmpty()
                && Character.isLowerCase(inside.charAt(0))
                && inside.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
    }
}
