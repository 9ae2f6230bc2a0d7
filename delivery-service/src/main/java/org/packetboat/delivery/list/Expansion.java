package org.packetboat.delivery.list;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.bounce.Bouncer;
import org.packetboat.delivery.list.ListBody.Readers;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.delivery.port.Mailboxes.Member;
import org.packetboat.delivery.port.Mailboxes.Members;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.octets.Octets;

/**
 * One message by one list on its way to the members. A list among the members lends its members, each list once, so lists that name each other end
 * somewhere; they get it as mail of the first one. Members here go back into the log of accepted mail, those elsewhere into the queue. Used by one thread.
 */
final class Expansion {
    private static final int PAGE = 100;

    private static final Logger LOG = Logger.getLogger(Expansion.class);
    private static final int RECORD_RECIPIENTS = 100;
    private static final int MAX_LISTS = 1_000;
    private static final int MAX_FAILURES = 8;

    private final CopyTemplate template;
    private final ListBody body;
    private final Ways ways;
    private final Octets header;
    private final Set<String> seenLists = new HashSet<>();
    private final ArrayDeque<String> lists = new ArrayDeque<>();
    private final Chunk here = new Chunk(Readers.HERE);
    private final Chunk elsewhere = new Chunk(Readers.ELSEWHERE);
    private long copies;

    /** Where everything comes from and goes to. */
    record Ways(Mailboxes mailboxes, Outbox outbox, Handover handover, Bouncer bouncer) {}

    /** Recipients of the next record. */
    private static final class Chunk {
        final Readers readers;
        final List<Recipient> recipients = new ArrayList<>(RECORD_RECIPIENTS);
        boolean isFirst = true;

        Chunk(Readers readers) {
            this.readers = readers;
        }
    }

    /** @param header of the message, for bounces of members that do not exist */
    Expansion(CopyTemplate template, ListBody body, Ways ways, Octets header) {
        this.template = template;
        this.body = body;
        this.ways = ways;
        this.header = header;
    }

    /** Returns how many copies are durably on their way; those that lead to one account or address are counted each. */
    long run(String list, Members first) throws InterruptedException {
        seenLists.add(list);
        walk(list, first);
        while (!lists.isEmpty()) {
            String next = lists.remove();
            walk(next, page(next, ""));
        }
        finish(here);
        finish(elsewhere);
        return copies;
    }

    private Members page(String list, String after) throws InterruptedException {
        return page(ways.mailboxes(), list, after);
    }

    /** Insists while the mailbox service is away; a failure of its own is the message's in the end. */
    static Members page(Mailboxes mailboxes, String list, String after) throws InterruptedException {
        return Patience.insist("list-members", MAX_FAILURES, () -> mailboxes.members(list, after, PAGE));
    }

    private void walk(String list, Members first) throws InterruptedException {
        Members page = first;
        take(page);
        while (!page.next().isEmpty()) {
            page = page(list, page.next());
            take(page);
        }
    }

    private void take(Members page) throws InterruptedException {
        for (Member member : page.accounts()) {
            add(
                    here,
                    Recipient.newBuilder()
                            .setForwardPath(member.address())
                            .addAccountIds(member.accountId())
                            .build());
        }
        for (String address : page.remotePaths()) {
            add(
                    elsewhere,
                    Recipient.newBuilder()
                            .setForwardPath(address)
                            .addRemotePaths(address)
                            .build());
        }
        for (String nested : page.lists()) {
            if (seenLists.size() >= MAX_LISTS && !seenLists.contains(nested)) {
                LOG.warnf("a list has too many lists among its members list=%s limit=%d", template.list(), MAX_LISTS);
                tellOwner(nested);
            } else if (seenLists.add(nested)) {
                lists.add(nested);
            }
        }
        for (String address : page.unknown()) {
            tellOwner(address);
        }
    }

    private void add(Chunk chunk, Recipient recipient) throws InterruptedException {
        if (chunk.recipients.size() == RECORD_RECIPIENTS) {
            AcceptedMail.Builder record = record(chunk.recipients);
            body.putShared(record, chunk.readers);
            send(chunk, record.build());
        }
        chunk.recipients.add(recipient);
    }

    private void finish(Chunk chunk) throws InterruptedException {
        if (chunk.recipients.isEmpty()) {
            return;
        }
        AcceptedMail.Builder record = record(chunk.recipients);
        if (chunk.isFirst) {
            body.putAlone(record, chunk.readers);
        } else {
            body.putShared(record, chunk.readers);
        }
        send(chunk, record.build());
    }

    private AcceptedMail.Builder record(List<Recipient> recipients) {
        return template.record(body.octets()).addAllRecipients(recipients);
    }

    private void send(Chunk chunk, AcceptedMail record) throws InterruptedException {
        switch (chunk.readers) {
            case HERE -> Patience.insist("send-list-copy", () -> ways.outbox().accept(record));
            case ELSEWHERE -> {
                var unused =
                        ways.handover().queue(new Mail(record, template.mail().trace()));
            }
        }
        copies += chunk.recipients.size();
        chunk.recipients.clear();
        chunk.isFirst = false;
    }

    /** A member that is nobody bounces as it would elsewhere: to the list's own reverse-path. */
    private void tellOwner(String address) throws InterruptedException {
        Recipient nobody = Recipient.newBuilder()
                .setForwardPath(address)
                .addRemotePaths(address)
                .build();
        AcceptedMail record =
                record(List.of(nobody)).setInline(ByteString.EMPTY).build();
        ways.bouncer().report(new Mail(record, template.mail().trace()), header, nobody, RecipientStatus.gone(address));
    }
}
