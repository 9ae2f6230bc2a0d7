package org.packetboat.imap.handler;

import java.util.List;
import org.packetboat.imap.codec.FetchWriter;
import org.packetboat.imap.codec.NumberSet;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.SelectParameter.QuickResync;
import org.packetboat.imap.port.ChangedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;

/**
 * What a client is told that comes back (RFC 7162 §3.2.5, §3.2.6): first what has gone, from the log of expunges or, where that does not reach
 * back far enough, everything that is not there; then what has changed. The view stands at a point in the mailbox's history: what
 * happens after it is told by the questions that follow.
 */
final class Resynchronisation {
    private final MailboxClient mailboxes;

    Resynchronisation(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    /** SELECT with {@code QRESYNC}: nothing when the mailbox is not the one that the client knew. */
    void resync(SelectedMailbox mailbox, QuickResync known, ResponseWriter out) throws InterruptedException {
        MailboxView view = mailbox.view();
        if (known.uidValidity() != mailbox.uidValidity() || known.modSeq() >= view.settled()) {
            return;
        }
        UidRanges wanted = known.knownUids().map(view::named).orElseGet(view::everNamed);
        if (wanted.isEmpty()) {
            return;
        }
        long from = known.match().map(view::firstUnsure).orElse(1L);
        ChangedUids since = since(mailbox, known.modSeq(), wanted);
        vanished(view, wanted.from(from), since, out);
        for (UidRanges chunk :
                UidSets.chunks(since.changed().intersect(wanted).intersect(view.told()), UidSets.CHUNK)) {
            flags(mailbox, mailboxes.fetch(mailbox.key(), chunk, List.of()), out);
        }
    }

    /** @param wanted not empty */
    ChangedUids since(SelectedMailbox mailbox, long modSeq, UidRanges wanted) throws InterruptedException {
        return mailboxes.changedSince(mailbox.key(), modSeq, wanted.first(0), wanted.highest());
    }

    /** Those of {@code wanted} that are gone. What the client still counts is told in its turn, and otherwise. */
    static void vanished(MailboxView view, UidRanges wanted, ChangedUids since, ResponseWriter out)
            throws InterruptedException {
        UidRanges gone = switch (since.log()) {
            case COMPLETE -> since.expunged().intersect(wanted).without(view.told());
            case SHORTER -> wanted.without(view.told());
        };
        if (!gone.isEmpty()) {
            out.write(new Response.VanishedEarlier(NumberSet.of(gone.bounds())));
        }
    }

    private static void flags(SelectedMailbox mailbox, List<MessageRow> rows, ResponseWriter out)
            throws InterruptedException {
        FetchWriter fetch = out.fetch();
        for (MessageRow row : rows) {
            if (mailbox.learns(row.flags().keywords())) {
                out.write(new Response.FlagsDefined(mailbox.keywords()));
            }
            fetch.open(mailbox.view().sequenceOf(row.uid()));
            fetch.uid(row.uid());
            fetch.flags(row.flags(), mailbox.view().recency(row.uid()));
            fetch.modSeq(row.modSeq());
            fetch.close();
        }
    }
}
