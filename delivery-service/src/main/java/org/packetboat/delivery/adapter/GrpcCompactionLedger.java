package org.packetboat.delivery.adapter;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.packetboat.blob.ReservedKey;
import org.packetboat.contracts.mailbox.BodyMove;
import org.packetboat.contracts.mailbox.ClaimCompactionRequest;
import org.packetboat.contracts.mailbox.ClaimCompactionResponse;
import org.packetboat.contracts.mailbox.CompactionBody;
import org.packetboat.contracts.mailbox.CompactionLease;
import org.packetboat.contracts.mailbox.CompleteCompactionRequest;
import org.packetboat.contracts.mailbox.MoveBodiesRequest;
import org.packetboat.delivery.port.CompactionLedger;
import org.packetboat.mailbox.client.LedgerClient;
import org.packetboat.mailbox.client.MailboxChannel;

/** The compactor's side of the object ledger over gRPC. */
public final class GrpcCompactionLedger implements CompactionLedger {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final LedgerClient ledger;
    private final String instance;

    /** @param instance name of this process, which leases are in */
    public GrpcCompactionLedger(MailboxChannel channel, String instance) {
        this.ledger = channel.ledger().withDeadline(DEADLINE);
        this.instance = instance;
    }

    @Override
    public Optional<Task> claim(long maxOctets, int maxBodies) throws InterruptedException {
        long asked = System.nanoTime();
        ClaimCompactionResponse claimed = ledger.claimCompaction(ClaimCompactionRequest.newBuilder()
                .setCompactor(instance)
                .setMaxOctets(maxOctets)
                .setMaxBodies(maxBodies)
                .build());
        if (claimed.getBodiesCount() == 0) {
            return Optional.empty();
        }
        List<Place> bodies = new ArrayList<>(claimed.getBodiesCount());
        for (CompactionBody body : claimed.getBodiesList()) {
            bodies.add(new Place(body.getAccountId(), body.getBodyId(), body.getBlob()));
        }
        long validUntil = asked + TimeUnit.MILLISECONDS.toNanos(claimed.getValidForMillis());
        ReservedKey target = new ReservedKey(claimed.getObjectKey(), validUntil);
        return Optional.of(new Task(bodies, target, claimed.getLease().toByteString()));
    }

    @Override
    public int move(long accountId, String objectKey, List<Move> moves) throws InterruptedException {
        MoveBodiesRequest.Builder request =
                MoveBodiesRequest.newBuilder().setAccountId(accountId).setObjectKey(objectKey);
        for (Move move : moves) {
            request.addMoves(BodyMove.newBuilder()
                    .setBodyId(move.bodyId())
                    .setFromObjectKey(move.from().getObjectKey())
                    .setFromOffset(move.from().getOffset())
                    .setToOffset(move.toOffset()));
        }
        return ledger.moveBodies(request.build()).getMoved();
    }

    @Override
    public void complete(Task task) throws InterruptedException {
        var unused = ledger.completeCompaction(CompleteCompactionRequest.newBuilder()
                .setCompactor(instance)
                .setLease(lease(task.lease()))
                .build());
    }

    private static CompactionLease lease(ByteString octets) {
        try {
            return CompactionLease.parseFrom(octets);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("not a lease of this ledger", e);
        }
    }
}
