package org.packetboat.mailbox.message;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.contracts.mailbox.SearchRequest.Figure;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.SearchPlan;
import org.packetboat.mailbox.store.SearchStatement.From;
import org.packetboat.mailbox.store.TextCondition;
import org.packetboat.mailbox.store.UidBlockTable;
import org.packetboat.mailbox.store.UidRanges;

/**
 * IMAP SEARCH but for keys on body text. The database answers from its columns; header fields that have none are looked at in the stored header
 * section, in slices. Texts of fields that have a column are remembered, see {@link HeaderTextSearch}.
 */
public final class Searcher {
    /** Messages inside each other: every level of a key is up to two. */
    private static final int DEEPEST = 600;

    private static final int RANGES_IN_BATCH = 4_000;

    private final Database database;
    private final SlicePool slices;
    private final HeaderTextSearch texts;

    public Searcher(Database database, SlicePool slices, HeaderTextSearch texts) {
        this.database = database;
        this.slices = slices;
        this.texts = texts;
    }

    /** UIDs that fit, ascending; or the figures that are asked for, in the last batch. Empty batches come in between while a search takes its time. */
    public void search(SearchRequest request, MessageReader.Sink<SearchBatch> sink) throws InterruptedException {
        SearchPlan plan = SearchPlan.of(key(request));
        UidRanges among = plan.within(request.hasUids() ? UidRanges.of(request.getUids()) : EVERYTHING);
        Optional<List<SearchKey>> exceptions = plan.exceptions();
        if (exceptions.isPresent() && !among.isEmpty()) {
            answer(request, allBut(exceptions.get(), request, among, sink), sink);
            return;
        }
        Optional<TextCondition> condition = plan.texts();
        if (condition.isPresent()) {
            UidRanges left = present(request).intersect(among);
            if (HeaderTextSearch.suits(left)) {
                answer(request, byTexts(request, plan, condition.get(), left, sink), sink);
                return;
            }
        }
        MailboxScan scan = scan(request, plan, sink);
        if (request.getFiguresCount() > 0) {
            sink.send(figures(request.getFiguresList(), scan, among).batch());
        } else {
            scan.run(among, From.LOWEST, page -> {
                send(page, sink);
                return MailboxScan.Next.GO_ON;
            });
        }
    }

    private static final UidRanges EVERYTHING =
            new UidRanges.Builder().add(1, 0xFFFF_FFFFL).build();

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

    /** An empty batch every now and then tells the caller that the search goes on, and the search when the caller has gone. */
    private static Pulse pulse(MessageReader.Sink<SearchBatch> sink) {
        return () -> sink.send(SearchBatch.getDefaultInstance());
    }

    private MailboxScan scan(SearchRequest request, SearchPlan plan, MessageReader.Sink<SearchBatch> sink) {
        return new MailboxScan(database, slices, request.getAccountId(), request.getMailboxId(), plan, pulse(sink));
    }

    private static void answer(SearchRequest request, UidRanges found, MessageReader.Sink<SearchBatch> sink)
            throws InterruptedException {
        if (request.getFiguresCount() > 0) {
            sink.send(new Tally().add(found).batch());
        } else {
            send(found, sink);
        }
    }

    /** Of these messages, which were there a moment ago, those that fit: first by what is remembered of them, then the rest of the keys. */
    private UidRanges byTexts(
            SearchRequest request,
            SearchPlan plan,
            TextCondition condition,
            UidRanges among,
            MessageReader.Sink<SearchBatch> sink)
            throws InterruptedException {
        // First, since it refuses what is too much.
        MailboxScan whole = scan(request, plan, sink);
        TextCondition.Verdict verdict =
                texts.search(request.getAccountId(), request.getMailboxId(), condition, among, pulse(sink));
        SearchPlan rest = plan.withoutTexts();
        UidRanges fitting =
                rest.isOfUidsAlone() ? verdict.fitting() : fitting(scan(request, rest, sink), verdict.fitting());
        return fitting.union(fitting(whole, verdict.unknown()));
    }

    private static UidRanges fitting(MailboxScan scan, UidRanges among) throws InterruptedException {
        UidRanges.Builder fitting = new UidRanges.Builder();
        scan.run(among, From.LOWEST, page -> {
            fitting.addAll(page);
            return MailboxScan.Next.GO_ON;
        });
        return fitting.build();
    }

    /**
     * The mailbox's UIDs without those of the messages that fit one of the keys. They are asked for before and after: a message that is expunged in between
     * is not seen to fit, and was not one of the others.
     */
    private UidRanges allBut(
            List<SearchKey> exceptions, SearchRequest request, UidRanges among, MessageReader.Sink<SearchBatch> sink)
            throws InterruptedException {
        UidRanges left = present(request).intersect(among);
        for (SearchKey exception : exceptions) {
            if (left.isEmpty()) {
                return left;
            }
            left = left.without(fitting(scan(request, SearchPlan.of(exception), sink), among));
        }
        return exceptions.isEmpty() || left.isEmpty() ? left : left.intersect(present(request));
    }

    private UidRanges present(SearchRequest request) throws InterruptedException {
        return UidBlockTable.present(database, request.getAccountId(), request.getMailboxId());
    }

    /** The ends alone are found without looking at all. */
    private static Tally figures(List<Figure> figures, MailboxScan scan, UidRanges among) throws InterruptedException {
        Tally tally = new Tally();
        if (figures.contains(Figure.COUNT)) {
            scan.count(among, From.LOWEST, tally, MailboxScan.Next.GO_ON);
            return tally;
        }
        if (figures.contains(Figure.LOWEST)) {
            scan.count(among, From.LOWEST, tally, MailboxScan.Next.STOP);
        }
        if (figures.contains(Figure.HIGHEST)) {
            scan.count(among, From.HIGHEST, tally, MailboxScan.Next.STOP);
        }
        return tally;
    }

    private static void send(UidRanges found, MessageReader.Sink<SearchBatch> sink) throws InterruptedException {
        for (int from = 0; from < found.size(); from += RANGES_IN_BATCH) {
            UidRanges part = found.ranges(from, Math.min(found.size(), from + RANGES_IN_BATCH));
            sink.send(SearchBatch.newBuilder().setUids(part.toUidSet()).build());
        }
    }
}
