package org.packetboat.delivery.remote.smtp;

import java.time.Duration;

/**
 * How long each step may take, RFC 5321 §4.5.3.2, and how long several of them together.
 *
 * @param connect for the connection itself, of which the RFC says nothing; also for a TLS handshake
 * @param greeting until 220
 * @param command for EHLO, MAIL, RCPT and all others
 * @param dataBegin until 354
 * @param dataBlock until the server has taken a piece of the message
 * @param dataEnd from the end of the message to its reply
 * @param envelope for all of MAIL and RCPT together
 * @param slowest octets a second that a server has to take of a message, all in all
 */
public record Timeouts(
        Duration connect,
        Duration greeting,
        Duration command,
        Duration dataBegin,
        Duration dataBlock,
        Duration dataEnd,
        Duration envelope,
        long slowest) {
    /** Those of the RFC. */
    public static final Timeouts STANDARD = new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            1_024);

    /** For all of a message, after which a server that takes an octet now and then has had its time. */
    Duration body(long octets) {
        return dataBlock.plusSeconds(octets / Math.max(1, slowest));
    }
}
