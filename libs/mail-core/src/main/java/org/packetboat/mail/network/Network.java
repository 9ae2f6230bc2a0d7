package org.packetboat.mail.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.packetboat.mail.failure.SyntaxException;

/**
 * A prefix of IPv4 or IPv6 addresses (RFC 4632 §3.1, RFC 4291 §2.3). An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is the IPv4 address. An address
 * alone is a network of one.
 *
 * @param high the address's first 64 bits; of an IPv4 address all 32 on the left
 * @param low the rest
 * @param prefix how many bits count; those behind are 0
 */
public record Network(Family family, long high, long low, int prefix) {
    private static final int MAPPED_BITS = 96;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long IPV4_MASK = 0xffff_ffffL;

    /** Which addresses. */
    public enum Family {
        IPV4(32),
        IPV6(128);

        private final int bits;

        Family(int bits) {
            this.bits = bits;
        }

        /** Length of an address. */
        public int bits() {
            return bits;
        }
    }

    /** Checks that it is one. */
    public Network {
        if (prefix < 0 || prefix > family.bits()) {
            throw new IllegalArgumentException("prefix=" + prefix);
        }
        if (high != maskHigh(high, prefix) || low != maskLow(low, prefix)) {
            throw new IllegalArgumentException("bits behind the prefix");
        }
    }

    /** The address alone. */
    public static Network of(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        if (octets.remaining() == Integer.BYTES) {
            return ipv4(octets.getInt());
        }
        long high = octets.getLong();
        long low = octets.getLong();
        return high == 0 && (low & ~IPV4_MASK) == MAPPED
                ? ipv4((int) low)
                : new Network(Family.IPV6, high, low, Family.IPV6.bits());
    }

    private static Network ipv4(int address) {
        return new Network(Family.IPV4, (long) address << Integer.SIZE, 0, Family.IPV4.bits());
    }

    /**
     * An address in digits, with or without a prefix length: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, {@code ::1}.
     *
     * @throws SyntaxException also when bits behind the prefix are set: whoever wrote them meant something else
     */
    public static Network parse(String text) {
        return new NetworkParser(text).network();
    }

    static Network mapped(Network address, int prefix) {
        if (prefix < MAPPED_BITS) {
            throw new SyntaxException(0, "prefix of an IPv4-mapped address that is 96 at least");
        }
        return checked(address, prefix - MAPPED_BITS);
    }

    static Network checked(Network address, int prefix) {
        Network network = address.first(prefix);
        if (network.high != address.high || network.low != address.low) {
            throw new SyntaxException(0, "no bits behind the prefix");
        }
        return network;
    }

    /** The network around this one with a shorter prefix, which depends on the family. */
    public Network wider(int ipv4Prefix, int ipv6Prefix) {
        return first(Math.min(prefix, family == Family.IPV4 ? ipv4Prefix : ipv6Prefix));
    }

    Network first(int bits) {
        return new Network(family, maskHigh(high, bits), maskLow(low, bits), bits);
    }

    /** Whether all of {@code other} is in here. */
    public boolean contains(Network other) {
        return family == other.family
                && prefix <= other.prefix
                && high == maskHigh(other.high, prefix)
                && low == maskLow(other.low, prefix);
    }

    /** Whether the address is in here. */
    public boolean contains(InetAddress address) {
        return contains(of(address));
    }

    private static long maskHigh(long bits, int prefix) {
        return prefix == 0 ? 0 : prefix >= Long.SIZE ? bits : bits & -1L << (Long.SIZE - prefix);
    }

    private static long maskLow(long bits, int prefix) {
        return prefix <= Long.SIZE ? 0 : bits & -1L << (2 * Long.SIZE - prefix);
    }

    /** As {@link #parse} reads it, always with the prefix length. */
    @Override
    public String toString() {
        byte[] octets = family == Family.IPV4
                ? ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) (high >>> Integer.SIZE))
                        .array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(octets).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
