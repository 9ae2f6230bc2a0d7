package org.packetboat.mailbox.message;

import java.util.List;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.SearchPlan;
import org.packetboat.mailbox.store.SearchStatement;
import org.packetboat.mailbox.store.SearchStatement.Candidate;
import org.packetboat.mailbox.store.SearchStatement.Count;
import org.packetboat.mailbox.store.SearchStatement.From;
import org.packetboat.mailbox.store.SearchStatement.Page;
import org.packetboat.mailbox.store.SearchStatement.Span;
import org.packetboat.mailbox.store.UidRanges;

/** Goes through the messages that may fit a search, in statements that are all short. */
final class MailboxScan {
    /** Ranges of UIDs that one statement is given. */
    private static final int RANGES = 1_000;

    private final Database database;
    private final SlicePool slices;
    private final long accountId;
    private final long mailboxId;
    private final SearchStatement statement;
    private final Pulse pulse;

    MailboxScan(Database database, SlicePool slices, long accountId, long mailboxId, SearchPlan plan, Pulse pulse) {
        this.database = database;
        this.slices = slices;
        this.accountId = accountId;
        this.mailboxId = mailboxId;
        this.statement = new SearchStatement(accountId, mailboxId, plan);
        this.pulse = pulse;
    }

    /** What is done after a page on which something was found. */
    enum Next {
        GO_ON,
        STOP
    }

    /** Takes what was found on a page, if anything. */
    @FunctionalInterface
    interface Pages {
        Next found(UidRanges uids) throws InterruptedException;
    }

    /** Ascending or descending page by page; each page ascends. */
    void run(UidRanges among, From from, Pages pages) throws InterruptedException {
        walk(among, from, span -> {
            Page page = statement.needsHeaders() ? judged(span) : statement.page(database, span);
            UidRanges found = page.uids().intersect(span.uids());
            Next next = found.isEmpty() ? Next.GO_ON : pages.found(found);
            return new Step(page.last(), next);
        });
    }

    /**
     * Only counts.
     *
     * @param then what is done after a page with something on it
     */
    void count(UidRanges among, From from, Tally tally, Next then) throws InterruptedException {
        if (statement.needsHeaders()) {
            // Headers are looked at in the order of the UIDs; the highest is known at the end.
            run(among, From.LOWEST, found -> {
                tally.add(found);
                return from == From.LOWEST ? then : Next.GO_ON;
            });
            return;
        }
        walk(among, from, span -> {
            if (!statement.counts(span)) {
                Page page = statement.page(database, span);
                UidRanges found = page.uids().intersect(span.uids());
                tally.add(found);
                return new Step(page.last(), found.isEmpty() ? Next.GO_ON : then);
            }
            Count page = statement.count(database, span);
            tally.add(page);
            return new Step(page.last(), page.count() == 0 ? Next.GO_ON : then);
        });
    }

    /** @param last UID that was looked at, 0 at the end of a span */
    private record Step(long last, Next next) {}

    @FunctionalInterface
    private interface Steps {
        Step step(Span span) throws InterruptedException;
    }

    private void walk(UidRanges among, From from, Steps steps) throws InterruptedException {
        UidRanges left = among;
        while (!left.isEmpty()) {
            boolean ascending = from == From.LOWEST;
            int ranges = Math.min(left.size(), RANGES);
            UidRanges part = ascending ? left.ranges(0, ranges) : left.ranges(left.size() - ranges, left.size());
            Step step = steps.step(new Span(part, from));
            if (step.next() == Next.STOP) {
                return;
            }
            if (ascending) {
                long last = step.last() == 0 ? part.last(part.size() - 1) : step.last();
                left = left.within(last + 1, Long.MAX_VALUE);
            } else {
                long last = step.last() == 0 ? part.first(0) : step.last();
                left = left.within(1, last - 1);
            }
            if (!left.isEmpty()) {
                pulse.beat();
            }
        }
    }

    private Page judged(Span span) throws InterruptedException {
        Page page = statement.headers(database, span);
        List<Candidate> candidates = page.candidates();
        UidRanges found = candidates.isEmpty() ? UidRanges.empty() : slices.run(() -> fitting(candidates));
        return new Page(page.last(), found, List.of());
    }

    private UidRanges fitting(List<Candidate> candidates) {
        UidRanges.Builder fitting = new UidRanges.Builder();
        for (Candidate candidate : candidates) {
            if (statement.matches(candidate)) {
                fitting.add(candidate.uid(), candidate.uid());
            }
        }
        return fitting.build();
    }
}
