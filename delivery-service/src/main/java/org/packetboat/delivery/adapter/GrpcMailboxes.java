package org.packetboat.delivery.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.ForgoRequest;
import org.packetboat.contracts.mailbox.ListMembersRequest;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.port.Mailboxes;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MessagesClient;

/** The mailbox service over gRPC. */
public final class GrpcMailboxes implements Mailboxes {
    private final MessagesClient messages;
    private final DirectoryClient directory;

    public GrpcMailboxes(MailboxChannel channel) {
        messages = channel.messages();
        directory = channel.directory();
    }

    @Override
    public List<Outcome> deliver(List<StoredBody> bodies, List<Delivery> deliveries) throws InterruptedException {
        DeliverRequest.Builder request = DeliverRequest.newBuilder().addAllBodies(bodies);
        for (Delivery delivery : deliveries) {
            request.addDeliveries(org.packetboat.contracts.mailbox.Delivery.newBuilder()
                    .setDeliveryId(delivery.id().octets())
                    .setAccountId(delivery.accountId())
                    .setBody(delivery.body())
                    .setRecordTimeMillis(delivery.acceptedAtMillis())
                    .setInternalDateMillis(delivery.acceptedAtMillis())
                    .setPlace(place(delivery.place())));
        }
        List<Outcome> outcomes = new ArrayList<>(deliveries.size());
        for (DeliverOutcome outcome : messages.deliver(request.build()).getOutcomesList()) {
            outcomes.add(outcome(outcome.getStatus()));
        }
        return outcomes;
    }

    private static org.packetboat.contracts.mailbox.Delivery.Place place(AcceptedMail.Place place) {
        return place == AcceptedMail.Place.SENT
                ? org.packetboat.contracts.mailbox.Delivery.Place.SENT
                : org.packetboat.contracts.mailbox.Delivery.Place.INBOX;
    }

    private static Outcome outcome(DeliverOutcome.Status status) {
        return switch (status) {
            case STORED -> Outcome.STORED;
            case ALREADY -> Outcome.ALREADY;
            case GONE -> Outcome.GONE;
            case STALE_BLOB -> Outcome.STALE_BLOB;
            case FORGONE -> Outcome.FORGONE;
            case RETRY, UNRECOGNIZED -> Outcome.RETRY;
        };
    }

    @Override
    public Set<Long> forgo(DeliveryId id, List<Long> accountIds) throws InterruptedException {
        ForgoRequest request = ForgoRequest.newBuilder()
                .setDeliveryId(id.octets())
                .addAllAccountIds(accountIds)
                .build();
        return Set.copyOf(messages.forgo(request).getAccountIdsList());
    }

    @Override
    public Resolution resolve(String address) throws InterruptedException {
        ResolveResponse resolved;
        try {
            resolved = directory.resolve(
                    ResolveRequest.newBuilder().setAddress(address).build());
        } catch (RefusedException e) {
            return new Resolution(List.of(), List.of());
        } catch (IllegalStateException e) {
            throw new UnavailableException("mailbox-service failed, which may heal", e);
        }
        return switch (resolved.getOutcome()) {
            case LOCAL, OVER_QUOTA -> new Resolution(resolved.getAccountIdsList(), resolved.getRemotePathsList());
            case NOT_LOCAL -> new Resolution(List.of(), List.of(address));
            case NO_SUCH_RECIPIENT, TOO_MANY, POSTING_REFUSED -> new Resolution(List.of(), List.of());
            // Of a newer service, which is here in part.
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw new UnavailableException("mailbox-service gave an answer that nobody knows here");
        };
    }

    @Override
    public Members members(String list, String after, int limit) throws InterruptedException {
        ListMembersResponse page = directory.listMembers(ListMembersRequest.newBuilder()
                .setList(list)
                .setAfter(after)
                .setLimit(limit)
                .build());
        return new Members(
                page.hasList()
                        ? Optional.of(new ListFacts(
                                page.getList().getAddress(),
                                page.getList().getDescription(),
                                page.getList().getOpen()))
                        : Optional.empty(),
                page.getAccountsList().stream()
                        .map(account -> new Member(account.getAccountId(), account.getAddress()))
                        .toList(),
                page.getRemotePathsList(),
                page.getListsList(),
                page.getUnknownList(),
                page.getNext());
    }
}
