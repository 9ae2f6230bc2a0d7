package org.packetboat.smtp.ingest;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Submissions;

/**
 * A log that takes from an account no more recipients than its limits allow. They are counted once a message, when nothing but the log can still refuse it:
 * sessions that together go over a limit are told at the end of the data, one that does so alone at RCPT.
 *
 * <p>What the broker has not acknowledged is given back: an account may send again when the broker is there again. A message whose fate is unknown then may
 * have been accepted as well, so an account can go over its limit by what was on its way when the broker went, and by no more. What is on its way when the
 * client leaves, or when this process ends, stays counted.
 */
public final class CountedLog implements AcceptanceLog {
    private static final System.Logger LOG = System.getLogger(CountedLog.class.getName());

    private final AcceptanceLog log;
    private final Submissions submissions;

    public CountedLog(AcceptanceLog log, Submissions submissions) {
        this.log = log;
        this.submissions = submissions;
    }

    private record Count(AccountId account, int recipients) {}

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
        if (account.isEmpty() || message.client().allowance().recipientsLeft().isEmpty()) {
            return log.handOver(message, deadline);
        }
        return counted(new Count(account.get(), message.recipients().size()), message, deadline);
    }

    private Handover counted(Count count, AcceptedMessage message, Deadline deadline) throws InterruptedException {
        submissions.count(count.account(), count.recipients());
        boolean isTaken = false;
        try {
            Handover handover = log.handOver(message, deadline);
            isTaken = true;
            return () -> await(handover, count);
        } finally {
            if (!isTaken) {
                giveBackBeside(count);
            }
        }
    }

    private void await(Handover handover, Count count) throws InterruptedException {
        try {
            handover.awaitAcknowledgement();
        } catch (MailFailure failure) {
            giveBackBeside(count);
            throw failure;
        }
    }

    /** The client's answer is due, and does not wait for it. There are no more of these at a time than calls to count a moment before. */
    private void giveBackBeside(Count count) {
        Thread.ofVirtual().name("give-back-recipients").start(() -> giveBack(count));
    }

    private void giveBack(Count count) {
        try {
            submissions.giveBack(count.account(), count.recipients());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (MailFailure e) {
            LOG.log(Level.WARNING, "recipients of a message that was not accepted stay counted", e);
        }
    }
}
