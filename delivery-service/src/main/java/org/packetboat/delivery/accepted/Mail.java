package org.packetboat.delivery.accepted;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.contracts.records.Recipient.Notify;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.mail.address.Domain;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.octets.Ascii;

/** An accepted message with what is known about its body. Two recipients that reach one account give one delivery. */
public final class Mail {
    private final AcceptedMail accepted;
    private final DeliveryId id;
    private final MessageTrace trace;
    private final Map<Long, String> forwardPaths = new LinkedHashMap<>();
    private final Map<String, Recipient> lists = new LinkedHashMap<>();
    private final Set<String> toClosedLists = new LinkedHashSet<>();
    private final Map<String, Unknown> unknown = new LinkedHashMap<>();

    /** @throws MalformedRecordException when the record makes no sense */
    public Mail(AcceptedMail accepted, MessageTrace trace) {
        if (accepted.getDeliveryId().size() != DeliveryId.OCTETS) {
            throw new MalformedRecordException(
                    "delivery id of " + accepted.getDeliveryId().size() + " octets");
        }
        if (!accepted.hasInline() && !accepted.hasStaged()) {
            throw new MalformedRecordException("no body");
        }
        this.accepted = accepted;
        this.trace = trace;
        this.id = DeliveryId.of(accepted.getDeliveryId());
        for (Recipient recipient : accepted.getRecipientsList()) {
            for (long accountId : recipient.getAccountIdsList()) {
                forwardPaths.putIfAbsent(accountId, recipient.getForwardPath());
            }
            for (String list : recipient.getListsList()) {
                lists.putIfAbsent(list, recipient);
            }
            if (recipient.getClosedListsCount() > 0) {
                toClosedLists.add(recipient.getForwardPath());
            }
            for (String address : recipient.getUnknownList()) {
                unknown.merge(folded(Ascii.toLower(address)), new Unknown(address, recipient), Unknown::whoHears);
            }
        }
        if (forwardPaths.isEmpty() && remotePaths().isEmpty() && lists.isEmpty()) {
            throw new MalformedRecordException("no recipients");
        }
    }

    public AcceptedMail accepted() {
        return accepted;
    }

    public DeliveryId id() {
        return id;
    }

    public MessageTrace trace() {
        return trace;
    }

    /** What was accepted, to be kept where no record header goes on with the trace. */
    public AcceptedMail kept() {
        String parent = trace.parent().value();
        return parent.equals(accepted.getTraceParent())
                ? accepted
                : accepted.toBuilder().setTraceParent(parent).build();
    }

    /** Accounts that receive it, each once. */
    public Collection<Long> accountIds() {
        return forwardPaths.keySet();
    }

    /** The forward-path that led to this account, for a bounce. */
    public String forwardPath(long accountId) {
        return forwardPaths.getOrDefault(accountId, "");
    }

    /** Until when it is to be held (RFC 4865); long ago if it is not. */
    public Instant holdUntil() {
        return Instant.ofEpochMilli(accepted.getHoldUntilMillis());
    }

    /** By when its sender wants it to be delivered, with this done otherwise (RFC 2852). */
    public Optional<Instant> deliverBy(DeliverByMode mode) {
        return accepted.getDeliverByMillis() > 0 && accepted.getDeliverByMode() == mode
                ? Optional.of(Instant.ofEpochMilli(accepted.getDeliverByMillis()))
                : Optional.empty();
    }

    /** Whether the object with its body may end with the copy of one account while another one still needs it. */
    public boolean sharesStagedBody() {
        boolean isShared = forwardPaths.size() > 1 || isCopiedToSent() || accepted.getBodyShared();
        return accepted.hasStaged() && isShared;
    }

    /** Mailing lists that pass it on, each once, with the recipient that led there. */
    public Map<String, Recipient> lists() {
        return lists;
    }

    /** Forward-paths behind which there are, beside others, mailing lists that do not take this sender's mail, each once. */
    public Set<String> toClosedLists() {
        return toClosedLists;
    }

    /**
     * An address here that does not exist and to which others lead that do.
     *
     * @param asked the recipient that led there; one of which the sender wants to hear, if there are several
     */
    public record Unknown(String address, Recipient asked) {
        private Unknown whoHears(Unknown other) {
            return hearsOfFailure() ? this : other;
        }

        /** RFC 3461 §4.1. */
        private boolean hearsOfFailure() {
            return asked.getNotifyCount() == 0 || asked.getNotifyList().contains(Notify.FAILURE);
        }
    }

    /** Each once. */
    public Collection<Unknown> unknown() {
        return unknown.values();
    }

    /** Whether anything is to be done beside delivering it: for mailing lists, or to tell of what is behind its recipients. */
    public boolean needsExpansion() {
        return !lists.isEmpty() || !toClosedLists.isEmpty() || !unknown.isEmpty();
    }

    /** Whether a mailbox here refers to its body. */
    public boolean isKeptHere() {
        return !forwardPaths.isEmpty() || isCopiedToSent();
    }

    private boolean isCopiedToSent() {
        return accepted.getCopyToSent() && accepted.getSenderAccountId() != 0;
    }

    /**
     * What its sender keeps of it: a message of its own with the same octets, for the mailbox for sent mail. Whatever comes of it, nobody is told: that
     * is what the null reverse-path is for.
     */
    public Optional<Mail> sentCopy() {
        if (!isCopiedToSent()) {
            return Optional.empty();
        }
        AcceptedMail copy = accepted.toBuilder()
                .setDeliveryId(DerivedId.of(id, "sent", "").octets())
                .setOriginDeliveryId(accepted.getDeliveryId())
                .setReversePath("")
                .clearRecipients()
                .addRecipients(Recipient.newBuilder()
                        .setForwardPath(accepted.getReversePath())
                        .addAccountIds(accepted.getSenderAccountId()))
                .setPlace(AcceptedMail.Place.SENT)
                .setCopyToSent(false)
                .setBodyShared(true)
                .setHoldUntilMillis(0)
                .setDeliverByMillis(0)
                .build();
        return Optional.of(new Mail(copy, trace));
    }

    /** Addresses elsewhere, each once, as they were written first. */
    public List<String> remotePaths() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Recipient recipient : accepted.getRecipientsList()) {
            for (String path : recipient.getRemotePathsList()) {
                paths.putIfAbsent(folded(path), path);
            }
        }
        return List.copyOf(paths.values());
    }

    /** RFC 5321 §2.4: the domain has no case; the local part is for the other side to judge. */
    private static String folded(String path) {
        int domain = path.lastIndexOf('@') + 1;
        String name = path.substring(domain);
        return path.substring(0, domain)
                + Ascii.toLower(Domain.Name.aLabels(name).orElse(name));
    }

    /**
     * What the sender asked for this address elsewhere: the recipient that it came from. One of several targets tells of success (RFC 3461 §5.2.7.3 (b)):
     * an account here if there is one, else the first address.
     */
    public Recipient remoteRecipient(String path) {
        for (Recipient recipient : accepted.getRecipientsList()) {
            int index = recipient.getRemotePathsList().indexOf(path);
            if (index >= 0) {
                return index == 0 && recipient.getAccountIdsCount() == 0 ? recipient : withoutSuccess(recipient);
            }
        }
        return Recipient.getDefaultInstance();
    }

    private static Recipient withoutSuccess(Recipient recipient) {
        if (!recipient.getNotifyList().contains(Notify.SUCCESS)) {
            return recipient;
        }
        List<Notify> others = recipient.getNotifyList().stream()
                .filter(notify -> notify != Notify.SUCCESS)
                .toList();
        return recipient.toBuilder()
                .clearNotify()
                .addAllNotify(others.isEmpty() ? List.of(Notify.NEVER) : others)
                .build();
    }

    /** The same for a forward-path. */
    public Recipient recipient(String forwardPath) {
        for (Recipient recipient : accepted.getRecipientsList()) {
            if (recipient.getForwardPath().equals(forwardPath)) {
                return recipient;
            }
        }
        return Recipient.getDefaultInstance();
    }

    /** A message whose body is durably stored. */
    public record Stored(Mail mail, MessageMetadata metadata, StoredBody body) {}
}
