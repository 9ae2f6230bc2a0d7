package org.packetboat.local.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.cli.stack.Stack;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.local.launcher.process.FreePorts;

/** The whole contract of the command, with real servers and services that only say that they are ready. */
class StackIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private FakeHome home;
    private String offset;
    private Path data;

    private record Result(int status, String output) {}

    @BeforeEach
    void open() throws IOException {
        home = FakeHome.in(Files.createDirectory(directory.resolve("home")));
        data = directory.resolve("data");
        offset = Integer.toString(freeOffset());
    }

    @AfterEach
    void close() throws Exception {
        run("down", "--data", data.toString());
    }

    @Test
    void aStackIsStartedSupervisedAndStopped() throws Exception {
        assertThat(status().status()).isEqualTo(3);
        assertThat(up().status()).isZero();
        assertThat(status().status()).isZero();
        assertThat(status().output().lines()).hasSize(8).allMatch(line -> line.contains(" ready "));
        assertThat(run("status", "--port-offset", offset).status()).isZero();

        assertThat(up()).satisfies(second -> {
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.output().lines()).singleElement().asString().contains("a stack is running on " + data);
        });
        Path other = directory.resolve("other");
        assertThat(run("up", "--no-demo", "--port-offset", offset, "--data", other.toString()))
                .satisfies(third -> {
                    assertThat(third.status()).isEqualTo(1);
                    assertThat(third.output().lines())
                            .singleElement()
                            .asString()
                            .contains("is in use");
                });

        for (String name : List.of("postgres", "s3", "imap-gateway")) {
            long killed = pid(name);
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE).until(() -> pid(name) != killed && status().status() == 0);
        }
        assertThat(run("logs", "supervisor", "--data", data.toString()).output())
                .contains("postgres ended with status 137, starting it again in 0.5 s");

        assertThat(act("stop", "smtp-gateway").status()).isZero();
        assertThat(status().status()).isEqualTo(1);
        assertThat(pid("smtp-gateway")).isZero();
        assertThat(act("start", "smtp-gateway").status()).isZero();
        assertThat(status().status()).isZero();
        assertThat(act("restart", "nobody").status()).isEqualTo(1);

        assertThat(run("down", "--data", data.toString()).status()).isZero();
        assertThat(status().status()).isEqualTo(3);
        assertThat(run("down", "--data", data.toString()).status()).isZero();
    }

    @Test
    void nothingOutlivesASupervisorThatIsKilled() throws Exception {
        assertThat(up().status()).isZero();
        List<StackProcess> processes = Stack.read(data).processes();
        ProcessHandle.of(Stack.read(data).supervisor().pid()).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> processes.stream()
                        .noneMatch(process -> ProcessHandle.of(process.pid()).isPresent()));
        assertThat(up().status()).isZero();
    }

    private Result up() throws Exception {
        return run("up", "--detach", "--no-demo", "--port-offset", offset, "--data", data.toString());
    }

    private Result status() throws Exception {
        return run("status", "--data", data.toString());
    }

    private Result act(String verb, String name) throws Exception {
        return run(verb, name, "--data", data.toString());
    }

    private long pid(String name) throws IOException {
        return Stack.read(data).processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private Result run(String... arguments) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = home.run(output, new ArrayList<>(List.of(arguments)));
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }

    /** One with which every port of ours is likely to be free: HTTP decides, the rest is checked by {@code up}. */
    private static int freeOffset() {
        return new FreePorts().next() - 9_005;
    }
}
