package org.packetboat.pop3.port;

/**
 * Who logged in.
 *
 * @param address in its canonical form
 */
public record Account(long id, String address) {}
