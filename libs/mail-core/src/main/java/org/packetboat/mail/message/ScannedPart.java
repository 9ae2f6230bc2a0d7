package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Octets;

/** A part while it is being scanned. */
final class ScannedPart {
    final int number;
    final @Nullable ScannedPart parent;
    final int depth;
    final List<ScannedPart> children = new ArrayList<>(0);

    MimeFields mime = MimeFields.DEFAULT;
    long headerStart;
    long bodyStart = -1;
    long bodyEnd = -1;
    /** Line feeds in the message before the body. */
    long linesBefore;

    long lines;
    /** Of a multipart: its close delimiter was seen, or nobody looks for its delimiters any more. */
    boolean closed;
    /** ENVELOPE if this is a whole message. */
    Octets envelope = Octets.EMPTY;

    ScannedPart(int number, @Nullable ScannedPart parent, long headerStart) {
        this.number = number;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.headerStart = headerStart;
    }

    /** Whether this is the message itself or one inside a message/rfc822 part. */
    boolean isMessage() {
        return parent == null || parent.mime.kind() == Part.Kind.MESSAGE;
    }

    boolean inDigest() {
        return parent != null && parent.mime.digest();
    }

    boolean inHeader() {
        return bodyStart < 0;
    }

    /** Keeps it within the part that contains it, whose body ends here. */
    void clamp(long limit) {
        headerStart = Math.min(headerStart, limit);
        bodyStart = Math.min(bodyStart, limit);
        bodyEnd = Math.min(bodyEnd, limit);
    }

    /** All parts are known: a multipart in which none was found is a text, for IMAP has no multipart without parts. */
    void settle() {
        if (mime.kind() == Part.Kind.MULTIPART && children.isEmpty()) {
            mime = MimeFields.DEFAULT;
        }
    }

    Part toPart() {
        return new Part(
                number,
                parent == null ? -1 : parent.number,
                mime.kind(),
                mime.encoding(),
                mime.text(),
                headerStart,
                bodyStart,
                bodyEnd,
                lines);
    }
}
