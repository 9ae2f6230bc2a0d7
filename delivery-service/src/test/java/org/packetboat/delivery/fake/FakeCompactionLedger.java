package org.packetboat.delivery.fake;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.blob.ReservedKey;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.delivery.port.CompactionLedger;
import org.packetboat.mail.failure.UnavailableException;

/** Knows where bodies are, gives the tasks that it was told to give, and moves by compare-and-set. */
public final class FakeCompactionLedger implements CompactionLedger {
    private final Map<ByteString, BlobRef> places = new HashMap<>();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final List<Task> completed = new ArrayList<>();
    private final List<Integer> moveSizes = new ArrayList<>();
    private boolean away;

    /** A body is there now. */
    public synchronized void place(ByteString bodyId, BlobRef blob) {
        places.put(bodyId, blob);
    }

    /** Where a body is now. */
    public synchronized BlobRef placeOf(ByteString bodyId) {
        return places.getOrDefault(bodyId, BlobRef.getDefaultInstance());
    }

    /** The next claim gets this. */
    public synchronized void give(List<Place> bodies, ReservedKey target) {
        tasks.add(new Task(bodies, target, ByteString.copyFromUtf8("lease of " + target.objectKey())));
    }

    /** From now on nothing moves, or it does again. */
    public synchronized void setAway(boolean away) {
        this.away = away;
    }

    public synchronized List<Task> completed() {
        return List.copyOf(completed);
    }

    /** How many moves each call had. */
    public synchronized List<Integer> moveSizes() {
        return List.copyOf(moveSizes);
    }

    @Override
    public synchronized Optional<Task> claim(long maxOctets, int maxBodies) {
        return Optional.ofNullable(tasks.poll());
    }

    @Override
    public synchronized int move(long accountId, String objectKey, List<Move> moves) {
        if (away) {
            throw new UnavailableException("told to be away");
        }
        moveSizes.add(moves.size());
        int moved = 0;
        for (Move move : moves) {
            BlobRef to = move.from().toBuilder()
                    .setObjectKey(objectKey)
                    .setOffset(move.toOffset())
                    .build();
            moved += places.replace(move.bodyId(), move.from(), to) ? 1 : 0;
        }
        return moved;
    }

    @Override
    public synchronized void complete(Task task) {
        completed.add(task);
    }
}
