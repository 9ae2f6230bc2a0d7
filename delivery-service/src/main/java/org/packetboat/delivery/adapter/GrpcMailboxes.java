package org.packetboat.delivery.adapter;

import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.delivery.port.Mailboxes;
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
    public DeliverResponse deliver(DeliverRequest request) throws InterruptedException {
        return messages.deliver(request);
    }

    @Override
    public ResolveResponse resolve(String address) throws InterruptedException {
        return directory.resolve(ResolveRequest.newBuilder().setAddress(address).build());
    }
}
