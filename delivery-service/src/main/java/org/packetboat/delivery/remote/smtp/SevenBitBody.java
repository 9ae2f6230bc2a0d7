package org.packetboat.delivery.remote.smtp;

import org.packetboat.mail.message.SevenBitForm;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.mail.smtp.OctetSink;

/** A message in the form in which every server takes it (RFC 6152 §3). Whoever reads it reads the message once. */
final class SevenBitBody implements OutboundBody {
    private static final int PIECE_OCTETS = 16 * 1024;

    private final OutboundBody original;
    private final SevenBitForm form;
    private final BodyFacts facts;

    /** @param facts of this form, if it is known by now */
    SevenBitBody(OutboundBody original, SevenBitForm form, BodyFacts facts) {
        this.original = original;
        this.form = form;
        this.facts = facts;
    }

    BodyFacts facts() {
        return facts;
    }

    @Override
    public long octets() {
        return facts.octets();
    }

    @Override
    public void writeTo(OctetSink sink) throws InterruptedException {
        SevenBitForm.Writer writer = form.writer();
        OctetsBuilder out = new OctetsBuilder(4 * PIECE_OCTETS);
        original.writeTo((array, offset, length) -> {
            for (int at = offset; at < offset + length; at += PIECE_OCTETS) {
                writer.accept(array, at, Math.min(PIECE_OCTETS, offset + length - at), out);
                pass(out, sink);
            }
        });
        writer.finish(out);
        pass(out, sink);
    }

    private static void pass(OctetsBuilder out, OctetSink sink) throws InterruptedException {
        if (out.length() > 0) {
            sink.octets(out.array(), 0, out.length());
            out.truncate(0);
        }
    }
}
