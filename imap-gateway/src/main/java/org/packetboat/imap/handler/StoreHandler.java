package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.NumberSet;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.codec.StoreReply;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.StoredFlags;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** STORE (RFC 3501 §6.4.6, RFC 7162 §3.1.3), in transactions of at most 1,000 messages. */
public final class StoreHandler {
    private final MailboxClient mailboxes;

    /** Stores through {@code mailboxes}. */
    public StoreHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion handle(ImapState.Selected state, ImapCommand.Store command, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges uids = mailbox.view().resolve(command.messages());
        if (mailbox.access() == Access.READ_ONLY) {
            throw new RefusedException(Refusal.NOT_PERMITTED, "selected for reading");
        }
        Answer answer = new Answer(command, state.enabled(), mailbox.view(), out);
        UidRanges modified = UidRanges.EMPTY;
        for (UidRanges chunk : UidSets.chunks(uids, UidSets.CHUNK)) {
            StoredFlags stored =
                    mailboxes.store(mailbox.key(), chunk, command.mode(), command.flags(), command.unchangedSince());
            tellKeywords(mailbox, stored, out);
            answer.write(stored);
            modified = modified.union(stored.modified());
        }
        return modified.isEmpty()
                ? Completion.ok("Stored", state)
                : Completion.ok(
                        new ResponseCode.Modified(answer.numbers(modified)), "Stored where nothing had changed", state);
    }

    /** Those that are in use since now, before a message is told to have them (RFC 3501 §7.2.6). */
    private static void tellKeywords(SelectedMailbox mailbox, StoredFlags stored, ResponseWriter out)
            throws InterruptedException {
        boolean news = false;
        for (StoredFlags.State state : stored.states()) {
            news |= mailbox.learns(state.flags().keywords());
        }
        if (news) {
            List<String> keywords = mailbox.keywords();
            out.write(new Response.FlagsDefined(keywords));
            out.write(new Response.Untagged(
                    Status.OK,
                    Optional.of(new ResponseCode.PermanentFlags(PermanentFlags.with(keywords))),
                    "Flags that can be set"));
        }
    }

    /** FETCH responses to one command. */
    private record Answer(ImapCommand.Store command, Enabled enabled, MailboxView view, ResponseWriter out) {
        void write(StoredFlags stored) throws InterruptedException {
            for (StoredFlags.State state : stored.states()) {
                int sequence = view.sequenceOf(state.uid());
                if (sequence > 0) {
                    write(sequence, state, stored.modified().contains(state.uid()));
                }
            }
            view.stored(stored.modSeqBefore(), stored.changedModSeq());
        }

        /**
         * {@code .SILENT} hides our own change alone: what somebody else had done unnoticed is told (RFC 3501 §6.4.6), and so is what
         * made a condition fail. MODSEQs are told all the same.
         */
        private void write(int sequence, StoredFlags.State state, boolean modified) throws InterruptedException {
            if (command.reply() == StoreReply.FLAGS || modified || view.isNews(state.previousModSeq())) {
                out.write(new Response.FlagUpdate(
                        sequence, state.uid(), numbering(), state.flags(), view.recency(state.uid()), state.modSeq()));
            } else if (command.unchangedSince().isPresent()
                    || enabled.modSeqs() && state.modSeq() != state.previousModSeq()) {
                out.write(new Response.ModSeqUpdate(sequence, state.uid(), state.modSeq()));
            }
        }

        private Numbering numbering() {
            return command.messages().numbering();
        }

        NumberSet numbers(UidRanges uids) {
            return switch (numbering()) {
                case UID -> NumberSet.of(uids.bounds());
                case SEQUENCE -> {
                    UidRanges.Builder sequences = new UidRanges.Builder();
                    uids.forEach(uid -> sequences.add(view.sequenceOf(uid)));
                    yield NumberSet.of(sequences.build().bounds());
                }
            };
        }
    }
}
