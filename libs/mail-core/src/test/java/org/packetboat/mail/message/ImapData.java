package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** A strict reader of IMAP's parenthesised data, for tests: lists, quoted strings of 7-bit octets, literals, numbers, NIL. */
sealed interface ImapData {
    record Items(List<ImapData> items) implements ImapData {}

    record Text(Octets octets) implements ImapData {}

    record Number(long number) implements ImapData {}

    record Nil() implements ImapData {}

    static ImapData parse(Octets octets) {
        OctetCursor in = new OctetCursor(octets);
        ImapData data = item(in);
        in.expectEnd("end");
        return data;
    }

    /** Octet {@code index} of a list. */
    default ImapData at(int index) {
        return ((Items) this).items().get(index);
    }

    default int size() {
        return ((Items) this).items().size();
    }

    private static ImapData item(OctetCursor in) {
        if (in.peek() == '(') {
            return list(in);
        }
        if (in.accept('"')) {
            return quoted(in);
        }
        if (in.accept('{')) {
            return literal(in);
        }
        if (in.acceptIgnoreCase("NIL")) {
            return new Nil();
        }
        return new Number(in.number(0, Long.MAX_VALUE, "number"));
    }

    /** Items are separated by one space, but a list may follow a list at once. */
    private static ImapData list(OctetCursor in) {
        in.expect('(', "(");
        List<ImapData> items = new ArrayList<>();
        do {
            items.add(item(in));
        } while (in.accept(' ') || items.getLast() instanceof Items && in.peek() == '(');
        in.expect(')', ")");
        return new Items(items);
    }

    private static ImapData quoted(OctetCursor in) {
        OctetsBuilder text = new OctetsBuilder();
        while (!in.accept('"')) {
            int octet = in.next();
            if (octet == '\\') {
                octet = in.next();
                if (octet != '"' && octet != '\\') {
                    throw in.fail("quoted-special");
                }
            }
            if (octet <= 0 || octet > 127 || octet == Ascii.CR || octet == Ascii.LF) {
                throw in.fail("TEXT-CHAR");
            }
            text.append(octet);
        }
        return new Text(text.build());
    }

    private static ImapData literal(OctetCursor in) {
        long length = in.number(0, Integer.MAX_VALUE, "number");
        in.expectIgnoreCase("}\r\n");
        Octets octets = in.take((int) length, "octets of the literal");
        if (octets.indexOf(0) >= 0) {
            throw in.fail("CHAR8");
        }
        return new Text(octets);
    }
}
