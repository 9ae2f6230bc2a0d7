package org.packetboat.delivery.remote.smtp;

import java.util.Optional;
import org.packetboat.mail.message.MessageScanner;
import org.packetboat.mail.message.SevenBitForm;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.mail.smtp.OctetSink;

/** A message in the form in which every server takes it (RFC 6152 §3). Whoever reads it reads the message once; its facts are those of this form. */
final class SevenBitBody implements OutboundBody {
    private static final int PIECE_OCTETS = 16 * 1024;

    private final OutboundBody original;
    private final SevenBitForm form;
    private final BodyFacts facts;

    private SevenBitBody(OutboundBody original, SevenBitForm form) throws InterruptedException {
        this.original = original;
        this.form = form;
        facts = BodyFacts.of(this);
    }

    /** Reads the message three times; empty when there is no such form of it. */
    static Optional<SevenBitBody> of(OutboundBody original) throws InterruptedException {
        MessageScanner scanner = new MessageScanner();
        original.writeTo(scanner::accept);
        SevenBitForm.Survey survey = new SevenBitForm.Survey(scanner.finish().partIndex());
        original.writeTo(survey::accept);
        Optional<SevenBitForm> form = survey.finish();
        if (form.isEmpty()) {
            return Optional.empty();
        }
        SevenBitBody body = new SevenBitBody(original, form.get());
        // Headers, and what is between parts, stay as they are.
        boolean isClean = !body.facts.eightBit() && !body.facts.longLines() && !body.facts.binary();
        return isClean ? Optional.of(body) : Optional.empty();
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
