package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The ports of a stack, whether it runs or not: until this is closed no other stack has any of them, in all JVMs that run these tests. One that ends without
 * that gives them back as well.
 */
final class PortLease implements AutoCloseable {
    /** Added to every port of a gateway: those of its second instance. */
    static final int SECOND_INSTANCE = 10_000;

    private static final int[] PORTS = {
        2024, 2525, 2587, 2465, 2143, 2993, 2110, 2995, 8080, 9001, 9002, 9003, 9004, 9005
    };

    private static final int FIRST_OFFSET = 1_000;
    /** By less the last two digits of a port would not be its own, and two stacks could have one in common. */
    private static final int STEP = 100;
    /** A second instance has no port of another stack, and still listens below the ports that the kernel gives to clients. */
    private static final int LEASES = SECOND_INSTANCE / STEP;

    private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));
    /** A lock on a file is a whole JVM's, and closing the file a second time would end it. */
    private static final Set<Integer> OF_THIS_JVM = ConcurrentHashMap.newKeySet();

    private final int offset;
    private final FileChannel file;

    private PortLease(int offset, FileChannel file) {
        this.offset = offset;
        this.file = file;
    }

    /** Of ports on which nobody listens now. */
    static PortLease take() {
        int first = new Random().nextInt(LEASES);
        for (int i = 0; i < LEASES; i++) {
            Optional<PortLease> lease = of(FIRST_OFFSET + (first + i) % LEASES * STEP);
            if (lease.isPresent() && lease.get().areFree()) {
                return lease.get();
            }
            lease.ifPresent(PortLease::close);
        }
        throw new AssertionError("no free ports");
    }

    /** That of an offset, unless somebody has it. */
    static Optional<PortLease> of(int offset) {
        if (!OF_THIS_JVM.add(offset)) {
            return Optional.empty();
        }
        Optional<PortLease> lease = Optional.empty();
        try {
            lease = lock(offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (lease.isEmpty()) {
                OF_THIS_JVM.remove(offset);
            }
        }
        return lease;
    }

    private static Optional<PortLease> lock(int offset) throws IOException {
        FileChannel file = FileChannel.open(
                FOLDER.resolve("packetboat-e2e." + offset), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new PortLease(offset, file));
    }

    /** All offsets that there are. */
    static IntStream offsets() {
        return IntStream.range(0, LEASES).map(lease -> FIRST_OFFSET + lease * STEP);
    }

    /** All ports of a stack with this offset, and those of second instances. */
    static List<Integer> ports(int offset) {
        return IntStream.of(PORTS)
                .map(port -> port + offset)
                .flatMap(port -> IntStream.of(port, port + SECOND_INSTANCE))
                .boxed()
                .toList();
    }

    /** What is added to every port. */
    int offset() {
        return offset;
    }

    private boolean areFree() {
        for (int port : PORTS) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + offset));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OF_THIS_JVM.remove(offset);
        }
    }
}
