package org.packetboat.local.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void secretsAreMadeOnceAndKeptFromOthers() throws IOException {
        String key;
        try (DataDirectory data = DataDirectory.open(directory.resolve("new"))) {
            key = data.adminKey();
            assertThat(Files.getPosixFilePermissions(data.path().resolve("admin.key")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        try (DataDirectory data = DataDirectory.open(directory.resolve("new"))) {
            assertThat(data.adminKey()).isEqualTo(key);
        }
    }

    @Test
    void aSecondOneOnTheSameDirectoryIsRefused() throws IOException {
        try (DataDirectory first = DataDirectory.open(directory)) {
            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a stack is running on " + first.path());
        }
    }

    @Test
    void aDirectoryOfSomebodyElseIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("thesis.tex"), "");
        assertThatThrownBy(() -> DataDirectory.open(directory))
                .hasMessage("the directory " + directory + " holds files that are not Packetboat's");
        assertThat(directory).isDirectoryContaining("glob:**thesis.tex").isDirectoryNotContaining("glob:**lock");
    }

    @Test
    void aReadOnlyDirectoryIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .hasMessageStartingWith("the data directory " + directory + " cannot be written: ");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file)).hasMessage("the data directory " + file + " is a file");
    }
}
