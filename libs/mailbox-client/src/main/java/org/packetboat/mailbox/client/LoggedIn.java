package org.packetboat.mailbox.client;

/**
 * Who a login turned out to be.
 *
 * @param address the account's, in its canonical form
 */
public record LoggedIn(long accountId, String address) {}
