package org.packetboat.local.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.local.launcher.process.FakeProcess;
import org.packetboat.local.launcher.process.Guard;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.StartFailedException;

class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final List<String> journal = new CopyOnWriteArrayList<>();
    private Guard guard;
    private Supervisor supervisor;

    @BeforeEach
    void open() throws IOException {
        guard = new Guard();
        supervisor = new Supervisor(guard, STOP_PATIENCE, journal::add, () -> {});
    }

    @AfterEach
    void close() throws IOException {
        supervisor.stop();
        guard.close();
    }

    @Test
    void aDeadProcessIsStartedAgain() throws Exception {
        members(FakeProcess.obedient(directory, "a"), FakeProcess.obedient(directory, "b"));
        supervisor.start(PATIENCE);
        long first = pid("a");
        long bystander = pid("b");
        kill(first);
        await().atMost(PATIENCE)
                .until(() -> process("a").state() == ProcessState.READY && pid("a") != first && pid("a") != 0);
        assertThat(pid("b")).isEqualTo(bystander);
        assertThat(journal).anyMatch(line -> line.startsWith("a ended with status 137, starting it again in 0.5 s"));
    }

    @Test
    void aDeathDuringTheStartEndsIt() {
        members(FakeProcess.obedient(directory, "good"), FakeProcess.failing(directory, "bad"));
        assertThatThrownBy(() -> supervisor.start(PATIENCE))
                .isInstanceOfSatisfying(StartFailedException.class, failure -> {
                    assertThat(failure).hasMessage("bad ended with status 7 during its start");
                    assertThat(failure.logTail()).containsExactly("no luck");
                });
        supervisor.stop();
        assertThat(supervisor.processes())
                .allSatisfy(process -> assertThat(process.state()).isEqualTo(ProcessState.STOPPED));
        assertThat(pid("good")).isZero();
    }

    @Test
    void aProcessStoppedByHandStaysStopped() throws Exception {
        members(FakeProcess.obedient(directory, "a"));
        supervisor.start(PATIENCE);
        process("a").stop();
        assertThat(process("a").state()).isEqualTo(ProcessState.STOPPED);
        process("a").start();
        assertThat(process("a").await(ProcessState.READY, PATIENCE)).isTrue();
        assertThat(journal).noneMatch(line -> line.contains("again"));
    }

    @Test
    void startingWhatIsBeingStoppedMakesNoSecondLife() throws Exception {
        members(FakeProcess.obedient(directory, "a"));
        supervisor.start(PATIENCE);
        long children = ProcessHandle.current().children().count();
        for (int i = 0; i < 5; i++) {
            Thread stopping = Thread.ofVirtual().start(() -> {
                try {
                    process("a").stop();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            await().atMost(PATIENCE).until(() -> process("a").state() != ProcessState.READY || pid("a") == 0);
            process("a").start();
            stopping.join();
            assertThat(process("a").await(ProcessState.READY, PATIENCE)).isTrue();
        }
        assertThat(ProcessHandle.current().children()).hasSize((int) children);
        assertThat(journal).noneMatch(line -> line.contains("again"));
    }

    @Test
    void aProcessThatIgnoresItsSignalIsKilled() throws Exception {
        members(FakeProcess.stubborn(directory, "stubborn"));
        supervisor.start(PATIENCE);
        long pid = pid("stubborn");
        process("stubborn").stop();
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void processesEndTierByTier() throws Exception {
        supervisor.addTier(List.of(new Supervisor.Member(FakeProcess.obedient(directory, "server"), Map.of())));
        supervisor.addTier(List.of(new Supervisor.Member(FakeProcess.obedient(directory, "client"), Map.of())));
        supervisor.start(PATIENCE);
        ProcessHandle server = ProcessHandle.of(pid("server")).orElseThrow();
        ProcessHandle client = ProcessHandle.of(pid("client")).orElseThrow();
        boolean[] serverOutlivedClient = new boolean[1];
        var seen = client.onExit().thenAccept(_ -> serverOutlivedClient[0] = server.isAlive());
        supervisor.stop();
        seen.join();
        assertThat(serverOutlivedClient[0]).isTrue();
    }

    private void members(ProcessSpec... specs) {
        supervisor.addTier(List.of(specs).stream()
                .map(spec -> new Supervisor.Member(spec, Map.of()))
                .toList());
    }

    private ManagedProcess process(String name) {
        return supervisor.named(name).orElseThrow();
    }

    private long pid(String name) {
        return process(name).describe(ProcessState.READY).pid();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
