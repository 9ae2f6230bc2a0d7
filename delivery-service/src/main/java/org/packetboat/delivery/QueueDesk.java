package org.packetboat.delivery;

import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.QueueControl.Change;
import org.packetboat.delivery.port.QueueControl.Changed;
import org.packetboat.delivery.port.QueueControl.Filter;
import org.packetboat.delivery.queue.KeptBodies;

/**
 * What operators do with the queue, and what has to happen besides.
 *
 * @param changed is told that something may be due
 */
public record QueueDesk(QueueControl control, KeptBodies kept, Runnable changed) {
    /** Returns to how many recipients. */
    public int change(Change change, Filter filter) throws InterruptedException {
        Changed done = control.change(change, filter);
        kept.giveUp(done.unneededObjects());
        changed.run();
        return done.recipients();
    }
}
