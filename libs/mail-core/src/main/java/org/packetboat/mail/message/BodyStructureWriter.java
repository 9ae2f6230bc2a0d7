package org.packetboat.mail.message;

import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** Writes BODY and BODYSTRUCTURE. RFC 3501 §7.4.2, RFC 9051 §7.5.2. */
final class BodyStructureWriter {
    /** Which of the two. */
    enum Form {
        BODY,
        BODYSTRUCTURE
    }

    private final OctetsBuilder out = new OctetsBuilder(256);
    private final Form form;

    private BodyStructureWriter(Form form) {
        this.form = form;
    }

    static Octets write(ScannedPart message, Form form) {
        BodyStructureWriter writer = new BodyStructureWriter(form);
        writer.part(message);
        return writer.out.build();
    }

    private void part(ScannedPart part) {
        switch (part.mime.kind()) {
            case LEAF -> leaf(part);
            case MULTIPART -> multipart(part);
            case MESSAGE -> message(part);
        }
    }

    private void leaf(ScannedPart part) {
        out.append('(').append(part.mime.basic()).append(' ').appendNumber(part.bodyEnd - part.bodyStart);
        if (part.mime.hasLines()) {
            out.append(' ').appendNumber(part.lines);
        }
        end(part);
    }

    private void message(ScannedPart part) {
        out.append('(').append(part.mime.basic()).append(' ').appendNumber(part.bodyEnd - part.bodyStart);
        ScannedPart inside = part.children.getFirst();
        out.append(' ').append(inside.envelope).append(' ');
        part(inside);
        out.append(' ').appendNumber(part.lines);
        end(part);
    }

    private void multipart(ScannedPart part) {
        out.append('(');
        for (ScannedPart child : part.children) {
            part(child);
        }
        out.append(' ').append(part.mime.basic());
        end(part);
    }

    private void end(ScannedPart part) {
        if (form == Form.BODYSTRUCTURE) {
            out.append(part.mime.extension());
        }
        out.append(')');
    }
}
