package org.packetboat.mail.address;

import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/** Reads address literals, RFC 5321 §4.1.3. */
final class AddressLiteralParser {
    private static final int IPV6_GROUPS = 8;
    private static final String ADDRESS_LITERAL = "address-literal";

    private final OctetCursor cursor;

    AddressLiteralParser(OctetCursor cursor) {
        this.cursor = cursor;
    }

    /** {@code "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"}. */
    Domain.Literal addressLiteral() {
        cursor.expect('[', ADDRESS_LITERAL);
        int from = cursor.position();
        if (cursor.acceptIgnoreCase("IPv6:")) {
            ipv6Addr();
        } else if (CharClass.DIGIT.matches(Math.max(cursor.peek(), 0))) {
            ipv4AddressLiteral();
        } else {
            generalAddressLiteral();
        }
        Octets content = cursor.since(from);
        cursor.expect(']', "\"]\"");
        if (content.length() > Domain.MAX_OCTETS - 2) {
            cursor.position(from);
            throw cursor.fail("address-literal of at most 255 octets");
        }
        return new Domain.Literal(content.ascii());
    }

    /** {@code Snum 3("." Snum)}. */
    private void ipv4AddressLiteral() {
        snum();
        for (int i = 0; i < 3; i++) {
            cursor.expect('.', "IPv4-address-literal");
            snum();
        }
    }

    private void snum() {
        int from = cursor.position();
        cursor.number(0, 255, "Snum");
        if (cursor.position() - from > 3) {
            cursor.position(from);
            throw cursor.fail("Snum");
        }
    }

    /** {@code Standardized-tag ":" 1*dcontent}. */
    private void generalAddressLiteral() {
        Octets tag = cursor.takeSome(AddressClasses.LDH, ADDRESS_LITERAL);
        if (tag.at(tag.length() - 1) == '-') {
            throw cursor.fail("Standardized-tag");
        }
        cursor.expect(':', "\":\"");
        cursor.takeSome(AddressClasses.DCONTENT, "dcontent");
    }

    /** {@code IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp}. */
    private void ipv6Addr() {
        int groups = 0;
        boolean compressed = doubleColon();
        boolean more = !compressed || isHex();
        while (more) {
            if (isIpv4Ahead()) {
                ipv4AddressLiteral();
                groups += 2;
                break;
            }
            ipv6Hex();
            groups++;
            if (!compressed && doubleColon()) {
                compressed = true;
                more = isHex();
            } else {
                more = cursor.accept(':');
            }
        }
        // The "::" stands for at least two groups.
        if (compressed ? groups > IPV6_GROUPS - 2 : groups != IPV6_GROUPS) {
            throw cursor.fail("IPv6-addr");
        }
    }

    private boolean doubleColon() {
        if (cursor.peek() == ':' && cursor.peek(1) == ':') {
            cursor.position(cursor.position() + 2);
            return true;
        }
        return false;
    }

    private boolean isHex() {
        int octet = cursor.peek();
        return octet >= 0 && CharClass.HEXDIG.matches(octet);
    }

    private boolean isIpv4Ahead() {
        int ahead = 0;
        while (ahead < 4 && cursor.peek(ahead) >= '0' && cursor.peek(ahead) <= '9') {
            ahead++;
        }
        return ahead > 0 && cursor.peek(ahead) == '.';
    }

    /** {@code IPv6-hex = 1*4HEXDIG}. */
    private void ipv6Hex() {
        int from = cursor.position();
        if (cursor.takeSome(CharClass.HEXDIG, "IPv6-hex").length() > 4) {
            cursor.position(from);
            throw cursor.fail("IPv6-hex");
        }
    }
}
