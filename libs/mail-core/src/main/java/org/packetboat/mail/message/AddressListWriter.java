package org.packetboat.mail.message;

import java.nio.charset.StandardCharsets;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Parses address lists (RFC 5322 §3.4, with its obsolete forms and whatever people send) and writes them as the address structures of IMAP
 * (RFC 9051 §7.5.2). One pass, no failure: what cannot be an address becomes a mailbox name without a host. A host that is missing
 * is named so, for NIL would mean a group, and clients that take an empty string for NIL would see one as well.
 */
final class AddressListWriter {
    /** A list ends after the address with which it reaches this length, in octets. */
    private static final int LONGEST = 128 * 1024;

    private static final byte[] NO_HOST = "MISSING_DOMAIN".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_MAILBOX = "MISSING_MAILBOX".getBytes(StandardCharsets.US_ASCII);

    private final OctetsBuilder out;
    private final OctetsBuilder phrase = new OctetsBuilder(64);
    private final OctetsBuilder comment = new OctetsBuilder(16);
    private final OctetsBuilder route = new OctetsBuilder(16);
    private final OctetsBuilder name = new OctetsBuilder(64);
    private byte[] array = new byte[0];
    private int at;
    private int end;
    /** Where the last unquoted '@' stands in the phrase, -1 if there is none. */
    private int atSign;

    private int start;
    private boolean pending;
    private boolean gap;
    private boolean commented;
    private boolean inGroup;
    private boolean open;

    AddressListWriter(OctetsBuilder out) {
        this.out = out;
    }

    /** Writes the addresses of all values of a field, or NIL. */
    void write(Fields fields, Field field) {
        open = false;
        start = out.length();
        fields.forEach(field, (from, to) -> parse(fields.array(), from, to));
        if (open) {
            out.append(')');
        } else {
            ImapString.nil(out);
        }
    }

    private void parse(byte[] value, int from, int to) {
        array = value;
        at = from;
        end = to;
        inGroup = false;
        reset();
        while (at < end && out.length() - start < LONGEST) {
            switch (array[at]) {
                case ',' -> {
                    at++;
                    address();
                }
                case ';' -> {
                    at++;
                    address();
                    endGroup();
                }
                case ':' -> {
                    at++;
                    startGroup();
                }
                case '<' -> {
                    at++;
                    angle();
                }
                default -> word();
            }
        }
        address();
        endGroup();
    }

    private void reset() {
        phrase.truncate(0);
        comment.truncate(0);
        route.truncate(0);
        atSign = -1;
        pending = false;
        gap = false;
        commented = false;
    }

    /** One token of a phrase or of an addr-spec. */
    private void word() {
        int octet = array[at];
        switch (octet) {
            case ' ', '\t', Ascii.CR, Ascii.LF -> {
                gap = true;
                at++;
            }
            case '(' -> comment();
            case '"' -> {
                space();
                quoted();
            }
            case '@' -> {
                at++;
                atSign = phrase.length();
                phrase.append('@');
                gap = false;
                pending = true;
            }
            case '[' -> {
                space();
                literal();
            }
            default -> {
                space();
                phrase.append(octet);
                at++;
            }
        }
    }

    /** The single space that stands for any blanks between two words. */
    private void space() {
        if (gap && phrase.length() > 0 && phrase.at(phrase.length() - 1) != '@') {
            phrase.append(' ');
        }
        gap = false;
        pending = true;
    }

    private void quoted() {
        at++;
        while (at < end && array[at] != '"') {
            if (array[at] == '\\' && at + 1 < end) {
                at++;
            }
            phrase.append(array[at++]);
        }
        at++;
    }

    private void literal() {
        while (at < end && array[at] != ']') {
            phrase.append(array[at++]);
        }
        if (at < end) {
            phrase.append(array[at++]);
        }
    }

    /** The last comment is the name of an address that has no other. Comments nest. */
    private void comment() {
        comment.truncate(0);
        commented = true;
        gap = true;
        int depth = 1;
        at++;
        while (at < end) {
            int octet = array[at++];
            if (octet == '\\' && at < end) {
                octet = array[at++];
            } else if (octet == '(') {
                depth++;
            } else if (octet == ')' && --depth == 0) {
                return;
            }
            comment.append(octet);
        }
    }

    /** Name and angle-addr, after its '<'. RFC 5322 §4.4 for the route. */
    private void angle() {
        name.truncate(0);
        name.append(phrase.array(), 0, phrase.length());
        boolean named = pending;
        phrase.truncate(0);
        gap = false;
        atSign = -1;
        while (at < end && array[at] != '>') {
            if (array[at] == ':' && phrase.length() > 0 && phrase.at(0) == '@') {
                route.truncate(0);
                route.append(phrase.array(), 0, phrase.length());
                phrase.truncate(0);
                atSign = -1;
                at++;
            } else if (array[at] == ',' && !(phrase.length() > 0 && phrase.at(0) == '@')) {
                break;
            } else {
                word();
            }
        }
        emit(named);
        while (at < end && array[at] != ',' && array[at] != ';') {
            if (array[at] == '(') {
                comment();
            } else {
                at++;
            }
        }
        reset();
    }

    /** An addr-spec without angle brackets; its name is a comment. */
    private void address() {
        if (pending) {
            name.truncate(0);
            name.append(comment.array(), 0, comment.length());
            emit(commented);
        }
        reset();
    }

    private void emit(boolean named) {
        open();
        out.append('(');
        if (named) {
            ImapString.string(out, name.array(), 0, name.length());
        } else {
            ImapString.nil(out);
        }
        out.append(' ');
        ImapString.nstring(out, route.array(), route.length() > 0 ? 0 : -1, route.length());
        out.append(' ');
        int local = atSign < 0 ? phrase.length() : atSign;
        orElse(phrase.array(), 0, local, NO_MAILBOX);
        out.append(' ');
        orElse(phrase.array(), Math.min(local + 1, phrase.length()), phrase.length(), NO_HOST);
        out.append(')');
    }

    private void orElse(byte[] octets, int from, int to, byte[] missing) {
        if (from < to) {
            ImapString.string(out, octets, from, to);
        } else {
            ImapString.string(out, missing, 0, missing.length);
        }
    }

    private void startGroup() {
        endGroup();
        open();
        out.append("(NIL NIL ");
        ImapString.string(out, phrase.array(), 0, phrase.length());
        out.append(" NIL)");
        inGroup = true;
        reset();
    }

    private void endGroup() {
        if (inGroup) {
            out.append("(NIL NIL NIL NIL)");
            inGroup = false;
        }
    }

    private void open() {
        if (!open) {
            out.append('(');
            open = true;
        }
    }
}
