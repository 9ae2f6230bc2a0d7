package org.packetboat.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.packetboat.e2e.HostileClient.Stage;

/** What everybody may expect to work, whoever was there before: log in, one command, goodbye. */
final class CleanSession {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private CleanSession() {}

    /**
     * Tries until it works. A server may need a moment to see that the socket before is gone, with all that it held.
     *
     * @throws IOException when it has not worked within two seconds
     */
    static void check(Stack stack, SSLContext trust, Door door, InetAddress from, String user) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (HostileClient client = new HostileClient(stack, trust, door, from, user)) {
                client.enter(Stage.WORKING);
                client.ask(door.spoken() == Door.Spoken.IMAP ? "LOGOUT" : "QUIT");
                if (System.nanoTime() > end) {
                    throw new IOException("worked, but later than within " + LIMIT);
                }
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }
}
