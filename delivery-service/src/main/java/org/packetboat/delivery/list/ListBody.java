package org.packetboat.delivery.list;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.Spool;
import org.packetboat.blob.SpoolFullException;
import org.packetboat.blob.StagedUpload;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.accepted.Patience;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.octets.Octets;

/**
 * The octets of a message as a list passes it on: in the record when there is only one, else in an object that many records share. Members here and
 * elsewhere get an object each: one ends with the last of the copies here, the other lasts as long as the ledger keeps what nobody refers to. Used by one thread.
 */
final class ListBody {
    /** A gateway takes no longer header section. */
    private static final int HEADER_OCTETS = 512 << 10;

    private final Parts parts;
    private final AcceptedMail original;
    private final Octets front;
    private @Nullable BlobRef here;
    private @Nullable BlobRef elsewhere;

    /** Where octets come from and go to. */
    record Parts(BlobStore store, ObjectKeySource stagedKeys, Spool spool) {}

    /** Who reads it. */
    enum Readers {
        HERE,
        ELSEWHERE
    }

    /** @param front instead of the Return-Path line of the original */
    ListBody(Parts parts, AcceptedMail original, Octets front) {
        this.parts = parts;
        this.original = original;
        this.front = front;
    }

    /** The header section of a message. */
    static Octets header(BlobStore store, AcceptedMail mail) throws InterruptedException {
        if (mail.hasInline()) {
            return HeaderSection.leading(Octets.of(mail.getInline().toByteArray()));
        }
        BlobRef blob = mail.getStaged();
        int count = (int) Math.min(HEADER_OCTETS, blob.getLength());
        return HeaderSection.leading(Octets.of(
                Patience.insist("read-header", () -> store.get(blob.getObjectKey(), blob.getOffset(), count))));
    }

    long octets() {
        return front.length() + original.getSize() - original.getReturnPathOctets();
    }

    /** Puts it into the only record for these readers; into the record itself if it is small. */
    void putAlone(AcceptedMail.Builder record, Readers readers) throws InterruptedException {
        if (original.hasInline()) {
            record.setInline(ByteString.copyFrom(front.toByteArray())
                    .concat(original.getInline().substring(original.getReturnPathOctets())));
        } else {
            putShared(record, readers);
        }
    }

    /** Puts it into one of several records. Insists while the store is away. */
    void putShared(AcceptedMail.Builder record, Readers readers) throws InterruptedException {
        record.setBodyShared(true)
                .setStaged(
                        switch (readers) {
                            case HERE -> here = here == null ? staged() : here;
                            case ELSEWHERE -> elsewhere = elsewhere == null ? staged() : elsewhere;
                        });
    }

    private BlobRef staged() throws InterruptedException {
        return Patience.insist("stage-list-body", this::stage);
    }

    private BlobRef stage() throws InterruptedException {
        try (StagedUpload upload = new StagedUpload(parts.store(), parts.stagedKeys(), parts.spool())) {
            upload.append(ByteBuffer.wrap(front.toByteArray()));
            int from = original.getReturnPathOctets();
            if (original.hasInline()) {
                upload.append(original.getInline().substring(from).asReadOnlyByteBuffer());
            } else {
                BlobRef blob = original.getStaged();
                upload.append(blob.toBuilder()
                        .setOffset(blob.getOffset() + from)
                        .setLength(blob.getLength() - from)
                        .build());
            }
            return upload.complete();
        } catch (SpoolFullException e) {
            throw new UnavailableException("no room in the spool for a list's copy", e);
        }
    }
}
