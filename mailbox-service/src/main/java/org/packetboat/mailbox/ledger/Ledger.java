package org.packetboat.mailbox.ledger;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.KeyBlockTable;
import org.packetboat.mailbox.store.KeyBlockTable.Reservation;
import org.packetboat.mailbox.store.KeyBlockTable.Reserved;
import org.packetboat.mailbox.store.ObjectTable;

/** What writers and the collector ask of the object ledger. */
public final class Ledger {
    /** Most keys of one reservation. */
    public static final int LARGEST_BLOCK = 1_024;

    /** How long the collector has a claimed object to itself. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final int LARGEST_CLAIM = 1_000;

    private final KeyBlockTable blocks;
    private final ObjectTable objects;
    private final LedgerWindows windows;
    private final RandomGenerator random;

    public Ledger(Database database, LedgerWindows windows, RandomGenerator random) {
        this.blocks = new KeyBlockTable(database);
        this.objects = new ObjectTable(database);
        this.windows = windows;
        this.random = random;
    }

    /** Fresh keys; a reservation whose answer is lost is just never used. */
    public ReserveResponse reserve(ReserveRequest request) throws InterruptedException {
        int count = request.getCount();
        if (count < 1 || count > LARGEST_BLOCK) {
            throw new IllegalArgumentException("count is 1 .. 1024");
        }
        Duration valid = validFor(request.getKind());
        return reserve(new Wanted(request.getKind(), prefix(request.getKind()), count, valid), request.getWriter());
    }

    private record Wanted(ObjectKind kind, String prefix, int count, Duration valid) {}

    private ReserveResponse reserve(Wanted wanted, String writer) throws InterruptedException {
        while (true) {
            long blockId = random.nextLong(ObjectKeys.BLOCKS);
            List<Reserved> reserved = blocks.insert(new Reservation(
                    blockId,
                    wanted.kind().getNumber(),
                    wanted.count(),
                    wanted.valid().toMillis(),
                    wanted.valid().plus(windows.margin()).toMillis(),
                    wanted.prefix(),
                    writer));
            if (!reserved.isEmpty()) {
                Reserved block = reserved.getFirst();
                return ReserveResponse.newBuilder()
                        .addAllObjectKeys(ObjectKeys.of(block.prefix(), blockId, wanted.count()))
                        .setValidUntilMillis(block.validUntilMillis())
                        .setValidForMillis(wanted.valid().toMillis())
                        .build();
            }
        }
    }

    /** The key of one object that a compactor writes; references are taken as long as those to a pack. */
    ReserveResponse reserveOne(String prefix, String compactor) throws InterruptedException {
        return reserve(new Wanted(ObjectKind.PAST, prefix, 1, windows.packReferences()), compactor);
    }

    /** Gives keys back that nothing refers to, so that their objects go without waiting for the window. */
    public void abandon(List<String> objectKeys) throws InterruptedException {
        objects.abandon(objectKeys);
    }

    /** Objects to delete; the same one is not given to another collector for a while. */
    public List<String> claimDead(String collector, int limit) throws InterruptedException {
        int most = Math.clamp(limit, 1, LARGEST_CLAIM);
        return objects.claimDead(collector, most, windows.objectGrace().toMillis(), LEASE.toMillis());
    }

    /** They are gone from the store. */
    public void confirmDeleted(String collector, List<String> objectKeys) throws InterruptedException {
        objects.confirmDeleted(collector, objectKeys);
    }

    private Duration validFor(ObjectKind kind) {
        return switch (kind) {
            case PACK -> windows.packReferences();
            case STAGED -> windows.stagedReferences();
            case PAST -> throw new IllegalArgumentException("its keys come with a claim");
            case OBJECT_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("which kind of object?");
        };
    }

    private static String prefix(ObjectKind kind) {
        return kind == ObjectKind.PACK ? ObjectKeys.PACK : ObjectKeys.STAGED;
    }
}
