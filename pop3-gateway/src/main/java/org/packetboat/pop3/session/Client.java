package org.packetboat.pop3.session;

import java.net.InetAddress;

/**
 * Who is at the other end.
 *
 * @param connection the id that logs carry
 */
public record Client(InetAddress address, String connection) {}
