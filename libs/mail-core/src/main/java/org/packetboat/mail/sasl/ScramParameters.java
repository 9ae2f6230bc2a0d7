package org.packetboat.mail.sasl;

/** How a login's keys are made from its password (RFC 5802 §3). The array is not to be changed. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScramParameters(byte[] salt, int iterations) {}
