package org.packetboat.mail.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * Computes the metadata of a message that streams by, in chunks of any size. Memory does not depend on the message's size: at most a
 * header (256 KiB), the table of parts (1,000) and what is kept of their fields (1 MiB). Not safe for several threads.
 */
public final class MessageScanner {
    /** What the structures of all parts may take before they get bare. */
    private static final int MOST_STRUCTURE_OCTETS = 1024 * 1024;

    private final Fields fields = new Fields();
    private final Preview preview = new Preview();
    private final PartScanner scanner = new PartScanner(new Collector());
    private int structureOctets;
    private Octets header = Octets.EMPTY;

    /** Takes the next octets; the array may be reused afterwards. */
    public void accept(byte[] octets, int offset, int length) {
        scanner.accept(octets, offset, length);
    }

    public void accept(Octets octets) {
        accept(octets.array(), octets.offset(), octets.length());
    }

    /** Takes the remaining octets of the buffer and moves its position to its limit. */
    public void accept(ByteBuffer buffer) {
        Octets octets = Octets.of(buffer);
        accept(octets.array(), octets.offset(), octets.length());
        buffer.position(buffer.limit());
    }

    /** The message is complete; nothing may be accepted any more. */
    public MessageMetadata finish() {
        scanner.finish();
        ScannedPart message = scanner.parts().getFirst();
        fields.scan(header.array(), header.offset(), header.length());
        Optional<SentDate> date = fields.has(Field.DATE)
                ? SentDate.read(Octets.of(
                        fields.array(), fields.from(Field.DATE), fields.to(Field.DATE) - fields.from(Field.DATE)))
                : Optional.empty();
        return new MessageMetadata(
                scanner.offset(),
                header,
                message.envelope,
                BodyStructureWriter.write(message, BodyStructureWriter.Form.BODYSTRUCTURE),
                BodyStructureWriter.write(message, BodyStructureWriter.Form.BODY),
                index(),
                text(Field.SUBJECT),
                text(Field.FROM),
                text(Field.TO),
                text(Field.CC),
                text(Field.BCC),
                MessageIds.first(fields, Field.MESSAGE_ID),
                MessageIds.first(fields, Field.IN_REPLY_TO),
                MessageIds.all(fields, Field.REFERENCES),
                preview.text(),
                date.map(SentDate::day).map(OptionalLong::of).orElse(OptionalLong.empty()),
                date.map(SentDate::millis).map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private PartIndex index() {
        List<Part> parts = new ArrayList<>(scanner.parts().size());
        for (ScannedPart part : scanner.parts()) {
            parts.add(part.toPart());
        }
        return new PartIndex(parts);
    }

    private String text(Field field) {
        if (fields.count(field) < 2) {
            return fields.has(field)
                    ? CaseFolding.fold(DecodedText.ofField(fields.array(), fields.from(field), fields.to(field)))
                    : "";
        }
        StringBuilder values = new StringBuilder();
        fields.forEach(field, (from, to) -> {
            values.append(values.isEmpty() ? "" : ", ");
            if (values.length() < DecodedText.LIMIT) {
                values.append(DecodedText.ofField(fields.array(), from, to));
            }
        });
        return CaseFolding.fold(DecodedText.clean(values.toString(), DecodedText.LIMIT));
    }

    private final class Collector implements PartScanner.Listener {
        @Override
        public void header(ScannedPart part, byte[] octets, int length) {
            fields.scan(octets, 0, length);
            part.mime = MimeFieldsReader.read(fields, part.inDigest(), scanner.nests(part));
            if (part.isMessage()) {
                OctetsBuilder envelope = new OctetsBuilder(512);
                EnvelopeWriter.write(envelope, fields);
                part.envelope = envelope.build();
            }
            if (part.parent == null) {
                header = Octets.copyOf(octets, 0, length);
            } else {
                spend(part);
            }
        }

        private void spend(ScannedPart part) {
            int wanted = part.mime.kept() + part.envelope.length();
            if (structureOctets + wanted <= MOST_STRUCTURE_OCTETS) {
                structureOctets += wanted;
            } else {
                part.mime = part.mime.bare();
                part.envelope = part.envelope.isEmpty() ? Octets.EMPTY : Octets.ascii(EnvelopeWriter.EMPTY);
            }
        }

        @Override
        public void bodyLine(ScannedPart leaf, byte[] octets, int from, int to) {
            preview.line(leaf, octets, from, to);
        }

        @Override
        public boolean wantsBody(ScannedPart leaf) {
            return preview.wants(leaf);
        }
    }
}
