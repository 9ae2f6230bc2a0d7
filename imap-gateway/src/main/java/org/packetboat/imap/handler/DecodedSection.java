package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.packetboat.blob.Body;
import org.packetboat.imap.codec.FetchItem.Partial;
import org.packetboat.imap.codec.FetchWriter;
import org.packetboat.mail.message.OctetRange;
import org.packetboat.mail.message.Part;
import org.packetboat.mail.message.SectionDecoder;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.net.flow.Slices;

/**
 * The body of a part without its transfer encoding. How long it is nobody knows before all of it was decoded, and a literal begins with its
 * length: so it is decoded twice, unless it is small enough to be kept from the first time.
 */
final class DecodedSection {
    /** Decoded octets that are kept. */
    private static final int KEPT = 64 << 10;

    /** Encoded octets that are decoded at once: below a millisecond. */
    private static final int SLICE = 128 << 10;

    /** Up to here it is not worth another thread. */
    private static final int INLINE = 16 << 10;

    private final Body body;
    private final OctetRange range;
    private final Part.Encoding encoding;
    private final Partial wanted;
    private final Slices slices;
    private final OctetsBuilder kept = new OctetsBuilder();
    private long length;
    private boolean nul;

    /** @param range of the encoded octets in the body */
    DecodedSection(Body body, OctetRange range, Part.Encoding encoding, Optional<Partial> partial, Slices slices) {
        this.body = body;
        this.range = range;
        this.encoding = encoding;
        this.wanted = partial.orElseGet(() -> new Partial(0, Long.MAX_VALUE));
        this.slices = slices;
    }

    /** What is done with decoded octets, which are valid as long as it lasts. */
    @FunctionalInterface
    private interface Sink {
        void accept(Octets octets) throws InterruptedException;
    }

    /** Finds out how long it is. */
    void measure() throws InterruptedException {
        SectionDecoder decoder = decode(this::keep);
        length = decoder.length();
        nul = decoder.hasNul();
    }

    /** Octets; after {@link #measure}. */
    long length() {
        return length;
    }

    /** Whether there is a NUL among them; after {@link #measure}. */
    boolean hasNul() {
        return nul;
    }

    /** Writes exactly so many octets; after {@link #measure}. */
    void write(FetchWriter out) throws InterruptedException {
        if (length <= KEPT) {
            out.copied(kept.build());
        } else {
            decode(out::copied);
        }
    }

    private void keep(Octets octets) {
        int room = Math.min(octets.length(), KEPT - kept.length());
        kept.append(octets.slice(0, room));
    }

    private SectionDecoder decode(Sink sink) throws InterruptedException {
        SectionDecoder decoder = new SectionDecoder(encoding, wanted.offset(), wanted.count());
        // In pieces of what is read at once, so that no more is read than is wanted.
        for (long at = range.from(); at < range.to() && !decoder.complete(); ) {
            long count = Math.min(range.to() - at, pieceOctets(decoder.missing()));
            body.transfer(at, count, chunk -> decode(chunk, decoder, sink));
            at += count;
        }
        return decoder;
    }

    /** About as many encoded octets as the missing ones take: base64 has 78 for 57. */
    private static long pieceOctets(long missing) {
        return missing > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : Math.max(SLICE, missing + missing / 8 * 3 + 64);
    }

    private void decode(ByteBuffer chunk, SectionDecoder decoder, Sink sink) throws InterruptedException {
        int end = chunk.arrayOffset() + chunk.limit();
        for (int at = chunk.arrayOffset() + chunk.position(); at < end && !decoder.complete(); at += SLICE) {
            int from = at;
            int count = Math.min(SLICE, end - at);
            if (count <= INLINE) {
                sink.accept(decoder.decode(chunk.array(), from, count));
            } else {
                Octets[] decoded = new Octets[] {Octets.EMPTY};
                slices.run(() -> decoded[0] = decoder.decode(chunk.array(), from, count));
                sink.accept(decoded[0]);
            }
        }
    }
}
