package org.packetboat.delivery.list;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.Spool;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.list.ListRules.Reason;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.Mailboxes.Members;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;
import org.packetboat.mail.octets.Octets;

/**
 * Passes a message on to the members of the mailing lists that it was sent to (RFC 5321 §3.9.2). All copies of one message by one list have one delivery
 * id, which follows from the message's: so an account or an address gets one copy, however many members and lists lead there, whatever is repeated, and whoever joins or
 * leaves between two attempts. Members are read page by page and written to in records of at most 100 recipients; nothing here grows with the list.
 */
public final class ListExpander {
    private static final Logger LOG = Logger.getLogger(ListExpander.class);

    private final BlobStore store;
    private final ListBody.Parts bodies;
    private final Mailboxes mailboxes;
    private final Outbox outbox;
    private final Handover handover;
    private final Bouncer bouncer;
    private final DeliveryEvents events;
    private final InstantSource clock;

    /** @param stagedKeys keys of staged objects, reserved for this process */
    public ListExpander(
            BlobStore store,
            ObjectKeySource stagedKeys,
            Spool spool,
            Mailboxes mailboxes,
            Outbox outbox,
            Handover handover,
            Bouncer bouncer,
            DeliveryEvents events,
            InstantSource clock) {
        this.store = store;
        this.bodies = new ListBody.Parts(store, stagedKeys, spool);
        this.mailboxes = mailboxes;
        this.outbox = outbox;
        this.handover = handover;
        this.bouncer = bouncer;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Returns when every copy is durably on its way, and what is to be told of lists that are closed to the sender and of addresses that do not exist; insists
     * on what is away. Throws what goes wrong for another reason, when the others are done with. May be repeated.
     */
    public void expand(Mail mail) throws InterruptedException {
        Octets header = ListBody.header(store, mail.accepted());
        List<RuntimeException> failures = new ArrayList<>();
        for (Map.Entry<String, Recipient> list : mail.lists().entrySet()) {
            attempt(() -> expand(mail, header, list.getKey(), list.getValue()), failures);
        }
        for (String forwardPath : mail.toClosedLists()) {
            attempt(() -> bouncer.bounce(mail, header, forwardPath, Bouncer.Reason.LIST_CLOSED), failures);
        }
        for (Mail.Unknown unknown : mail.unknown()) {
            attempt(() -> report(mail, header, unknown.asked(), RecipientStatus.gone(unknown.address())), failures);
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void attempt(Patience.Action step, List<RuntimeException> failures) throws InterruptedException {
        try {
            step.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private void expand(Mail mail, Octets header, String list, Recipient asked) throws InterruptedException {
        Optional<Reason> reason = ListRules.against(list, mail.accepted().getReversePath(), header);
        if (reason.isPresent()) {
            refuse(mail, header, asked, reason.get());
            return;
        }
        Members first = Expansion.page(mailboxes, list, "");
        if (first.list().isEmpty()) {
            refuse(mail, header, asked, Reason.GONE);
            return;
        }
        Octets returnPath = ListHeader.returnPath(list);
        Octets front = returnPath.concat(ListHeader.fields(first.list().get(), header));
        Expansion expansion = new Expansion(
                new CopyTemplate(mail, list, returnPath.length(), clock),
                new ListBody(bodies, mail.accepted(), front),
                new Expansion.Ways(mailboxes, outbox, handover, bouncer),
                header);
        long copies = expansion.run(list, first);
        events.of(mail, Step.EXPANDED, list, "recipients=" + copies);
        LOG.debugf("list expanded delivery=%s recipients=%d", mail.id(), copies);
        // RFC 3461 §5.2.7.1: for the sender this is the final delivery.
        String text = "250 2.0.0 Passed on to the members of the mailing list";
        report(mail, header, asked, new RecipientStatus(asked.getForwardPath(), Action.DELIVERED, "2.0.0", text));
    }

    private void refuse(Mail mail, Octets header, Recipient asked, Reason reason) throws InterruptedException {
        LOG.infof("list does not pass on delivery=%s status=%s", mail.id(), reason.status());
        report(
                mail,
                header,
                asked,
                new RecipientStatus(asked.getForwardPath(), Action.FAILED, reason.status(), reason.diagnostic()));
    }

    private void report(Mail mail, Octets header, Recipient asked, RecipientStatus status) throws InterruptedException {
        bouncer.report(mail, header, asked, status.with(RecipientStatus.Detail.here(asked.getOriginalRecipient())));
    }
}
