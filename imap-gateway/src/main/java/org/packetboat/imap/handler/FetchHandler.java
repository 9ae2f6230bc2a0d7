package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.Body;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyRequest;
import org.packetboat.blob.BodySequence;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.imap.codec.ChangedSince;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.imap.codec.FetchItem.Attribute;
import org.packetboat.imap.codec.FetchItem.BodySection;
import org.packetboat.imap.codec.FetchWriter;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ObjectIds;
import org.packetboat.imap.codec.Peek;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.codec.SystemFlag;
import org.packetboat.imap.port.ChangedUids;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.port.StoredFlags;
import org.packetboat.imap.session.Access;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.imap.session.SelectedMailbox;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.net.flow.Slices;

/**
 * FETCH (RFC 3501 §6.4.5): a thousand messages at a time, their rows as they are now, their metadata from the cache, their bodies read
 * ahead. A message that another session has expunged is still answered.
 */
public final class FetchHandler {
    private static final Flags SEEN = new Flags(SystemFlag.SEEN.bit(), List.of());

    private final MailboxClient mailboxes;
    private final MessageRows rows;
    private final BodyReader bodies;
    private final Slices slices;
    private final Resynchronisation resynchronisation;

    /** Reads rows through {@code rows} and octets through {@code bodies}, and decodes them in {@code slices}. */
    public FetchHandler(MailboxClient mailboxes, MessageRows rows, BodyReader bodies, Slices slices) {
        this.mailboxes = mailboxes;
        this.rows = rows;
        this.bodies = bodies;
        this.slices = slices;
        resynchronisation = new Resynchronisation(mailboxes);
    }

    Completion handle(ImapState.Selected state, ImapCommand.Fetch command, ResponseWriter out)
            throws InterruptedException {
        SelectedMailbox mailbox = state.mailbox();
        UidRanges uids = mailbox.view().resolve(command.messages());
        if (command.changedSince().isPresent()) {
            uids = changed(mailbox, command, command.changedSince().get(), uids, out);
        }
        FetchPlan plan = FetchPlan.of(command);
        int found = 0;
        boolean undecoded = false;
        for (UidRanges chunk : UidSets.chunks(uids, plan.chunk())) {
            List<MessageRow> present = rows.read(mailbox.key(), chunk, plan.fields());
            List<MessageRow> decodable = present.stream()
                    .filter(row -> plan.canDecode(row.metadata()))
                    .toList();
            fetch(mailbox, decodable, plan, out);
            found += present.size();
            undecoded |= decodable.size() < present.size();
        }
        if (found < uids.size()) {
            throw new RefusedException(Refusal.MESSAGE_GONE);
        }
        if (undecoded) {
            throw new RefusedException(Refusal.UNKNOWN_ENCODING);
        }
        return Completion.ok("Fetched", state);
    }

    /** Those that changed; before them the client is told what is gone, if it asks (RFC 7162 §3.2.6). */
    private UidRanges changed(
            SelectedMailbox mailbox, ImapCommand.Fetch command, ChangedSince since, UidRanges uids, ResponseWriter out)
            throws InterruptedException {
        MailboxView view = mailbox.view();
        boolean vanished = since.expunged() == ChangedSince.Expunged.TOLD;
        UidRanges wanted = vanished ? view.everNamed(command.messages()) : uids;
        if (wanted.isEmpty()) {
            return wanted;
        }
        ChangedUids found = resynchronisation.since(mailbox, since.modSeq(), wanted);
        if (vanished) {
            Resynchronisation.vanished(view, wanted, found, out);
        }
        return found.changed().intersect(uids);
    }

    private void fetch(SelectedMailbox mailbox, List<MessageRow> chunk, FetchPlan plan, ResponseWriter out)
            throws InterruptedException {
        Map<Long, StoredFlags.State> changed = plan.seen() == Peek.SETS_SEEN && mailbox.access() == Access.READ_WRITE
                ? setSeen(mailbox, chunk)
                : Map.of();
        RowWriter writer = new RowWriter(mailbox, plan, changed, out, slices);
        if (plan.bodies() == FetchPlan.Bodies.UNREAD) {
            for (MessageRow row : chunk) {
                writer.write(row, headerBody(mailbox, plan, row));
            }
        } else {
            readAhead(mailbox, chunk);
            withBodies(mailbox, chunk, writer);
        }
    }

    /** For a client that fetches message after message: the bodies of those that it will probably ask for are on their way before it does. */
    private void readAhead(SelectedMailbox mailbox, List<MessageRow> chunk) throws InterruptedException {
        UidRanges.Builder uids = new UidRanges.Builder();
        chunk.forEach(row -> uids.add(row.uid()));
        UidRanges next = mailbox.reading().next(mailbox.view().told(), uids.build());
        if (!next.isEmpty()) {
            List<MessageRow> ahead = new ArrayList<>(chunk);
            ahead.addAll(rows.read(mailbox.key(), next, List.of(MetadataField.BLOB)));
            bodies.prefetch(requests(ahead));
        }
    }

    private static List<BodyRequest> requests(List<MessageRow> rows) {
        return rows.stream()
                .map(row -> new BodyRequest(row.body(), row.metadata().requiredBlob()))
                .toList();
    }

    private void withBodies(SelectedMailbox mailbox, List<MessageRow> chunk, RowWriter writer)
            throws InterruptedException {
        Iterable<BodyRequest> requests = () -> chunk.stream()
                .map(row -> new BodyRequest(row.body(), row.metadata().requiredBlob()))
                .iterator();
        boolean unreadable = false;
        try (BodySequence sequence = bodies.open(requests, rows.resolver(mailbox.key(), chunk))) {
            for (MessageRow row : chunk) {
                try {
                    writer.write(row, sequence.next());
                } catch (NoSuchObjectException e) {
                    unreadable = true;
                }
            }
        }
        if (unreadable) {
            throw new RefusedException(Refusal.BODY_UNREADABLE);
        }
    }

    /** The body of a message whose header is too large to be stored whole; null for all others. */
    private @Nullable Body headerBody(SelectedMailbox mailbox, FetchPlan plan, MessageRow row)
            throws InterruptedException {
        for (FetchItem item : plan.items()) {
            boolean header = item instanceof BodySection || item == Attribute.RFC822_HEADER;
            if (header && SectionWriter.needsBody(SectionSpec.HEADER, row.metadata())) {
                BodyRequest request = new BodyRequest(row.body(), row.metadata().requiredBlob());
                return bodies.body(request, rows.resolver(mailbox.key(), List.of(row)));
            }
        }
        return null;
    }

    /** Sets {@code \Seen} where it is not set; the flags after that, by UID. */
    private Map<Long, StoredFlags.State> setSeen(SelectedMailbox mailbox, List<MessageRow> chunk)
            throws InterruptedException {
        UidRanges.Builder unseen = new UidRanges.Builder();
        for (MessageRow row : chunk) {
            boolean seen = (row.flags().system() & SystemFlag.SEEN.bit()) != 0;
            if (!seen && row.life() == MessageRow.Life.PRESENT) {
                unseen.add(row.uid());
            }
        }
        UidRanges uids = unseen.build();
        if (uids.isEmpty()) {
            return Map.of();
        }
        StoredFlags stored = mailboxes.store(mailbox.key(), uids, StoreMode.ADD, SEEN, OptionalLong.empty());
        mailbox.view().stored(stored.modSeqBefore(), stored.changedModSeq());
        Map<Long, StoredFlags.State> states = new HashMap<>();
        for (StoredFlags.State state : stored.states()) {
            states.put(state.uid(), state);
        }
        return states;
    }

    /** Writes the response of one message after the other. */
    private static final class RowWriter {
        private final SelectedMailbox mailbox;
        private final MailboxView view;
        private final FetchPlan plan;
        private final Map<Long, StoredFlags.State> changed;
        private final ResponseWriter out;
        private final FetchWriter fetch;
        private final Slices slices;

        RowWriter(
                SelectedMailbox mailbox,
                FetchPlan plan,
                Map<Long, StoredFlags.State> changed,
                ResponseWriter out,
                Slices slices) {
            this.mailbox = mailbox;
            this.view = mailbox.view();
            this.plan = plan;
            this.changed = changed;
            this.out = out;
            this.fetch = out.fetch();
            this.slices = slices;
        }

        void write(MessageRow row, @Nullable Body body) throws InterruptedException {
            StoredFlags.State now = changed.isEmpty() ? null : changed.get(row.uid());
            Flags flags = now == null ? row.flags() : now.flags();
            long modSeq = now == null ? row.modSeq() : now.modSeq();
            if (!flags.keywords().isEmpty() && mailbox.learns(flags.keywords())) {
                out.write(new Response.FlagsDefined(mailbox.keywords()));
            }
            fetch.open(view.sequenceOf(row.uid()));
            List<FetchItem> items = plan.items();
            for (int i = 0; i < items.size(); i++) {
                switch (items.get(i)) {
                    case Attribute attribute -> attribute(attribute, row, flags, modSeq, body);
                    case BodySection section -> {
                        fetch.name(section.section(), section.partial());
                        sections(row, body).write(section.section(), section.partial());
                    }
                    case FetchItem.Binary binary -> sections(row, body).binary(binary);
                    case FetchItem.BinarySize size -> sections(row, body).binarySize(size, row.size());
                    case FetchItem.Preview preview ->
                        fetch.preview(row.metadata().requiredPreview());
                }
            }
            if (now != null) {
                changedByUs(row, flags, modSeq);
            }
            fetch.close();
        }

        /** What is told of {@code \Seen} that reading has set, where it was not asked for (RFC 3501 §6.4.5, RFC 7162 §3.2.4). */
        private void changedByUs(MessageRow row, Flags flags, long modSeq) throws InterruptedException {
            if (!plan.tells(Attribute.FLAGS)) {
                fetch.flags(flags, view.recency(row.uid()));
            }
            if (fetch.toldWithUid() && !plan.tells(Attribute.UID)) {
                fetch.uid(row.uid());
            }
            if (fetch.toldWithModSeq() && !plan.tells(Attribute.MODSEQ)) {
                fetch.modSeq(modSeq);
            }
        }

        private void attribute(Attribute attribute, MessageRow row, Flags flags, long modSeq, @Nullable Body body)
                throws InterruptedException {
            switch (attribute) {
                case UID -> fetch.uid(row.uid());
                case MODSEQ -> fetch.modSeq(modSeq);
                case FLAGS -> fetch.flags(flags, view.recency(row.uid()));
                case INTERNALDATE -> fetch.internalDate(row.internalDateMillis());
                case SAVEDATE -> fetch.saveDate(row.saveDateMillis());
                case EMAILID -> fetch.objectId(attribute, ObjectIds.of(ObjectIds.Kind.EMAIL, row.emailId()));
                case THREADID ->
                    fetch.objectId(
                            attribute,
                            ObjectIds.of(ObjectIds.Kind.THREAD, row.metadata().requiredThread()));
                case RFC822_SIZE -> fetch.size(row.size());
                case ENVELOPE, BODY, BODYSTRUCTURE ->
                    fetch.readyMade(attribute, row.metadata().readyMade(attribute));
                case RFC822 -> section(attribute, SectionSpec.WHOLE, row, body);
                case RFC822_HEADER -> section(attribute, SectionSpec.HEADER, row, body);
                case RFC822_TEXT -> section(attribute, SectionSpec.TEXT, row, body);
            }
        }

        private void section(Attribute attribute, SectionSpec section, MessageRow row, @Nullable Body body)
                throws InterruptedException {
            fetch.name(attribute);
            sections(row, body).write(section, Optional.empty());
        }

        private SectionWriter sections(MessageRow row, @Nullable Body body) {
            return new SectionWriter(row.metadata(), body, fetch, slices);
        }
    }
}
