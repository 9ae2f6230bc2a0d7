package org.packetboat.frontdoor;

import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * How a gateway leaves. SIGTERM turns it not ready and drains it, while health and metrics still answer; then the process exits with status 0, or
 * with 1 when commands had to be cut.
 */
@ApplicationScoped
public class Departure {
    private static final System.Logger LOG = System.getLogger(Departure.class.getName());

    private final AtomicBoolean leaving = new AtomicBoolean();

    /** Lets every command end. */
    @FunctionalInterface
    public interface Drain {
        /** Blocks; returns how many commands had to be cut. */
        int run() throws InterruptedException;
    }

    /** Takes the place of Quarkus' own handler of SIGTERM, which is set before the application starts. */
    public void prepare(Drain drain) {
        Signal.handle(new Signal("TERM"), signal -> leave(drain));
    }

    private void leave(Drain drain) {
        if (!leaving.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().name("drain").start(() -> {
            int status = 1;
            try {
                LOG.log(Level.INFO, "draining");
                int forced = drain.run();
                LOG.log(Level.INFO, "drained forced={0}", forced);
                status = forced == 0 ? 0 : 1;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                Quarkus.asyncExit(status);
            }
        });
    }

    /** Whether it is on its way out. */
    public boolean isLeaving() {
        return leaving.get();
    }
}
