package org.packetboat.smtp.adapter;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;

/** The directory of the mailbox service; one call a question, unless the last answer still holds. */
public final class GrpcRecipientDirectory implements RecipientDirectory {
    /** An account that is made is there before anybody looks. */
    private static final int ABSENT_MILLIS = 250;

    private final DirectoryClient client;
    private final LongSupplier nanoTime;
    private final RecentAnswers<Resolution> recent;
    /** Apart, so that who tries names does not displace those that exist. */
    private final RecentAnswers<Refusal> absent;

    /**
     * @param client with a deadline within which an SMTP client gets its answer
     * @param nanoTime which never steps back
     */
    public GrpcRecipientDirectory(DirectoryClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.recent = new RecentAnswers<>(nanoTime);
        this.absent = new RecentAnswers<>(nanoTime);
    }

    @Override
    public Optional<Resolution> recall(ForwardPath forwardPath) {
        String address = forwardPath.unquoted();
        absent.find(address).ifPresent(reason -> {
            throw new RefusedException(reason);
        });
        return recent.find(address);
    }

    @Override
    public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) throws InterruptedException {
        String address = forwardPath.unquoted();
        long askedAt = nanoTime.getAsLong();
        ResolveResponse answer = client.resolve(ResolveRequest.newBuilder()
                .setAddress(address)
                .setSize(octets)
                .setSender(sender.unquoted())
                .build());
        if (answer.getOutcome() == ResolveResponse.Outcome.NO_SUCH_RECIPIENT) {
            absent.keep(address, Refusal.NO_SUCH_RECIPIENT, askedAt, ABSENT_MILLIS);
        }
        Resolution resolution = resolution(answer);
        recent.keep(address, resolution, askedAt, answer.getReusableMillis());
        return resolution;
    }

    private static Resolution resolution(ResolveResponse answer) {
        return switch (answer.getOutcome()) {
            case LOCAL ->
                new Resolution(
                        answer.getAccountIdsList().stream().map(AccountId::new).toList(),
                        answer.getRemotePathsList(),
                        answer.getListsList(),
                        answer.getClosedListsList(),
                        answer.getUnknownList());
            case NO_SUCH_RECIPIENT -> throw new RefusedException(Refusal.NO_SUCH_RECIPIENT);
            case NOT_LOCAL -> throw new RefusedException(Refusal.RELAYING_DENIED);
            case TOO_MANY -> throw new RefusedException(Refusal.POLICY, "an address stands for too many");
            case OVER_QUOTA -> throw new RefusedException(Refusal.OVER_QUOTA);
            case POSTING_REFUSED -> throw new RefusedException(Refusal.POSTING_REFUSED);
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
                        : new Expansion.Account(answer.getAddresses(0), new AccountId(answer.getAccountId()));
            case ALIAS -> new Expansion.Alias(answer.getAddressesList());
            case MAILING_LIST -> new Expansion.MailingList(answer.getAddressesList(), answer.getMore());
            case AMBIGUOUS -> new Expansion.Ambiguous();
            case UNRECOGNIZED -> throw new UnavailableException("directory gave kind " + answer.getKindValue());
        };
    }
}
