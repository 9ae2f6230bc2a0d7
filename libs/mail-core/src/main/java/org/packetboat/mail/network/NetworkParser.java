package org.packetboat.mail.network;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;

/** Reads one network; {@code 10.1}, {@code 010.0.0.1}, zones and names are none. */
final class NetworkParser {
    private static final int OCTETS = 4;
    private static final int MAX_OCTET = 255;

    private final String text;
    private int position;

    NetworkParser(String text) {
        this.text = text;
    }

    Network network() {
        int slash = text.indexOf('/');
        int end = slash < 0 ? text.length() : slash;
        boolean isIpv6 = text.indexOf(':') >= 0;
        Network address = isIpv6 ? ipv6(end) : ipv4();
        if (position != end) {
            throw new SyntaxException(position, "end of address");
        }
        if (slash < 0) {
            return address;
        }
        position = slash + 1;
        int prefix = number((isIpv6 ? Network.Family.IPV6 : Network.Family.IPV4).bits(), "prefix length");
        if (position != text.length()) {
            throw new SyntaxException(position, "end");
        }
        boolean isMapped = isIpv6 && address.family() == Network.Family.IPV4;
        return isMapped ? Network.mapped(address, prefix) : Network.checked(address, prefix);
    }

    private Network ipv4() {
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            if (i > 0) {
                if (position >= text.length() || text.charAt(position) != '.') {
                    throw new SyntaxException(position, "dot");
                }
                position++;
            }
            octets[i] = (byte) number(MAX_OCTET, "0 to 255");
        }
        return Network.of(address(octets));
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decimal without superfluous zeros, so that nobody's octal is taken for it. */
    private int number(int max, String expected) {
        int start = position;
        int value = 0;
        while (position < text.length() && Ascii.isDigit(text.charAt(position)) && value <= max) {
            value = 10 * value + text.charAt(position) - '0';
            position++;
        }
        boolean hasZeros = position - start > 1 && text.charAt(start) == '0';
        if (position == start || value > max || hasZeros) {
            throw new SyntaxException(start, expected);
        }
        return value;
    }

    private Network ipv6(int end) {
        for (; position < end; position++) {
            char c = text.charAt(position);
            if (Ascii.hexValue(c) < 0 && c != ':' && c != '.') {
                throw new SyntaxException(position, "IPv6 address");
            }
        }
        try {
            return Network.of(Inet6Address.ofLiteral(text.substring(0, end)));
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(0, "IPv6 address");
        }
    }
}
