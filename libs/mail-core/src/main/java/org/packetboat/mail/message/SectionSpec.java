package org.packetboat.mail.message;

import java.util.List;
import java.util.Optional;

/**
 * What stands between the brackets of BODY[...]. RFC 3501 §6.4.5, RFC 9051 §6.4.5.
 *
 * @param path part numbers, empty for the message itself
 * @param what of that part
 * @param fields names for HEADER.FIELDS and HEADER.FIELDS.NOT, else empty
 */
public record SectionSpec(List<Integer> path, What what, List<String> fields) {
    /** BODY[]. */
    public static final SectionSpec WHOLE = of(What.ALL);

    /** BODY[HEADER]. */
    public static final SectionSpec HEADER = of(What.HEADER);

    /** BODY[TEXT]. */
    public static final SectionSpec TEXT = of(What.TEXT);

    public SectionSpec {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
        if (what == What.MIME && path.isEmpty()) {
            throw new IllegalArgumentException("MIME needs a part number");
        }
        boolean named = what == What.HEADER_FIELDS || what == What.HEADER_FIELDS_NOT;
        if (named == fields.isEmpty()) {
            throw new IllegalArgumentException("field names belong to HEADER.FIELDS");
        }
    }

    /** The part of a section that is named by a word. */
    public enum What {
        /** Nothing is named: the whole message, or the body of the part. */
        ALL,
        HEADER,
        HEADER_FIELDS,
        HEADER_FIELDS_NOT,
        TEXT,
        MIME
    }

    public static SectionSpec of(What what) {
        return new SectionSpec(List.of(), what, List.of());
    }

    /**
     * The octets that are asked for; for HEADER.FIELDS the whole header, from which {@link HeaderFields#select} makes the answer. Empty if
     * the message has no such part, or if HEADER or TEXT is asked of a part that is not a message.
     */
    public Optional<OctetRange> resolve(PartIndex index) {
        return path.isEmpty()
                ? Optional.of(ofMessage(index.root()))
                : part(index).flatMap(part -> ofPart(index, part));
    }

    /** The part that the numbers name, whatever is asked of it; without numbers the message itself. Empty if there is none. */
    public Optional<Part> part(PartIndex index) {
        Part at = index.root();
        boolean message = true;
        for (int n : path) {
            Optional<Part> next = step(index, at, message, n);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
            message = false;
        }
        return Optional.of(at);
    }

    /** Part n of a message or of a part. A message that is no multipart has itself as its only part 1. */
    private static Optional<Part> step(PartIndex index, Part at, boolean message, int n) {
        Part container = at;
        boolean isMessage = message;
        if (!message && at.kind() == Part.Kind.MESSAGE) {
            Optional<Part> inside = index.child(at, 1);
            if (inside.isEmpty()) {
                return inside;
            }
            container = inside.get();
            isMessage = true;
        }
        if (container.kind() == Part.Kind.MULTIPART) {
            return index.child(container, n);
        }
        return isMessage && n == 1 ? Optional.of(container) : Optional.empty();
    }

    private OctetRange ofMessage(Part message) {
        return switch (what) {
            case ALL -> message.whole();
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, MIME -> message.header();
            case TEXT -> message.body();
        };
    }

    private Optional<OctetRange> ofPart(PartIndex index, Part part) {
        return switch (what) {
            case ALL -> Optional.of(part.body());
            case MIME -> Optional.of(part.header());
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT ->
                part.kind() == Part.Kind.MESSAGE ? index.child(part, 1).map(this::ofMessage) : Optional.empty();
        };
    }
}
