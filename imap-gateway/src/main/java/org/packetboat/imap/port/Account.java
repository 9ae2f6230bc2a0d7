package org.packetboat.imap.port;

/**
 * Who has logged in.
 *
 * @param id names the account in every call
 * @param address canonical form
 */
public record Account(long id, String address) {}
