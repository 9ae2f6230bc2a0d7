package org.packetboat.local.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing the guard closes the pipe, which is also all that the end of this process would do. */
class GuardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void childrenEndWithTheirSupervisorWithinFiveSeconds() throws Exception {
        Guard guard = new Guard();
        ChildProcess obedient = ready(FakeProcess.obedient(directory, "obedient"), guard);
        ChildProcess stubborn = ready(FakeProcess.stubborn(directory, "stubborn"), guard);
        guard.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> !obedient.isAlive() && !stubborn.isAlive());
    }

    @Test
    void aChildThatHasEndedIsForgotten() throws Exception {
        Guard guard = new Guard();
        ChildProcess first = ready(FakeProcess.obedient(directory, "first"), guard);
        ChildProcess second = ready(FakeProcess.obedient(directory, "second"), guard);
        first.stop(PATIENCE);
        assertThat(second.isAlive()).isTrue();
        guard.close();
        assertThat(second.ended()).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void aGuardThatDiesIsReplaced() throws Exception {
        Guard guard = new Guard();
        ChildProcess child = ready(FakeProcess.obedient(directory, "child"), guard);
        ProcessHandle shell = shell();
        shell.destroyForcibly();
        await().atMost(PATIENCE)
                .until(() -> ProcessHandle.current()
                        .children()
                        .anyMatch(process -> isGuard(process) && process.pid() != shell.pid()));
        assertThat(child.isAlive()).isTrue();
        guard.close();
        assertThat(child.ended()).succeedsWithin(Duration.ofSeconds(5));
    }

    private static ChildProcess ready(ProcessSpec spec, Guard guard) throws Exception {
        ChildProcess child = ChildProcess.start(spec, guard);
        child.awaitReady(PATIENCE);
        return child;
    }

    private static ProcessHandle shell() throws IOException {
        return ProcessHandle.current()
                .children()
                .filter(GuardTest::isGuard)
                .findFirst()
                .orElseThrow(() -> new IOException("no guard"));
    }

    private static boolean isGuard(ProcessHandle process) {
        return process.info().commandLine().orElse("").endsWith("packetboat-guard");
    }
}
