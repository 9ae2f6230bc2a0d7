package org.packetboat.delivery.local;

import com.google.protobuf.ByteString;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.packetboat.contracts.records.DeadRecord;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Outbox;

/** Where records go that can never be processed, so that one of them does not stop its partition (architecture 3.3). */
public final class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final Outbox outbox;
    private final Counts counts;
    private final InstantSource clock;

    public DeadLetters(Outbox outbox, Counts counts, InstantSource clock) {
        this.outbox = outbox;
        this.counts = counts;
        this.clock = clock;
    }

    /** Writes the record with the reason, insisting, and completes it. */
    void bury(AcceptedRecord polled, String reason) throws InterruptedException {
        note(polled, reason);
        polled.complete();
    }

    /** Writes the record with the reason, insisting; something else of it is still to be done. */
    void note(AcceptedRecord polled, String reason) throws InterruptedException {
        DeadRecord dead = DeadRecord.newBuilder()
                .setTopic(polled.topic())
                .setPartition(polled.partition())
                .setOffset(polled.offset())
                .setKey(ByteString.copyFrom(polled.key()))
                .setValue(ByteString.copyFrom(polled.value()))
                .setReason(reason)
                .setAtMillis(clock.millis())
                .build();
        Patience.insist("dead-letter", () -> outbox.dead(dead, polled.trace().parent()));
        counts.dead();
        LOG.errorf("record is dead partition=%d offset=%d reason=%s", polled.partition(), polled.offset(), reason);
        polled.trace().step(Step.DEAD);
    }
}
