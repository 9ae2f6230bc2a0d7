package org.packetboat.mail.message;

/**
 * Where a part of a message lies; all offsets count from the first octet of the whole message.
 *
 * @param number position in the {@link PartIndex}, 0 for the message itself; parts follow their parent in the message's order
 * @param parent number of the part that contains it, -1 for the message itself
 * @param headerStart first octet of its (MIME) header; the header ends where the body starts and includes the blank line, if there is one
 * @param bodyStart first octet of its body
 * @param bodyEnd after the last octet of its body; the line end before a boundary belongs to the boundary
 * @param lines line feeds in the body
 */
public record Part(
        int number,
        int parent,
        Kind kind,
        Encoding encoding,
        Text text,
        long headerStart,
        long bodyStart,
        long bodyEnd,
        long lines) {

    /** What a part contains. */
    public enum Kind {
        LEAF,
        /** Its children are the body parts; there is at least one. */
        MULTIPART,
        /** message/rfc822 or message/global: its only child is the message inside, whose header starts where this body starts. */
        MESSAGE
    }

    /** Content-Transfer-Encoding. */
    public enum Encoding {
        /** 7bit, 8bit, binary or absent. */
        IDENTITY,
        BASE64,
        QUOTED_PRINTABLE,
        /** Something else, which nobody here can decode. */
        OTHER
    }

    /** Which kind of text a leaf holds. */
    public enum Text {
        NONE,
        PLAIN,
        HTML,
        /** Another text/* or a message/* that is not a whole message. */
        OTHER
    }

    public OctetRange header() {
        return new OctetRange(headerStart, bodyStart);
    }

    public OctetRange body() {
        return new OctetRange(bodyStart, bodyEnd);
    }

    /** Header and body. */
    public OctetRange whole() {
        return new OctetRange(headerStart, bodyEnd);
    }
}
