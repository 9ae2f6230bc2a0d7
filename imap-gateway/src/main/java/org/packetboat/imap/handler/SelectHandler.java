package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseCode.Word;
import org.packetboat.imap.codec.ResponseWriter;
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

/** SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2). The cost does not grow with the messages, only with the gaps between their UIDs. */
public final class SelectHandler {
    private final MailboxClient mailboxes;

    /** Opens mailboxes through {@code mailboxes}. */
    public SelectHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.LoggedIn state, MailboxName name, Access access, ResponseWriter out)
            throws InterruptedException {
        Claim claim = access == Access.READ_WRITE ? Claim.CLAIM : Claim.LEAVE;
        OpenedMailbox opened = mailboxes.open(state.account().id(), name.value(), claim);
        MailboxStatus status = opened.status();
        UidRanges uids = opened.uids();
        UidRanges recent = recent(uids, status.recentFrom());
        MailboxView view = new MailboxView(uids, recent, status.point());
        List<String> keywords = opened.keywords();
        SelectedMailbox mailbox = new SelectedMailbox(
                new MailboxKey(state.account().id(), status.mailboxId()),
                name,
                access,
                status.uidValidity(),
                view,
                keywords);
        out.write(new Response.FlagsDefined(keywords));
        out.write(new Response.Exists(view.exists()));
        out.write(new Response.Recent(view.recentCount()));
        int unseen = view.sequenceOf(opened.firstUnseenUid());
        if (unseen > 0) {
            say(new ResponseCode.Unseen(unseen), "First unseen message", out);
        }
        List<String> permanent = access == Access.READ_WRITE ? PermanentFlags.with(keywords) : List.of();
        say(new ResponseCode.PermanentFlags(permanent), "Flags that can be set", out);
        say(new ResponseCode.UidNext(status.point().uidNext()), "Next UID", out);
        say(new ResponseCode.UidValidity(status.uidValidity()), "UIDs are valid", out);
        say(new ResponseCode.MailboxId(status.mailboxId()), "Lasting id", out);
        Word word = access == Access.READ_WRITE ? Word.READ_WRITE : Word.READ_ONLY;
        return Completion.ok(word, "Selected", state.selecting(mailbox));
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
