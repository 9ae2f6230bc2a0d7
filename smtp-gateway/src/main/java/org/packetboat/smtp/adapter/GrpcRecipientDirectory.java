package org.packetboat.smtp.adapter;

import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;

/** The directory of the mailbox service; one call a question. */
public final class GrpcRecipientDirectory implements RecipientDirectory {
    private final DirectoryClient client;

    /** @param client with a deadline within which an SMTP client gets its answer */
    public GrpcRecipientDirectory(DirectoryClient client) {
        this.client = client;
    }

    @Override
    public Resolution resolve(ForwardPath forwardPath, long octets) throws InterruptedException {
        ResolveResponse answer = client.resolve(ResolveRequest.newBuilder()
                .setAddress(forwardPath.unquoted())
                .setSize(octets)
                .build());
        return switch (answer.getOutcome()) {
            case LOCAL ->
                new Resolution(
                        answer.getAccountIdsList().stream().map(AccountId::new).toList(), answer.getRemotePathsList());
            case NO_SUCH_RECIPIENT -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
            case NOT_LOCAL -> throw new RefusedException(Refusal.RELAYING_DENIED);
            case OVER_QUOTA -> throw new RefusedException(Refusal.OVER_QUOTA);
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw new UnavailableException("directory gave outcome " + answer.getOutcomeValue());
        };
    }

    @Override
    public Expansion expand(String name) throws InterruptedException {
        ExpandResponse answer =
                client.expand(ExpandRequest.newBuilder().setName(name).build());
        return switch (answer.getKind()) {
            case UNKNOWN -> new Expansion.Unknown();
            case ACCOUNT ->
                answer.getAddressesCount() == 0
                        ? new Expansion.Unknown()
                        : new Expansion.Account(answer.getAddresses(0));
            case ALIAS -> new Expansion.MailingList(answer.getAddressesList());
            case AMBIGUOUS -> new Expansion.Ambiguous();
            case UNRECOGNIZED -> throw new UnavailableException("directory gave kind " + answer.getKindValue());
        };
    }
}
