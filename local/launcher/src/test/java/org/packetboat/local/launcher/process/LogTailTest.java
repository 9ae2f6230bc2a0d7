package org.packetboat.local.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path folder;

    @Test
    void whatWentWrongIsThereAndWhereIsNot() throws Exception {
        Path log = folder.resolve("a.log");
        Files.writeString(log, "of the run before\n");
        long begin = Files.size(log);
        Files.writeString(log, """
                of the run before
                ERROR Failed to start: java.lang.RuntimeException
                \tat org.packetboat.A.b(A.java:1)
                Caused by: java.lang.IllegalArgumentException: wants host:port, not 'x'
                \tat org.packetboat.A.c(A.java:2)
                \t... 9 more
                """);
        assertThat(LogTail.withoutFrames(log, begin, 12))
                .containsExactly(
                        "ERROR Failed to start: java.lang.RuntimeException",
                        "Caused by: java.lang.IllegalArgumentException: wants host:port, not 'x'");
        assertThat(LogTail.withoutFrames(log, begin, 1)).hasSize(1);
        assertThat(LogTail.of(log, 1)).containsExactly("\t... 9 more");
        assertThat(LogTail.withoutFrames(log, Files.size(log), 12)).isEmpty();
        assertThat(LogTail.withoutFrames(folder.resolve("none"), 0, 12)).isEmpty();
    }
}
