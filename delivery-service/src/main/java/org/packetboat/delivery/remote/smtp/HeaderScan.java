package org.packetboat.delivery.remote.smtp;

/**
 * Tells of a message that streams by whether its header section is an internationalised one (RFC 6532 §3.1): characters beyond ASCII, and all of it UTF-8. The section ends at
 * a blank line or at the first line that is neither a field nor a continuation (architecture 2.3).
 */
final class HeaderScan {
    private static final String MBOX_FROM = "From";

    private final Utf8Scan utf8 = new Utf8Scan();
    private State state = State.LINE_START;
    private int nameOctets;
    /** How many octets of the name are those of an mbox "From " line, which belongs to the section; -1 when it is none. */
    private int fromOctets;

    private enum State {
        LINE_START,
        NAME,
        SPACE_BEHIND_NAME,
        /** Behind the colon, or in a continuation: only here are octets above 127. */
        FIELD,
        BODY
    }

    void octet(byte octet) {
        state = switch (state) {
            case LINE_START -> lineStart(octet);
            case NAME -> name(octet);
            case SPACE_BEHIND_NAME -> behindName(octet);
            case FIELD -> field(octet);
            case BODY -> State.BODY;
        };
    }

    /** Whether it has characters beyond ASCII and is UTF-8, so far. */
    boolean isInternationalised() {
        return utf8.isBeyondAscii() && utf8.isValid();
    }

    private State lineStart(byte octet) {
        nameOctets = 0;
        fromOctets = 0;
        return octet == ' ' || octet == '\t' ? State.FIELD : name(octet);
    }

    private State name(byte octet) {
        if (octet == ':') {
            return State.FIELD;
        }
        if (octet == ' ' || octet == '\t') {
            boolean mboxFrom = octet == ' ' && fromOctets == MBOX_FROM.length();
            return mboxFrom ? State.FIELD : State.SPACE_BEHIND_NAME;
        }
        if (octet < '!' || octet > '~') {
            return State.BODY;
        }
        boolean fits =
                nameOctets < MBOX_FROM.length() && fromOctets == nameOctets && octet == MBOX_FROM.charAt(nameOctets);
        fromOctets = fits ? fromOctets + 1 : -1;
        nameOctets++;
        return State.NAME;
    }

    private static State behindName(byte octet) {
        if (octet == ':') {
            return State.FIELD;
        }
        return octet == ' ' || octet == '\t' ? State.SPACE_BEHIND_NAME : State.BODY;
    }

    private State field(byte octet) {
        utf8.octet(octet);
        return octet == '\n' ? State.LINE_START : State.FIELD;
    }
}
