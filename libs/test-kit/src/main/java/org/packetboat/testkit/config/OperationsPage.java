package org.packetboat.testkit.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;

/**
 * {@code docs/operations.md}: its tables list every key of every service with its default. A row is
 * {@code | `key` | `default` | meaning |}; a section begins with {@code ## name-of-the-service}.
 */
public final class OperationsPage {
    private OperationsPage() {}

    /** Fails unless the section of a service lists exactly the keys of its mappings, with their defaults. */
    public static void assertLists(String service, Class<?>... mappings) {
        Assertions.assertThat(section(service))
                .as("section %s of docs/operations.md", service)
                .isEqualTo(ConfigKeys.of(mappings));
    }

    /** Keys and defaults of one section. */
    public static Map<String, String> section(String service) {
        Map<String, String> keys = new TreeMap<>();
        boolean inside = false;
        for (String line : lines()) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + service);
            } else if (inside && line.startsWith("| `packetboat.")) {
                String[] cells = line.split("\\|", -1);
                keys.put(unquoted(cells[1]), unquoted(cells[2]));
            }
        }
        return keys;
    }

    private static String unquoted(String cell) {
        return cell.strip().replace("`", "");
    }

    private static Iterable<String> lines() {
        try {
            return Files.readAllLines(root().resolve("docs/operations.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's root, found from the folder that a module's tests run in. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/architecture.md"))) {
            Path parent = here.getParent();
            if (parent == null) {
                throw new IllegalStateException("not below the project's root");
            }
            here = parent;
        }
        return here;
    }
}
