package org.packetboat.pop3.adapter;

import java.lang.System.Logger.Level;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.mail.failure.MailFailure;

/** Runs a probe and says how it went. */
final class Probes {
    private static final System.Logger LOG = System.getLogger(Probes.class.getName());

    private Probes() {}

    /** Something that returns when all is well. */
    interface Probe {
        void run() throws InterruptedException;
    }

    static HealthCheckResponse run(String name, Probe probe) {
        try {
            probe.run();
            return HealthCheckResponse.up(name);
        } catch (MailFailure | BlobStoreUnavailableException | NoSuchObjectException e) {
            LOG.log(Level.DEBUG, () -> "not ready dependency=" + name, e);
            return HealthCheckResponse.down(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthCheckResponse.down(name);
        }
    }
}
