package org.packetboat.mailbox.auth;

import java.time.Duration;
import org.packetboat.mail.network.NetworkSet;

/**
 * What failed logins lead to.
 *
 * @param exempt networks without delays and blocks
 * @param freeFailures so many are answered at once
 * @param delay after the first failure beyond that; doubles with every further one
 * @param maxDelay up to here
 * @param addressFailures so many block the client's address, whatever the logins
 * @param accountFailures so many for one login from one network block that login there
 * @param blockTime for so long
 * @param window failures of so long are counted together, from the first of them; a program with an old password that tries every few minutes
 *     does not add up to a block
 */
public record LoginRules(
        NetworkSet exempt,
        int freeFailures,
        Duration delay,
        Duration maxDelay,
        int addressFailures,
        int accountFailures,
        Duration blockTime,
        Duration window) {
    /** @param failures with the one that is answered now */
    Duration delayAfter(int failures) {
        int beyond = failures - freeFailures;
        if (beyond <= 0) {
            return Duration.ZERO;
        }
        Duration grown = delay.multipliedBy(1L << Math.min(beyond - 1, Integer.SIZE));
        return grown.compareTo(maxDelay) < 0 ? grown : maxDelay;
    }
}
