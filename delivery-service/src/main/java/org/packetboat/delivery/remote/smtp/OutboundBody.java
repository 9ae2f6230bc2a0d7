package org.packetboat.delivery.remote.smtp;

import org.packetboat.mail.smtp.OctetSink;

/** The octets of a message, from behind its Return-Path line. May be read several times. */
public interface OutboundBody {
    long octets();

    /** Gives them in pieces of bounded size; {@code BlobStoreUnavailableException} when they cannot be read now. */
    void writeTo(OctetSink sink) throws InterruptedException;
}
