package org.packetboat.delivery.local;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.Pack;
import org.packetboat.blob.ReservedKey;
import org.packetboat.blob.Spool;
import org.packetboat.blob.SpoolFullException;
import org.packetboat.blob.StagedUpload;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.message.MessageScanner;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mailbox.client.StoredBodies;

/** Makes bodies durable: the inline ones of a batch as one pack, the staged ones as they are; and learns what is in them. */
public final class BodyWriter {
    private static final int CHUNK_OCTETS = 1 << 20;

    private final BlobStore store;
    private final ObjectKeySource keys;
    private final Spool spool;

    public BodyWriter(BlobStore store, ObjectKeySource keys, Spool spool) {
        this.store = store;
        this.keys = keys;
        this.spool = spool;
    }

    /** What became of a message: stored, or the reason why it never can be. */
    record Written(Mail mail, Mail.@Nullable Stored stored, String failure) {}

    /** Stores what is not stored yet, insisting while the store is away. In the order of {@code mails}. */
    List<Written> write(List<Mail> mails) throws InterruptedException {
        List<Scanned> scanned = new ArrayList<>(mails.size());
        Pack pack = new Pack(expectedOctets(mails));
        for (Mail mail : mails) {
            scanned.add(scan(mail, pack));
        }
        String objectKey = pack.bodies() == 0 ? "" : put(pack);
        List<Written> written = new ArrayList<>(mails.size());
        for (Scanned one : scanned) {
            written.add(one.written(pack, objectKey));
        }
        return written;
    }

    /** Stores one body again under a fresh name, for the old one may no longer be referred to. */
    Mail.Stored writeAgain(Mail.Stored stored) throws InterruptedException {
        Mail mail = stored.mail();
        BlobRef blob;
        if (mail.accepted().hasInline()) {
            Pack pack = new Pack(mail.accepted().getInline().size());
            pack.add(mail.accepted().getInline());
            blob = pack.ref(put(pack), 0);
        } else {
            // What the ledger keeps for those who wait, not what others referred to meanwhile.
            blob = Patience.insist("copy-staged", () -> copy(mail.accepted().getStaged()));
        }
        return new Mail.Stored(mail, stored.metadata(), StoredBodies.of(blob, stored.metadata()));
    }

    private record Scanned(Mail mail, @Nullable MessageMetadata metadata, int index, String failure) {
        Written written(Pack pack, String objectKey) {
            if (metadata == null) {
                return new Written(mail, null, failure);
            }
            BlobRef blob = index < 0 ? mail.accepted().getStaged() : pack.ref(objectKey, index);
            return new Written(mail, new Mail.Stored(mail, metadata, StoredBodies.of(blob, metadata)), "");
        }
    }

    private Scanned scan(Mail mail, Pack pack) throws InterruptedException {
        try {
            if (mail.accepted().hasStaged()) {
                BlobRef blob = mail.accepted().getStaged();
                return new Scanned(mail, Patience.insist("scan-staged", () -> scanObject(blob)), -1, "");
            }
            ByteString inline = mail.accepted().getInline();
            byte[] body = inline.toByteArray();
            MessageMetadata metadata = MessageMetadata.of(Octets.of(body));
            return new Scanned(mail, metadata, pack.add(body), "");
        } catch (NoSuchObjectException e) {
            return new Scanned(mail, null, -1, "staged object does not exist: " + e.objectKey());
        } catch (RuntimeException | StackOverflowError e) {
            BatchWorker.LOG.errorf(e, "body cannot be scanned delivery=%s", mail.id());
            return new Scanned(mail, null, -1, "body cannot be scanned: " + e);
        }
    }

    private MessageMetadata scanObject(BlobRef blob) throws InterruptedException {
        MessageScanner scanner = new MessageScanner();
        for (long at = 0; at < blob.getLength(); at += CHUNK_OCTETS) {
            int count = (int) Math.min(CHUNK_OCTETS, blob.getLength() - at);
            byte[] chunk = store.get(blob.getObjectKey(), blob.getOffset() + at, count);
            scanner.accept(chunk, 0, chunk.length);
        }
        return scanner.finish();
    }

    // The same name is used again after a failure, since nobody can tell whether the object is there; but not for ever.
    private String put(Pack pack) throws InterruptedException {
        ReservedKey[] key = new ReservedKey[1];
        Patience.insist("put-pack", () -> {
            if (key[0] == null || !key[0].isValidAt(System.nanoTime())) {
                key[0] = keys.next();
            }
            pack.writeTo(store, key[0].objectKey());
        });
        return key[0].objectKey();
    }

    /** In parts: the store may hold all of a request in memory, or take none of this size. */
    private BlobRef copy(BlobRef from) throws InterruptedException {
        try (StagedUpload upload = new StagedUpload(store, keys, spool, from.getLength())) {
            upload.append(from);
            return upload.complete();
        } catch (SpoolFullException e) {
            throw new UnavailableException("no room in the spool for a copy", e);
        }
    }

    private static int expectedOctets(List<Mail> mails) {
        int octets = 0;
        for (Mail mail : mails) {
            octets += mail.accepted().hasInline() ? mail.accepted().getInline().size() : 0;
        }
        return octets;
    }
}
