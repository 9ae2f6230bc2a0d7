package org.packetboat.imap.codec;

/** Ascending numbers that are made while they are written, so that a million of them are never in memory as numbers. */
@FunctionalInterface
public interface NumberRanges {
    /** Gives every range in turn; neighbours are joined. */
    void forEach(Receiver receiver) throws InterruptedException;

    /** Takes ranges. */
    @FunctionalInterface
    interface Receiver {
        /** The next one, both ends included. */
        void range(long first, long last) throws InterruptedException;
    }
}
