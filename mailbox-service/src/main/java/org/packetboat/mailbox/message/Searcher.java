package org.packetboat.mailbox.message;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.List;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.SearchStatement;
import org.packetboat.mailbox.store.SearchStatement.Candidate;
import org.packetboat.mailbox.store.SearchStatement.Page;
import org.packetboat.mailbox.store.UidRanges;

/**
 * IMAP SEARCH but for keys on body text. The database answers from its columns; header fields that have none are looked at in the stored header
 * section, in slices.
 */
public final class Searcher {
    /** Messages inside each other: every level of a key is up to two. */
    private static final int DEEPEST = 600;

    private final Database database;
    private final SlicePool slices;

    public Searcher(Database database, SlicePool slices) {
        this.database = database;
        this.slices = slices;
    }

    /** UIDs that fit, ascending; no batch at all when there are none. */
    public void search(SearchRequest request, MessageReader.Sink<SearchBatch> sink) throws InterruptedException {
        SearchStatement statement = new SearchStatement(request.getAccountId(), request.getMailboxId(), key(request));
        if (!request.hasUids()) {
            range(statement, 1, Long.MAX_VALUE, sink);
            return;
        }
        UidRanges uids = UidRanges.of(request.getUids());
        if (uids.isEmpty()) {
            return;
        }
        range(statement, uids.first(0), uids.last(uids.size() - 1), batch -> {
            SearchBatch among = among(batch, uids);
            if (among.getUidsCount() > 0) {
                sink.send(among);
            }
        });
    }

    private static SearchKey key(SearchRequest request) {
        if (request.getEncodedKey().isEmpty()) {
            return request.getKey();
        }
        CodedInputStream encoded = request.getEncodedKey().newCodedInput();
        encoded.setRecursionLimit(DEEPEST);
        try {
            return SearchKey.parseFrom(encoded);
        } catch (IOException e) {
            throw new IllegalArgumentException("a search key that cannot be read", e);
        }
    }

    private void range(SearchStatement statement, long first, long last, MessageReader.Sink<SearchBatch> sink)
            throws InterruptedException {
        long from = first;
        boolean more = true;
        while (more && from <= last) {
            Page page = statement.page(database, from, last);
            List<Candidate> candidates = page.candidates();
            SearchBatch batch =
                    statement.needsHeaders() ? slices.run(() -> fitting(statement, candidates)) : all(candidates);
            if (batch.getUidsCount() > 0) {
                sink.send(batch);
            }
            more = page.full();
            from = more ? candidates.getLast().uid() + 1 : from;
        }
    }

    private static SearchBatch fitting(SearchStatement statement, List<Candidate> candidates) {
        SearchBatch.Builder batch = SearchBatch.newBuilder();
        for (Candidate candidate : candidates) {
            if (statement.matches(candidate)) {
                batch.addUids(candidate.uid());
            }
        }
        return batch.build();
    }

    private static SearchBatch all(List<Candidate> candidates) {
        SearchBatch.Builder batch = SearchBatch.newBuilder();
        candidates.forEach(candidate -> batch.addUids(candidate.uid()));
        return batch.build();
    }

    private static SearchBatch among(SearchBatch found, UidRanges uids) {
        SearchBatch.Builder batch = SearchBatch.newBuilder();
        int range = 0;
        for (long uid : found.getUidsList()) {
            while (range < uids.size() && uids.last(range) < uid) {
                range++;
            }
            if (range < uids.size() && uids.first(range) <= uid) {
                batch.addUids(uid);
            }
        }
        return batch.build();
    }
}
