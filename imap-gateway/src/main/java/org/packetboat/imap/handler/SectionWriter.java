package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.Body;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.imap.codec.FetchItem.Partial;
import org.packetboat.imap.codec.FetchWriter;
import org.packetboat.imap.port.BodyFacts;
import org.packetboat.imap.session.BrokenResponseException;
import org.packetboat.mail.message.HeaderFields;
import org.packetboat.mail.message.OctetRange;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.octets.Octets;

/**
 * Literals of {@code BODY[section]<partial>}: ranges of the body as the part index gives them, so that a part of a large message is read
 * without the rest. Of one message.
 */
final class SectionWriter {
    /** Longer header sections are cut where they are picked apart by field. */
    private static final int MAX_HEADER = 1 << 20;

    private final BodyFacts metadata;
    private final @Nullable Body body;
    private final FetchWriter out;

    /** @param body null when only the stored header is asked for */
    SectionWriter(BodyFacts metadata, @Nullable Body body, FetchWriter out) {
        this.metadata = metadata;
        this.body = body;
        this.out = out;
    }

    void write(SectionSpec section, Optional<Partial> partial) throws InterruptedException {
        if (section.equals(SectionSpec.WHOLE)) {
            range(new OctetRange(0, required().size()), partial);
            return;
        }
        Optional<OctetRange> range = section.resolve(metadata.requiredPartIndex());
        if (range.isEmpty()) {
            out.nil();
            return;
        }
        switch (section.what()) {
            case HEADER_FIELDS -> fields(section, HeaderFields.Selection.ONLY, range.get(), partial);
            case HEADER_FIELDS_NOT -> fields(section, HeaderFields.Selection.ALL_EXCEPT, range.get(), partial);
            case HEADER -> {
                if (isStored(section, range.get())) {
                    octets(metadata.requiredHeader(), partial);
                } else {
                    range(range.get(), partial);
                }
            }
            case ALL, TEXT, MIME -> range(range.get(), partial);
        }
    }

    /** Whether this section can be answered without the body. */
    static boolean needsBody(SectionSpec section, BodyFacts metadata) {
        return !FetchPlan.isStoredHeader(section)
                || metadata.requiredPartIndex().root().bodyStart()
                        != metadata.requiredHeader().length();
    }

    private boolean isStored(SectionSpec section, OctetRange range) {
        return FetchPlan.isStoredHeader(section)
                && range.length() == metadata.requiredHeader().length();
    }

    private void fields(
            SectionSpec section, HeaderFields.Selection selection, OctetRange range, Optional<Partial> partial)
            throws InterruptedException {
        Octets header;
        if (isStored(section, range)) {
            header = metadata.requiredHeader();
        } else {
            int length = (int) Math.min(MAX_HEADER, range.length());
            header = length == 0 ? Octets.EMPTY : read(range.from(), length);
        }
        octets(HeaderFields.select(header, section.fields(), selection), partial);
    }

    private Octets read(long from, int length) throws InterruptedException {
        try {
            return Octets.of(required().read(from, length));
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            throw new BrokenResponseException(e);
        }
    }

    private void octets(Octets octets, Optional<Partial> partial) throws InterruptedException {
        OctetRange range = cut(new OctetRange(0, octets.length()), partial);
        out.literal(octets.slice((int) range.from(), (int) range.to()));
    }

    private void range(OctetRange whole, Optional<Partial> partial) throws InterruptedException {
        OctetRange range = cut(whole, partial);
        out.literal(range.length());
        if (range.length() == 0) {
            return;
        }
        try {
            required().transfer(range.from(), range.length(), this::send);
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            throw new BrokenResponseException(e);
        }
    }

    private void send(ByteBuffer chunk) throws InterruptedException {
        out.octets(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
    }

    /** What a partial fetch leaves of a range; nothing if it begins beyond the end (RFC 3501 §6.4.5). */
    private static OctetRange cut(OctetRange range, Optional<Partial> partial) {
        if (partial.isEmpty()) {
            return range;
        }
        long from = Math.min(range.to(), range.from() + partial.get().offset());
        return new OctetRange(from, Math.min(range.to(), from + partial.get().count()));
    }

    private Body required() {
        Body present = body;
        if (present == null) {
            throw new IllegalStateException("body was not opened");
        }
        return present;
    }
}
