package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.packetboat.blob.Body;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyRequest;
import org.packetboat.blob.BodySequence;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.message.OctetRange;
import org.packetboat.mail.message.TextSearch;
import org.packetboat.mail.message.TextSearch.Scope;

/**
 * Looks for text in bodies: reads them on the lane, a window ahead, and decodes them in a small pool of platform threads, since virtual ones
 * are not time-sliced (architecture 1.2). A few messages at a time per search, so that searches share the pool.
 */
public final class BodySearch {
    private static final Set<MetadataField> FIELDS = EnumSet.of(MetadataField.BLOB, MetadataField.PART_INDEX);
    private static final int ROWS = 200;
    private static final int IN_FLIGHT = 8;

    /** Larger ranges are handed to the pool in chunks, as they come. */
    private static final int WHOLE_OCTETS = 64 << 10;

    private final MessageRows rows;
    private final BodyReader bodies;
    private final ExecutorService pool;

    /** @param pool of platform threads, as many as may be busy with searching */
    public BodySearch(MessageRows rows, BodyReader bodies, ExecutorService pool) {
        this.rows = rows;
        this.bodies = bodies;
        this.pool = pool;
    }

    UidRanges search(MailboxKey mailbox, UidRanges among, String text, Scope scope) throws InterruptedException {
        UidRanges.Builder found = new UidRanges.Builder();
        for (UidRanges chunk : UidSets.chunks(among, ROWS)) {
            search(mailbox, rows.read(mailbox, chunk, FIELDS), text, scope, found);
        }
        return found.build();
    }

    private void search(MailboxKey mailbox, List<MessageRow> chunk, String text, Scope scope, UidRanges.Builder found)
            throws InterruptedException {
        Iterable<BodyRequest> requests = () -> chunk.stream()
                .map(row -> new BodyRequest(row.body(), row.metadata().requiredBlob()))
                .iterator();
        List<Candidate> candidates = new ArrayList<>();
        try (BodySequence sequence = bodies.open(requests, rows.resolver(mailbox, chunk))) {
            for (MessageRow row : chunk) {
                TextSearch search = new TextSearch(row.metadata().requiredPartIndex(), scope, List.of(text));
                try {
                    candidates.add(new Candidate(row.uid(), start(search, sequence.next())));
                } catch (NoSuchObjectException e) {
                    continue; // no octets, no text
                }
                if (candidates.size() == IN_FLIGHT) {
                    collect(candidates, found);
                }
            }
            collect(candidates, found);
        } finally {
            candidates.forEach(candidate -> candidate.matches().cancel(true));
        }
    }

    private record Candidate(long uid, Future<Boolean> matches) {}

    private Future<Boolean> start(TextSearch search, Body body) throws InterruptedException {
        if (body.size() > WHOLE_OCTETS) {
            for (OctetRange range : search.ranges()) {
                stream(search, body, range);
            }
            return pool.submit(() -> search.found(0));
        }
        ByteBuffer octets = body.read(0, (int) body.size());
        return pool.submit(() -> {
            for (OctetRange range : search.ranges()) {
                int from = octets.arrayOffset() + octets.position() + (int) range.from();
                search.accept(range.from(), octets.array(), from, (int) range.length());
            }
            return search.found(0);
        });
    }

    private void stream(TextSearch search, Body body, OctetRange range) throws InterruptedException {
        long[] at = {range.from()};
        body.transfer(range.from(), range.length(), chunk -> {
            Callable<Void> piece = () -> {
                search.accept(at[0], chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
                return null;
            };
            if (!search.complete()) {
                await(pool.submit(piece));
            }
            at[0] += chunk.remaining();
        });
    }

    private static void collect(List<Candidate> candidates, UidRanges.Builder found) throws InterruptedException {
        for (Candidate candidate : candidates) {
            if (await(candidate.matches())) {
                found.add(candidate.uid());
            }
        }
        candidates.clear();
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("search in a body failed", e);
        }
    }
}
