package org.packetboat.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackRegistryTest {
    @TempDir
    Path directory;

    @Test
    void anOffsetFindsTheDirectoryThatWasStartedWithIt() throws IOException {
        StackRegistry registry = new StackRegistry(directory.resolve("registry"));
        Path data = stack(700);
        registry.register(700, data);
        assertThat(registry.find(700)).contains(data);
        assertThat(registry.find(0)).isEmpty();
    }

    @Test
    void aDirectoryThatHasAnotherOffsetByNowIsNotFound() throws IOException {
        StackRegistry registry = new StackRegistry(directory.resolve("registry"));
        registry.register(700, stack(800));
        assertThat(registry.find(700)).isEmpty();
    }

    private Path stack(int offset) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Stack stack = new Stack(
                data.toString(),
                offset,
                "127.0.0.1",
                "http://127.0.0.1:8080",
                new Stack.Supervisor(1, 2, 3, "key"),
                List.of(new Stack.StackProcess("kafka", 4, 5, "ready", "TERM", Map.of("kafka", 6))),
                Map.of("A", "b"),
                Map.of("kafka", Map.of("C", "d")));
        Files.writeString(data.resolve(Stack.FILE), stack.toJson());
        assertThat(Stack.read(data)).usingRecursiveComparison().isEqualTo(stack);
        return data;
    }
}
