package org.packetboat.delivery.queue;

import java.time.Instant;
import java.time.InstantSource;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.RelayQueue;

class FakeRelayQueueTest extends RelayQueueContract {
    private final FakeRelayQueue queue = new FakeRelayQueue(InstantSource.system());

    @Override
    protected RelayQueue queue() {
        return queue;
    }

    @Override
    protected QueueControl control() {
        return queue;
    }

    @Override
    protected Instant now() {
        return InstantSource.system().instant();
    }
}
