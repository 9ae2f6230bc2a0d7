package org.packetboat.smtp.port;

/**
 * Who has logged in.
 *
 * @param address the account's, in its canonical form
 */
public record Login(AccountId account, String address) {}
