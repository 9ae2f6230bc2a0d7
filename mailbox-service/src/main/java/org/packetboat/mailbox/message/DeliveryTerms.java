package org.packetboat.mailbox.message;

import java.time.Duration;

/**
 * How messages are delivered.
 *
 * @param dedupRetention how long a delivery is known, from its record's time
 * @param accountsPerTransaction accounts at most that share one; 1 for a database that keeps accounts apart
 */
public record DeliveryTerms(Duration dedupRetention, int accountsPerTransaction) {
    /** @throws IllegalArgumentException unless there is room for an account */
    public DeliveryTerms {
        if (accountsPerTransaction < 1) {
            throw new IllegalArgumentException("accounts per transaction: at least 1");
        }
    }
}
