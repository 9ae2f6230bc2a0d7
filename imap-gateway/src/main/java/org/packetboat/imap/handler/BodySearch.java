package org.packetboat.imap.handler;

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
import org.packetboat.imap.handler.TextMatcher.Scope;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.octets.Octets;

/**
 * Looks for text in bodies: reads them on the lane, a window ahead, and decodes them in a small pool of platform threads, since virtual ones
 * are not time-sliced (architecture 1.2). A few messages at a time per search, so that searches share the pool.
 */
public final class BodySearch {
    private static final Set<MetadataField> FIELDS = EnumSet.of(MetadataField.BLOB, MetadataField.PART_INDEX);
    private static final int ROWS = 200;
    private static final int IN_FLIGHT = 8;

    /** What is read of a message at most; text beyond is not found. */
    private static final int MAX_OCTETS = 16 << 20;

    private final MessageRows rows;
    private final BodyReader bodies;
    private final TextMatcher matcher;
    private final ExecutorService pool;

    /** @param pool of platform threads, as many as may be busy with searching */
    public BodySearch(MessageRows rows, BodyReader bodies, TextMatcher matcher, ExecutorService pool) {
        this.rows = rows;
        this.bodies = bodies;
        this.matcher = matcher;
        this.pool = pool;
    }

    UidRanges search(MailboxKey mailbox, UidRanges among, String text, Scope scope) throws InterruptedException {
        if (text.isEmpty()) {
            return among;
        }
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
                try {
                    candidates.add(submit(row, sequence.next(), text, scope));
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

    private Candidate submit(MessageRow row, Body body, String text, Scope scope) throws InterruptedException {
        Octets message = Octets.of(body.read(0, (int) Math.min(MAX_OCTETS, body.size())));
        Callable<Boolean> task = () -> matcher.matches(message, row.metadata().requiredPartIndex(), text, scope);
        return new Candidate(row.uid(), pool.submit(task));
    }

    private static void collect(List<Candidate> candidates, UidRanges.Builder found) throws InterruptedException {
        for (Candidate candidate : candidates) {
            try {
                if (candidate.matches().get()) {
                    found.add(candidate.uid());
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("search in a body failed", e);
            }
        }
        candidates.clear();
    }
}
