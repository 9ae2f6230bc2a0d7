package org.packetboat.imap.adapter;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.contracts.mailbox.AdmitRequest;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.contracts.mailbox.ChangedSinceBatch;
import org.packetboat.contracts.mailbox.ChangedSinceRequest;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.HighestModSeqRequest;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxEntry;
import org.packetboat.contracts.mailbox.MoveRequest;
import org.packetboat.contracts.mailbox.MoveResponse;
import org.packetboat.contracts.mailbox.OpenRequest;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.QuotaRequest;
import org.packetboat.contracts.mailbox.QuotaResponse;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.ReplacedMessage;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.contracts.mailbox.SubscribeRequest;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.port.AppendedUids;
import org.packetboat.imap.port.ChangedUids;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.CopiedUids;
import org.packetboat.imap.port.ExpungedUids;
import org.packetboat.imap.port.ListQuery;
import org.packetboat.imap.port.ListedMailbox;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MailboxList;
import org.packetboat.imap.port.MailboxStatus;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.port.OpenedMailbox;
import org.packetboat.imap.port.QuotaUsage;
import org.packetboat.imap.port.SearchFigures;
import org.packetboat.imap.port.StoredFlags;
import org.packetboat.imap.port.WhenGone;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.BatchReader;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MailboxesClient;
import org.packetboat.mailbox.client.MessagesClient;

/** The mailbox service over gRPC. */
public final class GrpcMailboxClient implements MailboxClient {
    private final MailboxesClient mailboxes;
    private final MessagesClient messages;
    private final RecentAppends recent;

    /** Calls through {@code channel}. */
    public GrpcMailboxClient(MailboxChannel channel, InstantSource clock) {
        recent = new RecentAppends(clock);
        mailboxes = channel.mailboxes();
        messages = channel.messages();
    }

    @Override
    public MailboxList list(long accountId, ListQuery query) throws InterruptedException {
        ListRequest.Builder request =
                ListRequest.newBuilder().setAccountId(accountId).setPrefix(query.prefix());
        if (!query.status().isEmpty()) {
            request.setStatus(fields(query.status()));
        }
        List<ListedMailbox> listed = new ArrayList<>();
        List<String> subscribed = new ArrayList<>();
        try (BatchReader<ListBatch> batches = mailboxes.list(request.build())) {
            while (batches.hasNext()) {
                ListBatch batch = batches.next();
                for (MailboxEntry entry : batch.getMailboxesList()) {
                    ListedMailbox.Kind kind =
                            entry.getNoSelect() ? ListedMailbox.Kind.NAME_ONLY : ListedMailbox.Kind.MAILBOX;
                    listed.add(new ListedMailbox(
                            entry.getName(),
                            entry.getSpecialUsesList(),
                            kind,
                            entry.hasStatus()
                                    ? Optional.of(ContractValues.status(entry.getStatus()))
                                    : Optional.empty()));
                }
                subscribed.addAll(batch.getSubscribedList());
            }
        }
        return new MailboxList(listed, subscribed);
    }

    private static StatusFields fields(Set<StatusItem> items) {
        return StatusFields.newBuilder()
                .setRecent(items.contains(StatusItem.RECENT))
                .setDeletedOctets(items.contains(StatusItem.DELETED_STORAGE))
                .build();
    }

    @Override
    public long create(long accountId, String name, List<String> specialUses) throws InterruptedException {
        CreateRequest request = CreateRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .addAllSpecialUses(specialUses)
                .build();
        return mailboxes.create(request).getMailboxId();
    }

    @Override
    public long delete(long accountId, String name) throws InterruptedException {
        DeleteRequest request =
                DeleteRequest.newBuilder().setAccountId(accountId).setName(name).build();
        return mailboxes.delete(request).getMailboxId();
    }

    @Override
    public void rename(long accountId, String from, String to) throws InterruptedException {
        mailboxes.rename(RenameRequest.newBuilder()
                .setAccountId(accountId)
                .setFrom(from)
                .setTo(to)
                .build());
    }

    @Override
    public void subscribe(long accountId, String name) throws InterruptedException {
        mailboxes.subscribe(SubscribeRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .setSubscribe(true)
                .build());
    }

    @Override
    public void unsubscribe(long accountId, String name) throws InterruptedException {
        mailboxes.subscribe(SubscribeRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .build());
    }

    @Override
    public MailboxStatus status(long accountId, String name, Set<StatusItem> items) throws InterruptedException {
        return ContractValues.status(mailboxes.status(StatusRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .setFields(fields(items))
                .build()));
    }

    @Override
    public void admit(long accountId, String name, long octets) throws InterruptedException {
        if (recent.wouldTake(accountId, name, octets)) {
            return;
        }
        mailboxes.admit(AdmitRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .setOctets(octets)
                .build());
    }

    @Override
    public QuotaUsage quota(long accountId) throws InterruptedException {
        QuotaResponse quota = mailboxes.quota(
                QuotaRequest.newBuilder().setAccountId(accountId).build());
        return new QuotaUsage(
                quota.getOctets(),
                quota.getMessages(),
                quota.hasOctetsLimit() ? OptionalLong.of(quota.getOctetsLimit()) : OptionalLong.empty(),
                quota.hasMessagesLimit() ? OptionalLong.of(quota.getMessagesLimit()) : OptionalLong.empty());
    }

    @Override
    public OpenedMailbox open(long accountId, String name, Claim claim) throws InterruptedException {
        OpenResponse opened = mailboxes.open(OpenRequest.newBuilder()
                .setAccountId(accountId)
                .setName(name)
                .setClaimRecent(claim == Claim.CLAIM)
                .build());
        return new OpenedMailbox(
                ContractValues.status(opened.getStatus()),
                ContractValues.uids(opened.getUids()),
                opened.getFirstUnseenUid(),
                List.copyOf(opened.getKeywordsList()),
                List.copyOf(opened.getSpecialUsesList()),
                opened.getHasInferiors());
    }

    @Override
    public AppendedUids append(long accountId, String name, List<NewMessage> added) throws InterruptedException {
        AppendRequest.Builder request =
                AppendRequest.newBuilder().setAccountId(accountId).setMailbox(name);
        added.forEach(message -> request.addMessages(appended(message)));
        try {
            AppendedUids uids = appended(messages.append(request.build()));
            recent.took(accountId, name);
            return uids;
        } catch (RefusedException e) {
            recent.refused(accountId, name);
            throw e;
        }
    }

    @Override
    public AppendedUids replace(MailboxKey mailbox, long uid, String target, NewMessage message)
            throws InterruptedException {
        return appended(messages.append(AppendRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailbox(target)
                .addMessages(appended(message))
                .setReplaced(ReplacedMessage.newBuilder()
                        .setMailboxId(mailbox.mailboxId())
                        .setUid(uid))
                .build()));
    }

    private static AppendMessage appended(NewMessage message) {
        return AppendMessage.newBuilder()
                .setBody(message.body())
                .setFlags(ContractValues.flags(message.flags()))
                .setInternalDateMillis(message.internalDateMillis())
                .build();
    }

    private static AppendedUids appended(AppendResponse response) {
        return new AppendedUids(response.getUidValidity(), List.copyOf(response.getUidsList()));
    }

    @Override
    public List<MessageRow> fetch(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields)
            throws InterruptedException {
        FetchRequest.Builder request = FetchRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setUids(ContractValues.uids(uids));
        fields.forEach(field -> request.addFields(ContractValues.field(field)));
        List<MessageRow> rows = new ArrayList<>(uids.size());
        try (BatchReader<FetchBatch> batches = messages.fetch(request.build())) {
            while (batches.hasNext()) {
                for (var row : batches.next().getRowsList()) {
                    rows.add(ContractValues.row(mailbox.accountId(), row, fields));
                }
            }
        }
        return rows;
    }

    @Override
    public StoredFlags store(
            MailboxKey mailbox, UidRanges uids, StoreMode mode, Flags flags, OptionalLong unchangedSince)
            throws InterruptedException {
        StoreRequest.Builder request = StoreRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setUids(ContractValues.uids(uids))
                .setMode(
                        switch (mode) {
                            case REPLACE -> StoreRequest.Mode.REPLACE;
                            case ADD -> StoreRequest.Mode.ADD;
                            case REMOVE -> StoreRequest.Mode.REMOVE;
                        })
                .setFlags(ContractValues.flags(flags));
        unchangedSince.ifPresent(request::setUnchangedSince);
        StoreResponse stored = messages.store(request.build());
        List<StoredFlags.State> states = new ArrayList<>(stored.getStatesCount());
        for (FlagState state : stored.getStatesList()) {
            states.add(new StoredFlags.State(
                    state.getUid(),
                    state.getPreviousModSeq(),
                    state.getModSeq(),
                    ContractValues.flags(state.getFlags())));
        }
        return new StoredFlags(
                states,
                stored.getPreviousHighestModSeq(),
                stored.getChangedModSeq(),
                ContractValues.uids(stored.getModifiedList()));
    }

    @Override
    public CopiedUids copy(MailboxKey mailbox, UidRanges uids, String target, WhenGone whenGone)
            throws InterruptedException {
        CopyResponse copied = messages.copy(CopyRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setUids(ContractValues.uids(uids))
                .setTarget(target)
                .setLeaveOutExpunged(whenGone == WhenGone.LEAVE_OUT)
                .build());
        return new CopiedUids(copied.getUidValidity(), copied.getSourceUidsList(), copied.getTargetUidsList());
    }

    @Override
    public CopiedUids move(MailboxKey mailbox, UidRanges uids, String target) throws InterruptedException {
        MoveResponse moved = messages.move(MoveRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setUids(ContractValues.uids(uids))
                .setTarget(target)
                .build());
        return new CopiedUids(moved.getUidValidity(), moved.getSourceUidsList(), moved.getTargetUidsList());
    }

    @Override
    public ExpungedUids expunge(MailboxKey mailbox, Optional<UidRanges> uids) throws InterruptedException {
        ExpungeRequest.Builder request =
                ExpungeRequest.newBuilder().setAccountId(mailbox.accountId()).setMailboxId(mailbox.mailboxId());
        uids.ifPresent(set -> request.setUids(ContractValues.uids(set)));
        ExpungeResponse done = messages.expunge(request.build());
        return new ExpungedUids(
                ContractValues.uids(done.getUidsList()),
                done.getMore() ? ExpungedUids.Rest.MORE : ExpungedUids.Rest.NONE,
                done.getPreviousHighestModSeq(),
                done.getHighestModSeq());
    }

    @Override
    public Delta changes(MailboxKey mailbox, Delta.Point since, Claim claim) throws InterruptedException {
        ChangesRequest request = ChangesRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setSinceModSeq(since.modSeq())
                .setSinceUidNext(since.uidNext())
                .setClaimRecent(claim == Claim.CLAIM)
                .build();
        try (BatchReader<ChangesBatch> batches = messages.changes(request)) {
            DeltaCollector collector = new DeltaCollector(since, claim);
            while (batches.hasNext()) {
                collector.add(batches.next());
            }
            return collector.delta();
        }
    }

    @Override
    public ChangedUids changedSince(MailboxKey mailbox, long modSeq, long firstUid, long lastUid)
            throws InterruptedException {
        ChangedSinceRequest request = ChangedSinceRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setSinceModSeq(modSeq)
                .setFirstUid(firstUid)
                .setLastUid(lastUid)
                .setWithExpunged(true)
                .build();
        UidRanges.Builder changed = new UidRanges.Builder();
        UidRanges.Builder expunged = new UidRanges.Builder();
        ChangedUids.Log log = ChangedUids.Log.COMPLETE;
        try (BatchReader<ChangedSinceBatch> batches = messages.changedSince(request)) {
            while (batches.hasNext()) {
                ChangedSinceBatch batch = batches.next();
                ContractValues.add(batch.getChanged(), changed);
                ContractValues.add(batch.getExpunged(), expunged);
                log = batch.getLogIsShorter() ? ChangedUids.Log.SHORTER : log;
            }
        }
        return new ChangedUids(changed.build(), expunged.build(), log);
    }

    @Override
    public long highestModSeq(MailboxKey mailbox, UidRanges uids) throws InterruptedException {
        return messages.highestModSeq(HighestModSeqRequest.newBuilder()
                        .setAccountId(mailbox.accountId())
                        .setMailboxId(mailbox.mailboxId())
                        .setUids(ContractValues.uids(uids))
                        .build())
                .getModSeq();
    }

    @Override
    public UidRanges search(MailboxKey mailbox, SearchKey key, Instant now, UidRanges among)
            throws InterruptedException {
        UidRanges.Builder found = new UidRanges.Builder();
        try (BatchReader<SearchBatch> batches =
                messages.search(request(mailbox, key, now, among).build())) {
            while (batches.hasNext()) {
                ContractValues.add(batches.next().getUids(), found);
            }
        }
        return found.build();
    }

    @Override
    public SearchFigures figures(
            MailboxKey mailbox, SearchKey key, Instant now, UidRanges among, Set<SearchFigures.Figure> wanted)
            throws InterruptedException {
        SearchRequest.Builder request = request(mailbox, key, now, among);
        wanted.forEach(figure -> request.addFigures(
                switch (figure) {
                    case LOWEST -> SearchRequest.Figure.LOWEST;
                    case HIGHEST -> SearchRequest.Figure.HIGHEST;
                    case COUNT -> SearchRequest.Figure.COUNT;
                }));
        try (BatchReader<SearchBatch> batches = messages.search(request.build())) {
            SearchBatch figures = SearchBatch.getDefaultInstance();
            while (batches.hasNext()) {
                figures = batches.next();
            }
            return new SearchFigures(figures.getLowest(), figures.getHighest(), figures.getCount());
        }
    }

    private static SearchRequest.Builder request(MailboxKey mailbox, SearchKey key, Instant now, UidRanges among) {
        return SearchRequest.newBuilder()
                .setAccountId(mailbox.accountId())
                .setMailboxId(mailbox.mailboxId())
                .setEncodedKey(new SearchTranslation(now).translate(key).toByteString())
                .setUids(ContractValues.uids(among));
    }
}
