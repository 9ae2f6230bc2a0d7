package org.packetboat.net.proxy;

import io.netty.buffer.ByteBuf;

/** Looks at the first octets of a connection for a header that nobody asked for. Event loop. */
public final class StrayHeader {
    private int seen;
    private boolean version1 = true;
    private boolean version2 = true;

    /** What is known so far. */
    public enum Verdict {
        UNDECIDED,
        NONE,
        FOUND
    }

    /** @param octets what came next; stays as it is */
    public Verdict look(ByteBuf octets) {
        for (int i = octets.readerIndex(); i < octets.writerIndex(); i++, seen++) {
            byte octet = octets.getByte(i);
            version1 = version1 && octet == ProxyHeader.VERSION_1[seen];
            version2 = version2 && octet == ProxyHeader.VERSION_2[seen];
            if (version1 && seen == ProxyHeader.VERSION_1.length - 1
                    || version2 && seen == ProxyHeader.VERSION_2.length - 1) {
                return Verdict.FOUND;
            }
            if (!version1 && !version2) {
                return Verdict.NONE;
            }
        }
        return Verdict.UNDECIDED;
    }
}
