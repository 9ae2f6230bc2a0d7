package org.packetboat.local.launcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {
    @TempDir
    private Path target = Path.of("");

    @Test
    void classesOfAnOlderJarAreNotRemembered() throws IOException {
        Path memory = Files.createFile(target.resolve("a.aot"));
        Path jar = Files.createFile(target.resolve("a.jar"));
        Files.writeString(target.resolve("a.aot.place"), target + "\n");
        String option = "-XX:AOTCache=" + memory;
        Files.setLastModifiedTime(memory, FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        assertThat(JavaCommand.memory(memory, jar)).contains(option);

        Files.setLastModifiedTime(jar, FileTime.fromMillis(3_000));
        assertThat(JavaCommand.memory(memory, jar)).doesNotContain(option);
    }

    @Test
    void whatWasLearntInAnotherDirectoryIsNotRemembered() throws IOException {
        Path jar = Files.createFile(target.resolve("a.jar"));
        Path memory = Files.createFile(target.resolve("a.aot"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        String option = "-XX:AOTCache=" + memory;
        assertThat(JavaCommand.memory(memory, jar)).doesNotContain(option);

        Files.writeString(target.resolve("a.aot.place"), target.resolveSibling("elsewhere") + "\n");
        assertThat(JavaCommand.memory(memory, jar)).doesNotContain(option);

        Files.writeString(target.resolve("a.aot.place"), target + "\n");
        assertThat(JavaCommand.memory(memory, jar)).contains(option);
    }

    @Test
    void withoutAMemoryThereIsNoOption() throws IOException {
        assertThat(JavaCommand.memory(target.resolve("none.aot"), Files.createFile(target.resolve("b.jar"))))
                .noneMatch(option -> option.startsWith("-XX:AOTCache"));
    }

    @Test
    void optionsOfOneProcessComeBehindThoseOfAll() {
        Map<String, String> environment = Map.of(
                "PACKETBOAT_LOCAL_JAVA_OPTIONS", " -Xmx1g  -Xlog:gc ",
                "PACKETBOAT_LOCAL_JAVA_OPTIONS_IMAP_GATEWAY", "-Xmx2g");

        assertThat(JavaCommand.wanted("imap-gateway", environment)).containsExactly("-Xmx1g", "-Xlog:gc", "-Xmx2g");
        assertThat(JavaCommand.wanted("kafka", environment)).containsExactly("-Xmx1g", "-Xlog:gc");
        assertThat(JavaCommand.wanted("kafka", Map.of())).isEmpty();
    }
}
