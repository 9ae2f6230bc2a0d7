package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be told from a later one with the same pid.
 *
 * @param started as the operating system reports it
 */
public record ProcessIdentity(long pid, Instant started) {
    /** The reported time is computed from the time of boot, which moves a little when the clock is set. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    public static ProcessIdentity current() {
        return of(ProcessHandle.current());
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> !isZombie(handle))
                .filter(handle -> handle.info()
                        .startInstant()
                        .map(actual -> Duration.between(started, actual).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                        .orElse(false));
    }

    /** Dead, but not yet waited for, which takes forever where process 1 is not an init. Only Linux tells. */
    private static boolean isZombie(ProcessHandle handle) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }
}
