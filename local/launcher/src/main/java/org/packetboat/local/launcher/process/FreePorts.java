package org.packetboat.local.launcher.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody uses. They lie below the range from which systems number outgoing connections, so that a server that
 * comes back finds its port free.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int ATTEMPTS = 2_000;

    private final Set<Integer> handedOut = new HashSet<>();

    /** A free port on loopback that was not handed out before. */
    public int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(InetAddress.getLoopbackAddress(), port) && handedOut.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    /** {@code preferred} when it is free, another one otherwise. */
    public int preferring(int preferred) {
        return isFree(InetAddress.getLoopbackAddress(), preferred) && handedOut.add(preferred) ? preferred : next();
    }

    /** Whether a listener could be opened there now. */
    public static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
