package org.packetboat.delivery.port;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import org.packetboat.blob.ReservedKey;
import org.packetboat.contracts.body.BlobRef;

/** What the ledger knows of bodies that should lie elsewhere; the mailbox service's. Calls block. */
public interface CompactionLedger {
    /** The next thing to do, leased to this compactor for a while; empty when there is nothing. */
    Optional<Task> claim(long maxOctets, int maxBodies) throws InterruptedException;

    /**
     * Tells where bodies of one account lie in {@code objectKey} now. Those that have moved or ended meanwhile stay as they are.
     *
     * @return how many have moved
     */
    int move(long accountId, String objectKey, List<Move> moves) throws InterruptedException;

    /** The task is done. */
    void complete(Task task) throws InterruptedException;

    /** A body and where it lies. */
    record Place(long accountId, ByteString bodyId, BlobRef blob) {}

    /** A body, where it was, and where it lies in the new object. */
    record Move(ByteString bodyId, BlobRef from, long toOffset) {}

    /**
     * Bodies that should lie together.
     *
     * @param bodies in the order in which they should lie; several may share their octets
     * @param target the name of the object that they go into
     * @param lease what the ledger wants to see again
     */
    record Task(List<Place> bodies, ReservedKey target, ByteString lease) {}
}
