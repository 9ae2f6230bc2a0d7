package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;

/** docs/protocols.md promises nothing that neither code nor a transcript refers to, and leaves nothing out that code cites. */
class ProtocolsPageTest {
    private static final Path ROOT = OperationsPage.root();
    private static final Pattern NUMBER = Pattern.compile("\\d{3,5}");
    private static final Pattern RFC = Pattern.compile("RFC (\\d{3,5})");
    private static final Pattern SECTION = Pattern.compile("RFC \\d{3,5} §\\d+(?:\\.\\d+)*");

    @Test
    void everyRfcOfTheTableIsCitedWhereItIsImplemented() {
        Set<String> cited = sources().stream()
                .flatMap(text -> RFC.matcher(text).results().map(match -> match.group(1)))
                .collect(Collectors.toSet());
        assertThat(cited).containsAll(rfcsOfTheTable());
    }

    @Test
    void everySectionIsCitedWhereItIsImplemented() {
        Set<String> cited = sources().stream()
                .flatMap(text -> SECTION.matcher(text).results().map(MatchResult::group))
                .collect(Collectors.toSet());
        Set<String> promised =
                SECTION.matcher(page()).results().map(MatchResult::group).collect(Collectors.toSet());
        assertThat(promised).isNotEmpty();
        assertThat(cited).containsAll(promised);
    }

    @Test
    void everyRfcThatIsCitedIsInTheTable() {
        Set<String> cited = new TreeSet<>();
        sources(ProtocolsPageTest::isProduct)
                .forEach(text -> RFC.matcher(text).results().forEach(match -> cited.add(match.group(1))));
        assertThat(rfcsOfTheTable()).containsAll(cited);
    }

    private static Set<String> rfcsOfTheTable() {
        Set<String> numbers = new TreeSet<>();
        for (String line : page().lines().toList()) {
            if (line.startsWith("| ") && Character.isDigit(line.charAt(2))) {
                NUMBER.matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .map(MatchResult::group)
                        .forEach(numbers::add);
            }
        }
        assertThat(numbers).hasSizeGreaterThan(20);
        return numbers;
    }

    private static String page() {
        return text(ROOT.resolve("docs/protocols.md"));
    }

    private static List<String> sources() {
        return sources(ProtocolsPageTest::isSource);
    }

    private static List<String> sources(Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(wanted).map(ProtocolsPageTest::text).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSource(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.contains("src/") && (path.endsWith(".java") || path.endsWith(".txt"));
    }

    private static boolean isProduct(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.contains("src/main/") && path.endsWith(".java");
    }

    /** Transcripts hold any octets; what is no UTF-8 cites nothing. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
