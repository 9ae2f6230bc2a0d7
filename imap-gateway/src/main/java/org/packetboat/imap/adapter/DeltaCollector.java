package org.packetboat.imap.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;

/** The batches of one answer. */
final class DeltaCollector {
    private final Delta.Point since;
    private final Claim claim;
    private final List<Delta.State> arrived = new ArrayList<>();
    private final List<Delta.State> changed = new ArrayList<>();
    private final TreeSet<Long> expunged = new TreeSet<>();
    private Delta.Point now;
    private long recentFrom;

    DeltaCollector(Delta.Point since, Claim claim) {
        this.since = since;
        this.claim = claim;
        this.now = since;
    }

    void add(ChangesBatch batch) {
        if (batch.hasStatus()) {
            MailboxStatus status = batch.getStatus();
            now = new Delta.Point(status.getHighestModSeq(), status.getUidNext());
            recentFrom = status.getRecentFrom();
        }
        batch.getArrivedList().forEach(state -> arrived.add(state(state)));
        batch.getChangedList().forEach(state -> changed.add(state(state)));
        expunged.addAll(batch.getExpungedList());
    }

    private static Delta.State state(FlagState state) {
        return new Delta.State(state.getUid(), state.getModSeq(), ContractValues.flags(state.getFlags()));
    }

    Delta delta() {
        UidRanges.Builder gone = new UidRanges.Builder();
        expunged.forEach(gone::add);
        changed.addAll(arrived);
        boolean claimed = claim == Claim.CLAIM && recentFrom > 0 && recentFrom < now.uidNext();
        return new Delta(
                since,
                now,
                changed,
                gone.build(),
                claimed ? UidRanges.of(recentFrom, now.uidNext() - 1) : UidRanges.EMPTY);
    }
}
