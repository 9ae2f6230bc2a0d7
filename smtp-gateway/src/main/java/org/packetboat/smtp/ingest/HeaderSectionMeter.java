package org.packetboat.smtp.ingest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.octets.Ascii;

/**
 * Looks at a header section while a message arrives, in runs, however it was cut: counts its octets and the servers that it has passed, and finds
 * what would make others see other fields in it. The section ends at a blank line or at the first line that is neither a field nor a continuation
 * (architecture 2.3).
 */
final class HeaderSectionMeter {
    private static final String MBOX_FROM = "From";
    private static final String RECEIVED = "received";

    private final long limit;
    private State state = State.LINE_START;
    private long octets;
    private int nameOctets;
    /** How many octets of the name are those of an mbox "From " line, which belongs to the section; -1 when it is none. */
    private int fromOctets;
    /** How many octets of the name are those of Received; -1 when it is another. */
    private int receivedOctets;

    private int hops;
    private boolean isFirstLine = true;
    private boolean isBehindCr;
    private @Nullable Refusal flaw;

    private enum State {
        LINE_START,
        NAME,
        SPACE_BEHIND_NAME,
        /** Behind the colon, or in a continuation. */
        FIELD,
        /** Of the line behind the section, which is blank if an LF follows. */
        BLANK_LINE_CR,
        BODY
    }

    HeaderSectionMeter(long limit) {
        this.limit = limit;
    }

    /** Received fields so far, one for each server (RFC 5321 §6.3). */
    int hops() {
        return hops;
    }

    /**
     * Why the section cannot be taken, whatever the body is (RFC 3030 §3 lets that be binary, not the header section): a line end that is not CR LF,
     * a NUL, or a first line that would continue our trace field.
     */
    Optional<Refusal> flaw() {
        return Optional.ofNullable(flaw);
    }

    /** Counts on; true when the section is longer than the limit. */
    boolean exceeds(byte[] array, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end && state != State.BODY) {
            boolean certain = state == State.FIELD;
            int next = certain ? behindLine(array, i, end) : behindOctet(array[i], i);
            octets += next - i;
            i = next;
            if (octets > limit && (certain || state == State.FIELD)) {
                return true;
            }
        }
        return false;
    }

    private int behindLine(byte[] array, int from, int end) {
        for (int i = from; i < end; i++) {
            byte octet = array[i];
            if (octet == '\n') {
                if (!isBehindCr) {
                    flaw = Refusal.BARE_LINE_END;
                }
                isBehindCr = false;
                isFirstLine = false;
                state = State.LINE_START;
                return i + 1;
            }
            if (isBehindCr) {
                flaw = Refusal.BARE_LINE_END;
            }
            isBehindCr = octet == '\r';
            if (octet == 0) {
                flaw = Refusal.NUL_OCTET;
            }
        }
        return end;
    }

    private int behindOctet(byte octet, int at) {
        state = switch (state) {
            case LINE_START -> lineStart(octet);
            case NAME -> name(octet);
            case SPACE_BEHIND_NAME -> behindName(octet);
            case BLANK_LINE_CR -> behindCr(octet);
            case FIELD, BODY -> throw new IllegalStateException();
        };
        return at + 1;
    }

    private State lineStart(byte octet) {
        nameOctets = 0;
        fromOctets = 0;
        receivedOctets = 0;
        if (octet != ' ' && octet != '\t') {
            return octet == '\r' ? State.BLANK_LINE_CR : name(octet);
        }
        if (isFirstLine) {
            flaw = Refusal.MALFORMED_HEADER;
        }
        return State.FIELD;
    }

    private State behindCr(byte octet) {
        if (octet != '\n') {
            flaw = Refusal.BARE_LINE_END;
        }
        return State.BODY;
    }

    private State name(byte octet) {
        if (octet == ':') {
            return field();
        }
        if (octet == ' ' || octet == '\t') {
            boolean mboxFrom = octet == ' ' && fromOctets == MBOX_FROM.length();
            return mboxFrom ? State.FIELD : State.SPACE_BEHIND_NAME;
        }
        if (octet == '\n') {
            flaw = Refusal.BARE_LINE_END;
        }
        if (octet < '!' || octet > '~') {
            return State.BODY;
        }
        boolean fits =
                nameOctets < MBOX_FROM.length() && fromOctets == nameOctets && octet == MBOX_FROM.charAt(nameOctets);
        fromOctets = fits ? fromOctets + 1 : -1;
        boolean received = nameOctets < RECEIVED.length()
                && receivedOctets == nameOctets
                && Ascii.toLower(octet) == RECEIVED.charAt(nameOctets);
        receivedOctets = received ? receivedOctets + 1 : -1;
        nameOctets++;
        return State.NAME;
    }

    private State field() {
        if (receivedOctets == RECEIVED.length()) {
            hops++;
        }
        return State.FIELD;
    }

    private State behindName(byte octet) {
        if (octet == ':') {
            return field();
        }
        return octet == ' ' || octet == '\t' ? State.SPACE_BEHIND_NAME : State.BODY;
    }
}
