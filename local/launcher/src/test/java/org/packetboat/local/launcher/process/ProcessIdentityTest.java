package org.packetboat.local.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void aRunningProcessIsFound() {
        assertThat(ProcessIdentity.current().find()).contains(ProcessHandle.current());
    }

    @Test
    void aLaterProcessWithTheSamePidIsAStranger() {
        ProcessIdentity self = ProcessIdentity.current();
        ProcessIdentity earlier = new ProcessIdentity(self.pid(), self.started().minus(Duration.ofMinutes(1)));
        assertThat(earlier.find()).isEmpty();
    }

    @Test
    void aProcessThatHasEndedIsNotFound() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
        process.destroyForcibly().waitFor();
        assertThat(identity.find()).isEmpty();
    }
}
