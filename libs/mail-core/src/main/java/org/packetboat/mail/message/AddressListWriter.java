package org.packetboat.mail.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Writes address lists as the address structures of IMAP (RFC 9051 §7.5.2). A host that is missing is named so, for NIL would mean a group, and
 * clients that take an empty string for NIL would see one as well.
 */
final class AddressListWriter implements AddressListParser.Sink {
    /** A list ends after the address with which it reaches this length, in octets. */
    private static final int LONGEST = 128 * 1024;

    private static final Octets NO_HOST = Octets.of("MISSING_DOMAIN".getBytes(StandardCharsets.US_ASCII));
    private static final Octets NO_MAILBOX = Octets.of("MISSING_MAILBOX".getBytes(StandardCharsets.US_ASCII));

    private final OctetsBuilder out;
    private final AddressListParser parser = new AddressListParser(this);
    private int start;
    private boolean open;

    AddressListWriter(OctetsBuilder out) {
        this.out = out;
    }

    /** Writes the addresses of all values of a field, or NIL. */
    void write(Fields fields, Field field) {
        open = false;
        start = out.length();
        fields.forEach(field, (from, to) -> parser.parse(fields.array(), from, to));
        if (open) {
            out.append(')');
        } else {
            ImapString.nil(out);
        }
    }

    @Override
    public boolean isFull() {
        return out.length() - start >= LONGEST;
    }

    @Override
    public void address(@Nullable Octets name, Octets route, Octets local, Octets domain) {
        open();
        out.append('(');
        if (name == null) {
            ImapString.nil(out);
        } else {
            string(name);
        }
        out.append(' ');
        if (route.isEmpty()) {
            ImapString.nil(out);
        } else {
            string(route);
        }
        out.append(' ');
        string(local.isEmpty() ? NO_MAILBOX : local);
        out.append(' ');
        string(domain.isEmpty() ? NO_HOST : domain);
        out.append(')');
    }

    @Override
    public void groupStarts(Octets name) {
        open();
        out.append("(NIL NIL ");
        string(name);
        out.append(" NIL)");
    }

    @Override
    public void groupEnds() {
        out.append("(NIL NIL NIL NIL)");
    }

    private void string(Octets octets) {
        ImapString.string(out, octets.array(), octets.offset(), octets.offset() + octets.length());
    }

    private void open() {
        if (!open) {
            out.append('(');
            open = true;
        }
    }
}
