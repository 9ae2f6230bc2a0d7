package org.packetboat.mail.message;

import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Undoes the content transfer encoding of a part while its octets stream by, and lets through what of the decoded octets is wanted. RFC 3516
 * §4.2. Memory is that of a chunk; computes as long as a chunk lasts.
 */
public final class SectionDecoder {
    private final TransferDecoder decoder;
    private final OctetsBuilder decoded = new OctetsBuilder(1024);
    private final long from;
    private final long to;
    private long position;
    private long length;
    private boolean nul;

    /**
     * @param offset of the first decoded octet that is wanted
     * @param count at most so many are
     */
    public SectionDecoder(Part.Encoding encoding, long offset, long count) {
        decoder = TransferDecoder.of(encoding);
        from = offset;
        to = offset > Long.MAX_VALUE - count ? Long.MAX_VALUE : offset + count;
    }

    /** Whether anybody here can decode this. */
    public static boolean knows(Part.Encoding encoding) {
        return switch (encoding) {
            case IDENTITY, BASE64, QUOTED_PRINTABLE -> true;
            case OTHER -> false;
        };
    }

    /** Takes the next octets of the part. What is wanted of them is returned and valid until the next call. */
    public Octets decode(byte[] octets, int offset, int count) {
        decoded.truncate(0);
        decoder.decode(octets, offset, offset + count, decoded);
        int first = (int) Math.clamp(from - position, 0, decoded.length());
        int last = (int) Math.clamp(to - position, first, decoded.length());
        position += decoded.length();
        length += last - first;
        Octets wanted = Octets.of(decoded.array(), first, last - first);
        nul = nul || wanted.indexOf(0) >= 0;
        return wanted;
    }

    /** Whether everything that is wanted has come out, so that no more octets are needed. */
    public boolean complete() {
        return position >= to;
    }

    /** Decoded octets that have to come until everything that is wanted is out. */
    public long missing() {
        return to - position;
    }

    /** Octets let through so far. */
    public long length() {
        return length;
    }

    /** Whether a NUL was among them. */
    public boolean hasNul() {
        return nul;
    }
}
