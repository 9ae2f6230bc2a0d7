package org.packetboat.delivery.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.local.Appender.Target;
import org.packetboat.delivery.local.BodyWriter.Written;
import org.packetboat.mail.octets.Octets;

/**
 * Delivers one message outside of a batch: the body is written again, for the pack of its first attempt may be gone. So is a staged one that is kept for
 * several recipients: what one account has from then on ends with that account's copy, and the others may still need theirs.
 */
public final class LocalDelivery {
    private final BodyWriter bodies;
    private final Appender appender;

    public LocalDelivery(BodyWriter bodies, Appender appender) {
        this.bodies = bodies;
        this.appender = appender;
    }

    /**
     * What is left.
     *
     * @param again accounts that should be tried later
     * @param forgone accounts for which it was given up before
     * @param failure why nothing could be tried, empty if it could
     * @param header of the message, as far as it is known
     */
    public record Result(Set<Long> again, Set<Long> forgone, String failure, Octets header) {}

    /**
     * A body for mailboxes to refer to, which is to be used at once: nothing keeps it until one does.
     *
     * @param stored null when there is none, for this {@code failure}
     */
    public record Body(Mail.@Nullable Stored stored, String failure) {}

    /** Insists while the store is away. */
    public Body write(Mail mail) throws InterruptedException {
        Written written = bodies.write(List.of(mail)).getFirst();
        Mail.Stored stored = written.stored();
        return stored == null || !mail.sharesStagedBody()
                ? new Body(stored, written.failure())
                : new Body(bodies.writeAgain(stored), "");
    }

    /** Insists while the mailbox service is away. */
    public Result deliver(Mail mail, Body body, List<Long> accountIds) throws InterruptedException {
        Mail.Stored written = body.stored();
        if (written == null) {
            return new Result(Set.of(), Set.of(), body.failure(), Octets.EMPTY);
        }
        Mail.Stored stored = new Mail.Stored(mail, written.metadata(), written.body());
        List<Target> targets = new ArrayList<>();
        accountIds.forEach(accountId -> targets.add(new Target(stored, accountId)));
        Appender.Left left = appender.deliver(targets);
        return new Result(
                accounts(left.again()),
                accounts(left.forgone()),
                "",
                stored.metadata().header());
    }

    private static Set<Long> accounts(List<Target> targets) {
        return targets.stream().map(Target::accountId).collect(Collectors.toSet());
    }

    /** Gives a delivery up, for good; false when it turns out that the account has had it, by an attempt whose answer was lost. */
    public boolean forgo(Mail mail, Octets header, long accountId) throws InterruptedException {
        return appender.forgo(mail, header, accountId);
    }
}
