package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.Body;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.imap.codec.FetchItem.Partial;
import org.packetboat.imap.codec.FetchWriter;
import org.packetboat.imap.port.BodyFacts;
import org.packetboat.imap.session.BrokenResponseException;
import org.packetboat.mail.message.HeaderFields;
import org.packetboat.mail.message.OctetRange;
import org.packetboat.mail.message.Part;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.message.SectionSpec.What;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.flow.Slices;

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
    private final Slices slices;

    /** @param body null when only the stored header is asked for */
    SectionWriter(BodyFacts metadata, @Nullable Body body, FetchWriter out, Slices slices) {
        this.metadata = metadata;
        this.body = body;
        this.out = out;
        this.slices = slices;
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

    /**
     * {@code BINARY}: the message itself and containers have no encoding of their own and are as they are. A literal has no NUL; whether there is one is
     * known from the octets alone.
     */
    void binary(FetchItem.Binary item) throws InterruptedException {
        out.name(item);
        Optional<Part> part = part(item.path());
        if (part.isEmpty() && !item.path().isEmpty()) {
            out.nil();
            return;
        }
        Part.Encoding encoding = part.map(Part::encoding).orElse(Part.Encoding.IDENTITY);
        OctetRange range = part.map(Part::body)
                .orElseGet(() -> new OctetRange(0, required().size()));
        DecodedSection section = encoding == Part.Encoding.IDENTITY
                ? measured(cut(range, item.partial()), encoding, Optional.empty())
                : measured(range, encoding, item.partial());
        if (section.hasNul()) {
            out.literal8(section.length());
        } else {
            out.literal(section.length());
        }
        unbroken(() -> section.write(out));
    }

    /** {@code BINARY.SIZE}; 0 where there is no such part, for the response has no word for it. */
    void binarySize(FetchItem.BinarySize item, long messageOctets) throws InterruptedException {
        Optional<Part> part = part(item.path());
        if (item.path().isEmpty()) {
            out.binarySize(item, messageOctets);
        } else if (part.isEmpty()) {
            out.binarySize(item, 0);
        } else if (part.get().encoding() == Part.Encoding.IDENTITY) {
            out.binarySize(item, part.get().body().length());
        } else {
            out.binarySize(
                    item,
                    measured(part.get().body(), part.get().encoding(), Optional.empty())
                            .length());
        }
    }

    private Optional<Part> part(List<Integer> path) {
        return path.isEmpty()
                ? Optional.empty()
                : new SectionSpec(path, What.ALL, List.of()).part(metadata.requiredPartIndex());
    }

    private DecodedSection measured(OctetRange range, Part.Encoding encoding, Optional<Partial> partial)
            throws InterruptedException {
        DecodedSection section = new DecodedSection(required(), range, encoding, partial, slices);
        unbroken(section::measure);
        return section;
    }

    /** Reads octets of the body. */
    @FunctionalInterface
    private interface Reading {
        void run() throws InterruptedException;
    }

    /** What has begun cannot be taken back when the octets do not come. */
    private static void unbroken(Reading reading) throws InterruptedException {
        try {
            reading.run();
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            throw new BrokenResponseException(e);
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
        unbroken(() -> required().transfer(range.from(), range.length(), this::send));
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
