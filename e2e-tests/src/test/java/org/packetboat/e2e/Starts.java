package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One stack at a time starts, in all JVMs that run these tests: on a small machine several at once would take longer than each may. Not reentrant. */
final class Starts {
    private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "packetboat-e2e.starting");
    /** A lock on a file is a whole JVM's. */
    private static final ReentrantLock OF_THIS_JVM = new ReentrantLock();

    private Starts() {}

    /** Waits for its turn. */
    static <T> T alone(Supplier<T> start) {
        OF_THIS_JVM.lock();
        try (FileChannel file = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!lock.isValid()) {
                throw new AssertionError("no lock on " + FILE);
            }
            return start.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OF_THIS_JVM.unlock();
        }
    }
}
