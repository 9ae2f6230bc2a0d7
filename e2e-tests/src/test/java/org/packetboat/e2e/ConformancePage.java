package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.packetboat.testkit.config.OperationsPage;

/**
 * A page of {@code docs} that says for every section of some standards in which something is demanded which tests hold us to it, or why none
 * does. Made of {@code conformance/NAME.tsv} (by {@code requirements.py} from the standards' texts), {@code conformance/NAME-exempt.tsv}
 * (section and reason), the {@code @Covers} of Java tests and the leading comments of transcripts.
 */
final class ConformancePage {
    private static final Path ROOT = OperationsPage.root();
    private static final Path RESOURCES = ROOT.resolve("e2e-tests/src/test/resources/conformance");
    /** The name of a standard, and sections behind it. */
    private static final Pattern CITATION =
            Pattern.compile("RFC (\\d{3,5})((?:,? (?:and )?§\\d+(?:\\.\\d+)*)+)", Pattern.MULTILINE);

    private static final Pattern SECTION = Pattern.compile("§(\\d+(?:\\.\\d+)*)");
    private static final Pattern COVERS = Pattern.compile("@Covers\\(([^)]*)\\)");

    /** A section that demands something, and how often it says MUST and SHOULD or what means the same. */
    record Demand(String rfc, String section, String title, int strict, int advised) {
        String name() {
            return "RFC " + rfc + " §" + section;
        }
    }

    private final String name;
    private final String title;
    private final List<Demand> demands;
    private final Map<String, String> exempt;
    private final Map<String, Set<String>> tests;

    ConformancePage(String name, String title) {
        this.name = name;
        this.title = title;
        demands = rows(name + ".tsv", 5).stream()
                .map(row -> new Demand(row[0], row[1], row[2], Integer.parseInt(row[3]), Integer.parseInt(row[4])))
                .toList();
        exempt = new LinkedHashMap<>();
        rows(name + "-exempt.tsv", 2).forEach(row -> exempt.put(row[0], row[1]));
        tests = citations();
    }

    private static List<String[]> rows(String file, int columns) {
        List<String[]> rows = new ArrayList<>();
        for (String line : read(RESOURCES.resolve(file)).split("\n", -1)) {
            if (!line.isEmpty()) {
                String[] row = line.split("\t", -1);
                if (row.length != columns) {
                    throw new AssertionError(file + ": " + line);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    Path file() {
        return ROOT.resolve("docs").resolve(name + ".md");
    }

    /** Sections that neither a test nor a reason speaks of. */
    List<String> open() {
        return demands.stream()
                .map(Demand::name)
                .filter(section -> !tests.containsKey(section) && !exempt.containsKey(section))
                .toList();
    }

    /** Reasons for sections that demand nothing, or that a test covers after all. */
    List<String> stale() {
        Set<String> uncovered = new TreeSet<>();
        demands.stream()
                .map(Demand::name)
                .filter(section -> !tests.containsKey(section))
                .forEach(uncovered::add);
        return exempt.keySet().stream()
                .filter(section -> !uncovered.contains(section))
                .toList();
    }

    /** The page as it has to be. */
    String text() {
        StringBuilder page = new StringBuilder("# ").append(title).append("\n\n");
        page.append(
                        "Every section that says MUST or SHOULD (or what means the same), with the tests that fail when it is not met, or the reason")
                .append(
                        " why there is none.\nMade by `ConformancePagesTest` from what the tests say of themselves; it fails when this page")
                .append(" differs.\n");
        String rfc = "";
        for (Demand demand : demands) {
            if (!demand.rfc().equals(rfc)) {
                rfc = demand.rfc();
                page.append("\n## RFC ").append(rfc).append("\n\n");
                page.append("| § | | MUST | SHOULD | shown by |\n|---|---|---|---|---|\n");
            }
            page.append("| ")
                    .append(demand.section())
                    .append(" | ")
                    .append(demand.title().replace("|", "\\|"));
            page.append(" | ")
                    .append(demand.strict())
                    .append(" | ")
                    .append(demand.advised())
                    .append(" | ");
            Set<String> shown = tests.getOrDefault(demand.name(), Set.of());
            page.append(shown.isEmpty() ? exempt.getOrDefault(demand.name(), "") : String.join(", ", shown));
            page.append(" |\n");
        }
        return page.toString();
    }

    private static Map<String, Set<String>> citations() {
        Map<String, Set<String>> citations = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(ConformancePage::isTest).sorted().toList()) {
                String text = read(file);
                boolean isJava = file.toString().endsWith(".java");
                cite(isJava ? annotations(text) : comment(text), label(file, isJava), citations);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return citations;
    }

    private static void cite(String text, String label, Map<String, Set<String>> citations) {
        Matcher citation = CITATION.matcher(text);
        while (citation.find()) {
            Matcher section = SECTION.matcher(citation.group(2));
            while (section.find()) {
                citations
                        .computeIfAbsent("RFC " + citation.group(1) + " §" + section.group(1), any -> new TreeSet<>())
                        .add(label);
            }
        }
    }

    private static boolean isTest(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.contains("src/test/")
                && (path.endsWith(".java") || path.contains("/transcripts") && path.endsWith(".txt"));
    }

    private static String label(Path file, boolean isJava) {
        String name = file.getFileName().toString();
        return isJava
                ? "`" + name.substring(0, name.length() - ".java".length()) + "`"
                : "`" + file.getName(file.getNameCount() - 2) + "/" + name + "`";
    }

    private static String annotations(String java) {
        StringBuilder text = new StringBuilder();
        Matcher covers = COVERS.matcher(java);
        while (covers.find()) {
            text.append(covers.group(1)).append('\n');
        }
        return text.toString();
    }

    private static String comment(String transcript) {
        StringBuilder text = new StringBuilder();
        for (String line : transcript.split("\n", -1)) {
            if (!line.startsWith("#")) {
                break;
            }
            text.append(line.substring(1)).append(' ');
        }
        return text.toString().replaceAll("\\s+", " ");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
