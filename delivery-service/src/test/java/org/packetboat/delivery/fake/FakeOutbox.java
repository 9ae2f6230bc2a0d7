package org.packetboat.delivery.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.DeadRecord;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.mail.failure.UnavailableException;

/** Keeps what was sent. */
public final class FakeOutbox implements Outbox {
    private final List<AcceptedMail> accepted = new CopyOnWriteArrayList<>();
    private final List<DeadRecord> dead = new CopyOnWriteArrayList<>();
    private final List<TraceParent> deadTraces = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    public void setAway(boolean away) {
        this.away = away;
    }

    public List<AcceptedMail> accepted() {
        return accepted;
    }

    public List<DeadRecord> dead() {
        return dead;
    }

    public List<TraceParent> deadTraces() {
        return deadTraces;
    }

    @Override
    public void accept(AcceptedMail mail) {
        failIfAway();
        accepted.add(mail);
    }

    @Override
    public void dead(DeadRecord record, TraceParent trace) {
        failIfAway();
        dead.add(record);
        deadTraces.add(trace);
    }

    private void failIfAway() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
