package org.packetboat.delivery.local;

import org.packetboat.delivery.port.MessageTrace;

/**
 * A record as it came. Its identity is its place in the log.
 *
 * @param key may be empty
 * @param trace ends with {@link #complete}
 * @param completion of the place in the log: to be called once when nothing of this record is left to do: its offset may then be committed
 */
public record AcceptedRecord(
        String topic, int partition, long offset, byte[] key, byte[] value, MessageTrace trace, Completion completion) {
    /** Nothing of this record is left to do. */
    void complete() {
        trace.end();
        completion.complete();
    }

    /** Lets go of a record; called from any thread. */
    public interface Completion {
        /** Everything that this record asked for has happened or is durably noted. */
        void complete();

        /** The record takes longer: no more of its partition is fetched until {@link #resume}. Calls are counted. */
        void hold();

        /** Ends one {@link #hold}. */
        void resume();
    }
}
