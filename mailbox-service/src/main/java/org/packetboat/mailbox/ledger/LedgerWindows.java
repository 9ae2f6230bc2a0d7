package org.packetboat.mailbox.ledger;

import java.time.Duration;

/**
 * The times of an object's life (architecture 4.3, 4.4).
 *
 * @param packReferences a pack may be referred to for so long after its reservation
 * @param stagedReferences a staged object may; longer than the retention of mail.accepted
 * @param packMinimumAge no pack younger than this is deleted; the margin over packReferences covers any transaction
 * @param objectGrace an object is kept so long after its last body ended
 */
public record LedgerWindows(
        Duration packReferences, Duration stagedReferences, Duration packMinimumAge, Duration objectGrace) {
    public LedgerWindows {
        if (packMinimumAge.compareTo(packReferences) < 0) {
            throw new IllegalArgumentException("pack-minimum-age is below pack-reference-window");
        }
    }

    /** Between the last reference and the first deletion. */
    Duration margin() {
        return packMinimumAge.minus(packReferences);
    }
}
