package org.packetboat.mailbox.ledger;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.BodyMove;
import org.packetboat.contracts.mailbox.ClaimCompactionRequest;
import org.packetboat.contracts.mailbox.ClaimCompactionResponse;
import org.packetboat.contracts.mailbox.CompactionBody;
import org.packetboat.contracts.mailbox.CompactionLease;
import org.packetboat.contracts.mailbox.MoveBodiesRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.BodyMoveStatement;
import org.packetboat.mailbox.store.CompactionTable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.MailboxTails;
import org.packetboat.mailbox.store.MailboxTails.Tail;
import org.packetboat.mailbox.store.MailboxTails.TailMessage;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.PackedBody;
import org.packetboat.mailbox.store.SparseObjects;
import org.packetboat.mailbox.store.SparseObjects.Past;

/**
 * What the compactor should write again (architecture 4.4). An account is looked at some time after something has happened there:
 *
 * <ol>
 *   <li>Objects of one mailbox's past are merged when one of them is below half live or when there are several small ones.
 *   <li>Else the messages that a mailbox got since then are gathered, when they are many or old: their bodies lie in packs with those of many accounts,
 *       and come to lie together by UID.
 *   <li>Else it is left alone until something happens there again.
 * </ol>
 *
 * <p>When no account is due, packs of many accounts that are below half live are written again. Every look is a few short reads by index, of one
 * account or of a few objects, never of all of them. A lease keeps two compactors from the same work; when one is lost, work is done twice, and of two
 * moves of one body the first one counts.
 */
public final class Compaction {
    /** Most moves of one call. */
    public static final int LARGEST_MOVE = 1_000;

    /** Messages that are worth an object of their own. */
    private static final int MANY = 32;

    private static final int SMALL_OBJECTS = 4;
    private static final int LOOKED_AT = 256;
    private static final int VISITS = 16;
    private static final int PACKS = 16;

    /** A larger body is a request of its own wherever it lies. */
    private static final long LARGEST_BODY = 1 << 20;

    private static final long LARGEST_CLAIM = 64 << 20;
    private static final int MOST_BODIES = 16_384;
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Database database;
    private final Ledger ledger;
    private final ReferenceWindows windows;
    private final CompactionTable accounts;
    private final MailboxTails tails;
    private final SparseObjects objects;
    private final Ages ages;
    private final InstantSource clock;

    /**
     * When messages are gathered.
     *
     * @param many those that arrived so long ago, when they are many
     * @param few also when they are few
     */
    public record Ages(Duration many, Duration few) {
        // Until an account with a few messages is looked at again.
        private long againMillis() {
            return Math.max(many.toMillis(), few.toMillis() / 8);
        }
    }

    public Compaction(Database database, Ledger ledger, ReferenceWindows windows, Ages ages, InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.windows = windows;
        this.accounts = new CompactionTable(database);
        this.tails = new MailboxTails(database);
        this.objects = new SparseObjects(database);
        this.ages = ages;
        this.clock = clock;
    }

    /** What a caller has memory for. */
    private record Bounds(long octets, int bodies) {}

    private record Work(String prefix, List<PackedBody> bodies, CompactionLease lease) {}

    /** Leases something to do; without bodies there is nothing. */
    public ClaimCompactionResponse claim(ClaimCompactionRequest request) throws InterruptedException {
        String compactor = request.getCompactor();
        Bounds bounds = new Bounds(
                Math.clamp(request.getMaxOctets(), LARGEST_BODY, LARGEST_CLAIM),
                Math.clamp(request.getMaxBodies(), MANY, MOST_BODIES));
        Optional<Work> work = Optional.empty();
        for (int visit = 0; work.isEmpty() && visit < VISITS; visit++) {
            OptionalLong account = accounts.claim(compactor, LEASE.toMillis());
            if (account.isEmpty()) {
                break;
            }
            work = visit(account.getAsLong(), compactor, bounds);
        }
        if (work.isEmpty()) {
            work = packs(compactor, bounds);
        }
        return work.isEmpty() ? ClaimCompactionResponse.getDefaultInstance() : response(work.get(), compactor);
    }

    private ClaimCompactionResponse response(Work work, String compactor) throws InterruptedException {
        ReserveResponse target = ledger.reserveOne(work.prefix(), compactor);
        ClaimCompactionResponse.Builder response = ClaimCompactionResponse.newBuilder()
                .setObjectKey(target.getObjectKeys(0))
                .setValidForMillis(target.getValidForMillis())
                .setLease(work.lease());
        for (PackedBody body : work.bodies()) {
            response.addBodies(CompactionBody.newBuilder()
                    .setAccountId(body.accountId())
                    .setBodyId(octets(body.bodyId()))
                    .setBlob(BlobRef.newBuilder()
                            .setObjectKey(body.objectKey())
                            .setOffset(body.offset())
                            .setLength(body.length())
                            .setCodecValue(body.codec())));
        }
        return response.build();
    }

    private Optional<Work> visit(long account, String compactor, Bounds bounds) throws InterruptedException {
        Optional<Work> past = past(account, bounds);
        if (past.isPresent()) {
            return past;
        }
        List<Tail> unpacked = tails.of(account, MANY);
        for (Tail tail : unpacked) {
            boolean old = tail.oldestMillis() <= clock.millis() - ages.few().toMillis();
            if (old || tail.messages() >= MANY) {
                Optional<Work> gathered = gathered(account, tail, bounds);
                if (gathered.isPresent()) {
                    return gathered;
                }
            }
        }
        if (unpacked.isEmpty()) {
            accounts.forget(account, compactor, ages.many().toMillis());
        } else {
            accounts.again(account, compactor, ages.againMillis());
        }
        return Optional.empty();
    }

    private Optional<Work> past(long account, Bounds bounds) throws InterruptedException {
        for (Past past : objects.unfinished(account, SMALL_OBJECTS, LOOKED_AT)) {
            if (!past.sparse().isEmpty() || past.objectKeys().size() >= SMALL_OBJECTS) {
                List<PackedBody> bodies = merged(past, bounds);
                if (!bodies.isEmpty()) {
                    CompactionLease lease =
                            CompactionLease.newBuilder().setAccountId(account).build();
                    return Optional.of(new Work(ObjectKeys.past(account, past.mailboxId()), bodies, lease));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What is left in objects of a mailbox's past. Nothing when that would write one good object again: most of them may have been emptied a moment
     * ago, which the ledger's sums do not say yet, or there is no room for two.
     */
    private List<PackedBody> merged(Past past, Bounds bounds) throws InterruptedException {
        List<PackedBody> bodies = wholeObjects(objects.bodies(past.objectKeys(), bounds.bodies() + 1), bounds);
        if (bodies.stream().map(PackedBody::objectKey).distinct().count() > 1) {
            return bodies;
        }
        if (past.sparse().isEmpty()) {
            return List.of();
        }
        return wholeObjects(objects.bodies(past.sparse().subList(0, 1), bounds.bodies() + 1), bounds);
    }

    /** As many of the first objects as there is room for, none of them in part unless it is the only one. */
    private static List<PackedBody> wholeObjects(List<PackedBody> bodies, Bounds bounds) {
        long octets = 0;
        int begin = 0;
        for (int i = 0; i < bodies.size(); i++) {
            PackedBody body = bodies.get(i);
            if (i > 0 && !body.objectKey().equals(bodies.get(i - 1).objectKey())) {
                begin = i;
            }
            octets += body.length();
            if (octets > bounds.octets() || i >= bounds.bodies()) {
                return bodies.subList(0, begin > 0 ? begin : Math.max(1, i));
            }
        }
        return bodies;
    }

    /** The small bodies of a tail's first messages; nothing when all of it is too young, too large, or together already. */
    private Optional<Work> gathered(long account, Tail tail, Bounds bounds) throws InterruptedException {
        long cutoff = clock.millis() - ages.many().toMillis();
        Tail rest = tail;
        while (true) {
            List<TailMessage> messages = tails.messages(account, rest, bounds.bodies());
            Map<UUID, PackedBody> loose = new HashMap<>();
            List<PackedBody> bodies = new ArrayList<>();
            long octets = 0;
            long through = rest.packedUid();
            boolean ended = messages.size() < bounds.bodies();
            for (TailMessage message : messages) {
                PackedBody body = message.body();
                boolean wanted = isLoose(body) && !loose.containsKey(body.bodyId());
                if (message.savedMillis() > cutoff || wanted && octets + body.length() > bounds.octets()) {
                    ended = true;
                    break;
                }
                if (wanted) {
                    loose.put(body.bodyId(), body);
                    bodies.add(body);
                    octets += body.length();
                }
                through = message.uid();
            }
            if (!bodies.isEmpty()) {
                CompactionLease lease = CompactionLease.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(tail.mailboxId())
                        .setThroughUid(through)
                        .build();
                return Optional.of(new Work(ObjectKeys.past(account, tail.mailboxId()), bodies, lease));
            }
            tails.advance(account, tail.mailboxId(), through);
            if (ended) {
                return Optional.empty();
            }
            rest = new Tail(tail.mailboxId(), through, 0, 0);
        }
    }

    private static boolean isLoose(PackedBody body) {
        return body.length() <= LARGEST_BODY && body.objectKey().startsWith(ObjectKeys.PACK);
    }

    private Optional<Work> packs(String compactor, Bounds bounds) throws InterruptedException {
        List<String> leased = objects.lease(compactor, LEASE.toMillis(), PACKS);
        List<String> given = new ArrayList<>();
        List<PackedBody> bodies = new ArrayList<>();
        long octets = 0;
        for (String key : leased) {
            List<PackedBody> left = objects.bodies(List.of(key), bounds.bodies());
            Extent extent = Extent.of(left);
            boolean fits = given.isEmpty()
                    || octets + extent.octets() <= bounds.octets() && bodies.size() + left.size() <= bounds.bodies();
            if (!left.isEmpty() && fits) {
                if (extent.isWorthIt()) {
                    given.add(key);
                    bodies.addAll(left);
                    octets += extent.octets();
                } else {
                    objects.rebase(key);
                }
            }
        }
        List<String> others =
                leased.stream().filter(key -> !given.contains(key)).toList();
        if (!others.isEmpty()) {
            objects.release(others, compactor);
        }
        if (given.isEmpty()) {
            return Optional.empty();
        }
        bodies.sort((a, b) -> a.accountId() == b.accountId()
                ? a.bodyId().compareTo(b.bodyId())
                : Long.compare(a.accountId(), b.accountId()));
        return Optional.of(new Work(
                ObjectKeys.PACK,
                bodies,
                CompactionLease.newBuilder().addAllObjectKeys(given).build()));
    }

    /**
     * What bodies of one object take of it.
     *
     * @param octets that are somebody's
     * @param shared whether some of them are more than one body's
     * @param end behind the last of them
     */
    private record Extent(long octets, boolean shared, long end) {
        static Extent of(List<PackedBody> bodies) {
            Set<Long> offsets = new HashSet<>();
            long octets = 0;
            long end = 0;
            for (PackedBody body : bodies) {
                if (offsets.add(body.offset())) {
                    octets += body.length();
                }
                end = Math.max(end, body.offset() + body.length());
            }
            return new Extent(octets, offsets.size() < bodies.size(), end);
        }

        // The ledger counts shared octets for everybody who shares them: half of those may go without half of the
        // object.
        boolean isWorthIt() {
            return !shared || octets * 2 < end;
        }
    }

    /** Moves what still is where it was; returns how many have moved. */
    public int move(MoveBodiesRequest request) throws InterruptedException {
        if (request.getMovesCount() > LARGEST_MOVE) {
            throw new IllegalArgumentException("at most 1000 moves");
        }
        if (!windows.stale(List.of(request.getObjectKey())).isEmpty()) {
            throw new RefusedException(Refusal.STALE_BLOB);
        }
        List<BodyMoveStatement.Move> moves = new ArrayList<>(request.getMovesCount());
        for (BodyMove move : request.getMovesList()) {
            moves.add(new BodyMoveStatement.Move(
                    OperationTable.id(move.getBodyId()),
                    move.getFromObjectKey(),
                    move.getFromOffset(),
                    move.getToOffset()));
        }
        return BodyMoveStatement.run(database, request.getAccountId(), request.getObjectKey(), moves);
    }

    /** The work is done: the account is looked at again at once, for there may be more. */
    public void complete(String compactor, CompactionLease lease) throws InterruptedException {
        if (lease.getThroughUid() > 0) {
            tails.advance(lease.getAccountId(), lease.getMailboxId(), lease.getThroughUid());
        }
        if (lease.getAccountId() > 0) {
            accounts.again(lease.getAccountId(), compactor, 0);
        }
        if (lease.getObjectKeysCount() > 0) {
            objects.release(lease.getObjectKeysList(), compactor);
        }
    }

    private static ByteString octets(UUID id) {
        ByteBuffer octets =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return ByteString.copyFrom(octets.flip());
    }
}
