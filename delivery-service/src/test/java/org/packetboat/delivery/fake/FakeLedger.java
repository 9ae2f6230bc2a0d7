package org.packetboat.delivery.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.delivery.port.ObjectLedger;

/** Gives names and remembers what was confirmed. */
public final class FakeLedger implements ObjectLedger {
    private final List<String> dead = new ArrayList<>();
    private final List<String> confirmed = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();
    private int given;

    /** These are dead from now on. */
    public synchronized void dead(List<String> objectKeys) {
        dead.addAll(objectKeys);
    }

    public synchronized List<String> confirmed() {
        return List.copyOf(confirmed);
    }

    public synchronized List<String> abandoned() {
        return List.copyOf(abandoned);
    }

    @Override
    public synchronized ReservedKeys.Block reserve(int count) {
        return reserve("pack", count);
    }

    @Override
    public synchronized ReservedKeys.Block reserveStaged(int count) {
        return reserve("staged", count);
    }

    @Override
    public synchronized void abandon(List<String> objectKeys) {
        abandoned.addAll(objectKeys);
    }

    private ReservedKeys.Block reserve(String kind, int count) {
        List<String> keys = new ArrayList<>();
        String block = UUID.randomUUID().toString();
        for (int i = 0; i < count; i++) {
            keys.add(kind + "/2026110100/" + block + "-" + given++);
        }
        return new ReservedKeys.Block(keys, Duration.ofHours(1));
    }

    @Override
    public synchronized List<String> claimDead(int limit) {
        return dead.stream().limit(limit).toList();
    }

    @Override
    public synchronized void confirmDeleted(List<String> objectKeys) {
        dead.removeAll(objectKeys);
        confirmed.addAll(objectKeys);
    }
}
