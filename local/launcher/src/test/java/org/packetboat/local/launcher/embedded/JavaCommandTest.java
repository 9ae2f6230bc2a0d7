package org.packetboat.local.launcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {
    @TempDir
    private Path target = Path.of("");

    @Test
    void classesOfAnOlderJarAreNotRemembered() throws IOException {
        Path memory = Files.createFile(target.resolve("a.aot"));
        Path jar = Files.createFile(target.resolve("a.jar"));
        String option = "-XX:AOTCache=" + memory;
        assertThat(JavaCommand.memory(memory, Optional.empty())).contains(option);

        Files.setLastModifiedTime(memory, FileTime.fromMillis(2_000));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        assertThat(JavaCommand.memory(memory, Optional.of(jar))).contains(option);

        Files.setLastModifiedTime(jar, FileTime.fromMillis(3_000));
        assertThat(JavaCommand.memory(memory, Optional.of(jar))).doesNotContain(option);
    }

    @Test
    void withoutAMemoryThereIsNoOption() {
        assertThat(JavaCommand.memory(target.resolve("none.aot"), Optional.empty()))
                .noneMatch(option -> option.startsWith("-XX:AOTCache"));
    }
}
