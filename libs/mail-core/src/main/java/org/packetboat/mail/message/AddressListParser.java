package org.packetboat.mail.message;

import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Parses address lists (RFC 5322 §3.4, with its obsolete forms and whatever people send). One pass, no failure: what cannot be an address becomes
 * one without a domain. Not thread-safe.
 */
final class AddressListParser {
    private final Sink sink;
    private final OctetsBuilder phrase = new OctetsBuilder(64);
    private final OctetsBuilder comment = new OctetsBuilder(16);
    private final OctetsBuilder route = new OctetsBuilder(16);
    private final OctetsBuilder name = new OctetsBuilder(64);
    private byte[] array = new byte[0];
    private int at;
    private int end;
    /** Where the last unquoted '@' stands in the phrase, -1 if there is none. */
    private int atSign;

    private boolean pending;
    private boolean gap;
    private boolean commented;
    private boolean inGroup;

    /** Gets what is found, in order. */
    interface Sink {
        /**
         * An address.
         *
         * @param name absent when it has none
         * @param route of obsolete forms; empty when there is none
         * @param local without quotes, and empty when it is missing, as is the domain
         */
        void address(@Nullable Octets name, Octets route, Octets local, Octets domain);

        void groupStarts(Octets name);

        void groupEnds();

        /** Whether nothing more is wanted. */
        boolean isFull();
    }

    AddressListParser(Sink sink) {
        this.sink = sink;
    }

    /** Reads the body of a field, or what there is of it. */
    void parse(byte[] value, int from, int to) {
        array = value;
        at = from;
        end = to;
        inGroup = false;
        reset();
        while (at < end && !sink.isFull()) {
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
        int local = atSign < 0 ? phrase.length() : atSign;
        sink.address(
                named ? octets(name, 0, name.length()) : null,
                octets(route, 0, route.length()),
                octets(phrase, 0, local),
                octets(phrase, Math.min(local + 1, phrase.length()), phrase.length()));
    }

    private static Octets octets(OctetsBuilder builder, int from, int to) {
        return Octets.of(builder.array(), from, to - from);
    }

    private void startGroup() {
        endGroup();
        sink.groupStarts(octets(phrase, 0, phrase.length()));
        inGroup = true;
        reset();
    }

    private void endGroup() {
        if (inGroup) {
            sink.groupEnds();
            inGroup = false;
        }
    }
}
