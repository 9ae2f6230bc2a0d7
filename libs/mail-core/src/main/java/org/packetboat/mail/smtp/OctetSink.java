package org.packetboat.mail.smtp;

/** Takes runs of octets out of an array that its owner will use again: what is to be kept is copied. */
@FunctionalInterface
public interface OctetSink {
    /** The octets {@code array[offset] .. array[offset + length - 1]}; {@code length} is at least 1. May block. */
    void octets(byte[] array, int offset, int length) throws InterruptedException;
}
