package org.packetboat.smtp.ingest;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.mail.smtp.OctetSink;

/**
 * Makes the header section of submitted mail complete on its way (RFC 6409 §8): fields that have to be there and are not are added at its end,
 * fields that nobody may see are left out, and who has sent it is checked. Holds no more than the name of one field, or one From or Sender up to a
 * bound. The section ends where {@link HeaderSectionMeter}
 * says. Used by one thread, for one message.
 */
final class HeaderCompletion implements OctetSink {
    private static final int LONGEST_NAME = 998;
    /** Of a From or Sender: more than any has. */
    private static final int LONGEST_BODY = 16 << 10;

    /** Begins a line of an mbox file, unless a colon follows (RFC 5322 §4.5). */
    private static final Octets MBOX_FROM = Octets.ascii("From ");

    private final Map<Added, Octets> missing;
    private final Set<Removed> removed;
    private final Optional<AuthorCheck> authors;
    private final OctetSink next;
    /** The body of a From or Sender, as far as it is looked at. */
    private final OctetsBuilder body = new OctetsBuilder(64);
    /** A Sender whose addressee is not known yet. */
    private final OctetsBuilder sender = new OctetsBuilder(16);

    private Looked looked = Looked.AT_NONE;
    /** The line so far, while it is not known whose it is. */
    private final OctetsBuilder held = new OctetsBuilder(64);

    private State state = State.LINE_START;
    private boolean isBehindName;
    private boolean isLeftOut;
    private boolean hasLineEnd = true;

    /** Whose body is looked at. */
    private enum Looked {
        AT_NONE,
        AT_FROM,
        AT_SENDER
    }

    /** What every message needs. */
    enum Added {
        DATE("Date"),
        MESSAGE_ID("Message-ID");

        private final String field;

        Added(String field) {
            this.field = field;
        }
    }

    /** What recipients must not see. */
    enum Removed {
        BCC("Bcc"),
        RESENT_BCC("Resent-Bcc");

        private final String field;

        Removed(String field) {
            this.field = field;
        }
    }

    private enum State {
        LINE_START,
        NAME,
        /** Behind the colon, or in a continuation. */
        FIELD,
        BODY
    }

    /**
     * @param missing field bodies for fields that are not there
     * @param removed fields to leave out
     * @param authors hears of From and Sender
     * @param next gets the octets
     */
    HeaderCompletion(Map<Added, Octets> missing, Set<Removed> removed, Optional<AuthorCheck> authors, OctetSink next) {
        this.authors = authors;
        this.missing = new EnumMap<>(missing);
        this.removed = removed.isEmpty() ? EnumSet.noneOf(Removed.class) : EnumSet.copyOf(removed);
        this.next = next;
    }

    @Override
    public void octets(byte[] array, int offset, int length) throws InterruptedException {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            switch (state) {
                case LINE_START -> {
                    boolean isContinuation = array[i] == ' ' || array[i] == '\t';
                    if (!isContinuation) {
                        endField();
                        isLeftOut = false;
                        isBehindName = false;
                    }
                    state = isContinuation ? State.FIELD : State.NAME;
                }
                case NAME -> i += nameOctet(array[i]);
                case FIELD -> i = field(array, i, end);
                case BODY -> {
                    next.octets(array, i, end - i);
                    i = end;
                }
            }
        }
    }

    private int field(byte[] array, int from, int end) throws InterruptedException {
        int to = from;
        while (to < end && array[to] != '\n') {
            to++;
        }
        hasLineEnd = to < end;
        if (hasLineEnd) {
            to++;
            state = State.LINE_START;
        }
        if (looked != Looked.AT_NONE) {
            body.append(array, from, Math.clamp(LONGEST_BODY - body.length(), 0, to - from));
        }
        if (looked == Looked.AT_SENDER) {
            sender.append(array, from, Math.clamp(LONGEST_BODY - sender.length(), 0, to - from));
        } else if (!isLeftOut) {
            next.octets(array, from, to - from);
        }
        return to;
    }

    /** A field that was looked at is whole. Returns whether it stays. */
    private boolean endField() throws InterruptedException {
        boolean stays = true;
        if (looked == Looked.AT_FROM) {
            authors.orElseThrow().author(wholeFrom());
        } else if (looked == Looked.AT_SENDER) {
            stays = authors.orElseThrow().keepsSender(wholeSender());
            if (stays) {
                next.octets(sender.array(), 0, sender.length());
            }
        }
        looked = Looked.AT_NONE;
        body.truncate(0);
        sender.truncate(0);
        return stays;
    }

    /** Nobody's own if it is longer than what is looked at: who is behind that may be the one who is shown. */
    private Octets wholeFrom() {
        return body.length() < LONGEST_BODY ? body.build() : Octets.EMPTY;
    }

    /** Nothing of one that is too long to be held: it goes. */
    private Octets wholeSender() {
        return sender.length() < LONGEST_BODY ? body.build() : Octets.EMPTY;
    }

    /** Returns how many octets it has taken, 1 or 0. */
    private int nameOctet(byte octet) throws InterruptedException {
        boolean isSpace = octet == ' ' || octet == '\t';
        if (isBehindName && !isSpace && octet != ':' && held.build().startsWith(MBOX_FROM)) {
            field();
            return 0;
        }
        held.append(octet);
        if (octet == ':') {
            named();
        } else if (!isSpace && (isBehindName || octet < '!' || octet > '~')) {
            end();
        } else if (held.length() > LONGEST_NAME) {
            // Whoever reads it may take it for a field, and what follows for others: Bcc too.
            throw new RefusedException(Refusal.MALFORMED_HEADER, "a field name longer than a line may be");
        }
        isBehindName |= isSpace;
        return 1;
    }

    private void named() throws InterruptedException {
        Octets name = held.build().slice(0, held.length() - 1).trim();
        for (Removed field : removed) {
            isLeftOut |= name.equalsIgnoreCase(field.field);
        }
        missing.keySet().removeIf(field -> name.equalsIgnoreCase(field.field));
        if (authors.isPresent() && !isLeftOut) {
            looked = name.equalsIgnoreCase("From")
                    ? Looked.AT_FROM
                    : name.equalsIgnoreCase("Sender") ? Looked.AT_SENDER : Looked.AT_NONE;
        }
        field();
    }

    private void field() throws InterruptedException {
        hasLineEnd = false;
        state = State.FIELD;
        if (looked == Looked.AT_SENDER) {
            sender.append(held.array(), 0, held.length());
            held.truncate(0);
        } else if (!isLeftOut) {
            flush();
        } else {
            held.truncate(0);
        }
    }

    /** A line that is no field gets the blank line that is missing before it: for others, who go on behind it, it would not end the section. */
    private void end() throws InterruptedException {
        state = State.BODY;
        addMissing();
        if (held.length() > 0 && held.at(0) != '\r' && held.at(0) != '\n') {
            next.octets(Octets.CRLF.array(), Octets.CRLF.offset(), Octets.CRLF.length());
        }
        flush();
    }

    private void flush() throws InterruptedException {
        if (held.length() > 0) {
            next.octets(held.array(), 0, held.length());
            held.truncate(0);
        }
    }

    private void addMissing() throws InterruptedException {
        OctetsBuilder fields = new OctetsBuilder(128);
        String author = authors.isPresent() ? authors.get().missing() : "";
        if (!author.isEmpty()) {
            fields.appendUtf8(author).append(Octets.CRLF);
        }
        missing.forEach((field, body) ->
                fields.append(field.field).append(": ").append(body).append(Octets.CRLF));
        if (fields.length() > 0) {
            next.octets(fields.array(), 0, fields.length());
        }
    }

    /** The message is whole. */
    void finish() throws InterruptedException {
        if (state == State.BODY) {
            return;
        }
        boolean isCutField = state == State.FIELD && !hasLineEnd && !isLeftOut;
        boolean isKept = endField();
        boolean isAddedTo = !missing.isEmpty()
                || authors.isPresent() && !authors.get().missing().isEmpty();
        if (isCutField && isKept && isAddedTo) {
            next.octets(Octets.CRLF.array(), Octets.CRLF.offset(), Octets.CRLF.length());
        }
        end();
    }
}
