package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.Response.ListExtension;
import org.packetboat.imap.codec.Response.ListVerb;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseCode.Word;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.SelectParameter;
import org.packetboat.imap.codec.SelectParameter.CondStore;
import org.packetboat.imap.codec.SelectParameter.QuickResync;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MailboxStatus;
import org.packetboat.imap.port.OpenedMailbox;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;

/**
 * SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2; RFC 9051 §6.3.2, §6.3.3; RFC 7162 §3.2.5). The cost does not grow with the messages, only
 * with the gaps between their UIDs and with what a returning client is told.
 */
public final class SelectHandler {
    private final MailboxClient mailboxes;
    private final Resynchronisation resynchronisation;

    /** Opens mailboxes through {@code mailboxes}. */
    public SelectHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
        resynchronisation = new Resynchronisation(mailboxes);
    }

    Completion handle(
            ImapState.LoggedIn state,
            MailboxName name,
            List<SelectParameter> parameters,
            Access access,
            ResponseWriter out)
            throws InterruptedException {
        Claim claim = access == Access.READ_WRITE ? Claim.CLAIM : Claim.LEAVE;
        OpenedMailbox opened = mailboxes.open(state.account().id(), name.value(), claim);
        SelectedMailbox mailbox = selected(state, name, access, opened);
        describe(state, mailbox, opened, out);
        for (SelectParameter parameter : parameters) {
            switch (parameter) {
                case QuickResync known -> resynchronisation.resync(mailbox, known, out);
                case CondStore enabled -> {} // the session's state knows
            }
        }
        Word word = access == Access.READ_WRITE ? Word.READ_WRITE : Word.READ_ONLY;
        return Completion.ok(word, "Selected", state.selecting(mailbox));
    }

    private static SelectedMailbox selected(
            ImapState.LoggedIn state, MailboxName name, Access access, OpenedMailbox opened) {
        MailboxStatus status = opened.status();
        UidRanges recent = recent(opened.uids(), status.recentFrom());
        return new SelectedMailbox(
                new MailboxKey(state.account().id(), status.mailboxId()),
                name,
                access,
                status.uidValidity(),
                new MailboxView(opened.uids(), recent, status.point()),
                opened.keywords());
    }

    /** What IMAP4rev2 has dropped is told in IMAP4rev1 alone: {@code RECENT} and {@code UNSEEN}; instead it has the name and what LIST says of it (RFC 9051 §6.3.2). */
    private static void describe(
            ImapState.LoggedIn state, SelectedMailbox mailbox, OpenedMailbox opened, ResponseWriter out)
            throws InterruptedException {
        MailboxView view = mailbox.view();
        boolean rev2 = state.enabled().isRev2();
        out.write(new Response.FlagsDefined(mailbox.keywords()));
        out.write(new Response.Exists(view.exists()));
        if (!rev2) {
            out.write(new Response.Recent(view.recentCount()));
        }
        int unseen = view.sequenceOf(opened.firstUnseenUid());
        if (unseen > 0 && !rev2) {
            say(new ResponseCode.Unseen(unseen), "First unseen message", out);
        }
        List<String> permanent =
                mailbox.access() == Access.READ_WRITE ? PermanentFlags.with(mailbox.keywords()) : List.of();
        say(new ResponseCode.PermanentFlags(permanent), "Flags that can be set", out);
        say(new ResponseCode.UidNext(view.known().uidNext()), "Next UID", out);
        say(new ResponseCode.UidValidity(mailbox.uidValidity()), "UIDs are valid", out);
        say(new ResponseCode.MailboxId(mailbox.key().mailboxId()), "Lasting id", out);
        say(new ResponseCode.HighestModSeq(view.settled()), "Highest MODSEQ", out);
        if (rev2) {
            out.write(new Response.Listed(
                    ListVerb.LIST,
                    MailboxTree.attributes(opened.hasInferiors(), opened.specialUses()),
                    mailbox.name().value(),
                    mailbox.name().oldName().map(ListExtension.OldName::new)));
        }
    }

    private static UidRanges recent(UidRanges uids, long recentFrom) {
        return recentFrom < 1 || recentFrom > uids.highest()
                ? UidRanges.EMPTY
                : uids.intersect(UidRanges.of(recentFrom, uids.highest()));
    }

    private static void say(ResponseCode code, String text, ResponseWriter out) throws InterruptedException {
        out.write(new Response.Untagged(Status.OK, Optional.of(code), text));
    }
}
