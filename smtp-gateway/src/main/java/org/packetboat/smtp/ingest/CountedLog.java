package org.packetboat.smtp.ingest;

import java.util.Optional;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Submissions;

/**
 * A log that takes from an account no more recipients than its limits allow. They are counted once a message, when nothing but the log can still refuse it:
 * sessions that together go over a limit are told at the end of the data, one that does so alone at RCPT.
 */
public final class CountedLog implements AcceptanceLog {
    private final AcceptanceLog log;
    private final Submissions submissions;

    public CountedLog(AcceptanceLog log, Submissions submissions) {
        this.log = log;
        this.submissions = submissions;
    }

    @Override
    public void check() {
        log.check();
    }

    @Override
    public Deadline deadline() {
        return log.deadline();
    }

    @Override
    public Handover handOver(AcceptedMessage message, Deadline deadline) throws InterruptedException {
        Optional<AccountId> account = message.client().account();
        // What the log would not take anyway is not counted.
        log.check();
        if (account.isPresent() && message.client().allowance().recipientsLeft().isPresent()) {
            submissions.count(account.get(), message.recipients().size());
        }
        return log.handOver(message, deadline);
    }
}
