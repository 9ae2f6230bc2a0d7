package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import java.util.List;
import org.packetboat.contracts.mailbox.AdmitRequest;
import org.packetboat.contracts.mailbox.AdmitResponse;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.DeleteResponse;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxEntry;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.MailboxesGrpc;
import org.packetboat.contracts.mailbox.OpenRequest;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.QuotaRequest;
import org.packetboat.contracts.mailbox.QuotaResponse;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.RenameResponse;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.contracts.mailbox.SubscribeRequest;
import org.packetboat.contracts.mailbox.SubscribeResponse;
import org.packetboat.mailbox.mailboxes.MailboxReader;
import org.packetboat.mailbox.mailboxes.MailboxReader.Recent;
import org.packetboat.mailbox.mailboxes.Mailboxes;
import org.packetboat.mailbox.store.MailboxListTable.Everything;
import org.packetboat.mailbox.store.MailboxListTable.Listed;
import org.packetboat.mailbox.store.QuotaStatement.Usage;

/** {@code service Mailboxes}. */
public final class MailboxesService extends MailboxesGrpc.MailboxesImplBase {
    private static final int BATCH = 1_000;

    private final Mailboxes mailboxes;
    private final MailboxReader reader;

    public MailboxesService(Mailboxes mailboxes, MailboxReader reader) {
        this.mailboxes = mailboxes;
        this.reader = reader;
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListBatch> out) {
        Calls.stream("List", out, sink -> {
            Everything everything = mailboxes.list(request);
            List<Listed> listed = everything.mailboxes();
            List<String> subscribed = everything.subscribed();
            int most = Math.max(listed.size(), subscribed.size());
            for (int from = 0; from < most; from += BATCH) {
                ListBatch.Builder batch = ListBatch.newBuilder();
                part(listed, from).forEach(mailbox -> batch.addMailboxes(entry(mailbox)));
                batch.addAllSubscribed(part(subscribed, from));
                sink.send(batch.build());
            }
        });
    }

    private static <T> List<T> part(List<T> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + BATCH, all.size()));
    }

    private static MailboxEntry entry(Listed mailbox) {
        MailboxEntry.Builder entry = MailboxEntry.newBuilder()
                .setMailboxId(mailbox.mailboxId())
                .setName(mailbox.name())
                .addAllSpecialUses(mailbox.specialUses())
                .setNoSelect(mailbox.isNoSelect());
        mailbox.status().ifPresent(entry::setStatus);
        return entry.build();
    }

    @Override
    public void create(CreateRequest request, StreamObserver<CreateResponse> out) {
        Calls.unary("Create", out, () -> mailboxes.create(request));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> out) {
        Calls.unary("Delete", out, () -> mailboxes.delete(request));
    }

    @Override
    public void rename(RenameRequest request, StreamObserver<RenameResponse> out) {
        Calls.unary("Rename", out, () -> mailboxes.rename(request));
    }

    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> out) {
        Calls.unary("Subscribe", out, () -> mailboxes.subscribe(request));
    }

    @Override
    public void status(StatusRequest request, StreamObserver<MailboxStatus> out) {
        Calls.unary("Status", out, () -> reader.status(request.getAccountId(), request.getName(), request.getFields()));
    }

    @Override
    public void admit(AdmitRequest request, StreamObserver<AdmitResponse> out) {
        Calls.unary(
                "Admit",
                out,
                () -> reader.admitAtOnce(request.getAccountId(), request.getName(), request.getOctets())
                        .thenApply(mailboxId -> mailboxId.map(MailboxesService::admitted)),
                () -> admitted(reader.admit(request.getAccountId(), request.getName(), request.getOctets())));
    }

    private static AdmitResponse admitted(long mailboxId) {
        return AdmitResponse.newBuilder().setMailboxId(mailboxId).build();
    }

    @Override
    public void quota(QuotaRequest request, StreamObserver<QuotaResponse> out) {
        Calls.unary("Quota", out, () -> quota(reader.usage(request.getAccountId())));
    }

    private static QuotaResponse quota(Usage usage) {
        QuotaResponse.Builder response =
                QuotaResponse.newBuilder().setOctets(usage.octets()).setMessages(usage.messages());
        usage.quota().octets().ifPresent(response::setOctetsLimit);
        usage.quota().messages().ifPresent(response::setMessagesLimit);
        return response.build();
    }

    @Override
    public void open(OpenRequest request, StreamObserver<OpenResponse> out) {
        Recent recent = request.getClaimRecent() ? Recent.CLAIMED : Recent.LEFT;
        Calls.unary("Open", out, () -> reader.open(request.getAccountId(), request.getName(), recent));
    }
}
