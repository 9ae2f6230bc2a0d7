package org.packetboat.delivery.queue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.Spool;
import org.packetboat.blob.SpoolFullException;
import org.packetboat.blob.StagedUpload;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.delivery.port.ObjectLedger;
import org.packetboat.delivery.port.RelayQueue.KeptBody;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Sees to it that a staged body exists for as long as its message waits. One that only this message refers to has no reference in the ledger and is
 * kept there for the window of staged objects; one that an account shares may end with that account's copy, and is copied. What a mailing list still reads, or
 * shares between its copies, is left to the ledger.
 */
public final class KeptBodies {
    private static final Logger LOG = Logger.getLogger(KeptBodies.class);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyyMMddHH");

    private final BlobStore store;
    private final ObjectKeySource stagedKeys;
    private final Spool spool;
    private final ObjectLedger ledger;
    private final Duration window;
    private final InstantSource clock;

    /** @param stagedKeys keys of staged objects, reserved for this process */
    public KeptBodies(
            BlobStore store,
            ObjectKeySource stagedKeys,
            Spool spool,
            ObjectLedger ledger,
            Duration window,
            InstantSource clock) {
        this.store = store;
        this.stagedKeys = stagedKeys;
        this.spool = spool;
        this.ledger = ledger;
        this.window = window;
        this.clock = clock;
    }

    /** A record whose body will last. */
    public record Kept(AcceptedMail mail, Optional<KeptBody> body) {}

    /** Insists while the store is away. */
    public Kept keep(Mail mail) throws InterruptedException {
        if (!mail.accepted().hasStaged()) {
            return new Kept(mail.kept(), Optional.empty());
        }
        if (mail.isKeptHere()) {
            return Patience.insist("copy-body", () -> copy(mail.kept()));
        }
        String key = mail.accepted().getStaged().getObjectKey();
        boolean isShared = mail.accepted().getBodyShared() || mail.needsExpansion();
        KeptBody.Use use = isShared ? KeptBody.Use.SHARED : KeptBody.Use.OWN;
        return new Kept(
                mail.kept(), Optional.of(new KeptBody(key, reservedAt(key).plus(window), use)));
    }

    /**
     * The record for accounts here that have to wait; insists while the store is away. A body that is copied for them is the waiting recipients' own, and stays
     * shared, so that no account ever refers to it: see {@link Mail#sharesStagedBody}. Its key is in {@code body} then.
     */
    public Kept keepForAccounts(Mail mail) throws InterruptedException {
        if (!mail.sharesStagedBody()) {
            return new Kept(mail.kept(), Optional.empty());
        }
        Kept copy = Patience.insist("copy-body", () -> copy(mail.kept()));
        return new Kept(copy.mail().toBuilder().setBodyShared(true).build(), copy.body());
    }

    /**
     * The record with its staged body under another key; {@code BlobStoreUnavailableException} when the store does not answer. A copy that comes to
     * nothing is collected by the ledger in time: after an unanswered write nobody knows that it is not in use.
     */
    public Kept copy(AcceptedMail mail) throws InterruptedException {
        BlobRef from = mail.getStaged();
        try (StagedUpload upload = new StagedUpload(store, stagedKeys, spool, from.getLength())) {
            upload.append(from);
            BlobRef copy = upload.complete();
            Instant until = reservedAt(copy.getObjectKey()).plus(window);
            return new Kept(
                    mail.toBuilder().setStaged(copy).setBodyShared(false).build(),
                    Optional.of(new KeptBody(copy.getObjectKey(), until)));
        } catch (SpoolFullException e) {
            throw new UnavailableException("no room in the spool for a copy", e);
        }
    }

    /** Nobody needs these objects any more; if that cannot be told now, the ledger finds out in time. */
    public void giveUp(List<String> objectKeys) throws InterruptedException {
        if (objectKeys.isEmpty()) {
            return;
        }
        try {
            ledger.abandon(objectKeys);
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf(e, "objects not given up count=%d", objectKeys.size());
        }
    }

    /** Keys carry the hour of their reservation: {@code staged/2026112315/...}. */
    private Instant reservedAt(String objectKey) {
        int from = objectKey.indexOf('/') + 1;
        int to = objectKey.indexOf('/', from);
        try {
            return to < 0
                    ? clock.instant()
                    : LocalDateTime.parse(objectKey.substring(from, to), HOUR).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return clock.instant();
        }
    }
}
