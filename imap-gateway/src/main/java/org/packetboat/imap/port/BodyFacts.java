package org.packetboat.imap.port;

import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/**
 * What is known of one body, as far as somebody has asked for it. All of it is immutable but the place of the body, which is only a hint: a
 * reader that finds nothing there asks again. Immutable.
 */
public record BodyFacts(
        @Nullable BlobRef blob,
        @Nullable Octets header,
        @Nullable Octets envelope,
        @Nullable Octets bodyStructure,
        @Nullable Octets body,
        @Nullable PartIndex partIndex,
        @Nullable String preview,
        @Nullable UUID thread) {
    /** Nothing is known. */
    public static final BodyFacts NOTHING = new BodyFacts(null, null, null, null, null, null, null, null);

    private static final int OVERHEAD = 200;
    private static final int OCTETS_PER_PART = 96;

    /** Whether all of these are known. */
    public boolean has(Collection<MetadataField> fields) {
        for (MetadataField field : fields) {
            boolean known = switch (field) {
                case BLOB -> blob != null;
                case HEADER -> header != null;
                case ENVELOPE -> envelope != null;
                case BODY_STRUCTURE -> bodyStructure != null;
                case BODY -> body != null;
                case PART_INDEX -> partIndex != null;
                case PREVIEW -> preview != null;
                case THREAD_ID -> thread != null;
            };
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /** With what another answer brought. */
    public BodyFacts with(BodyFacts more) {
        return new BodyFacts(
                more.blob == null ? blob : more.blob,
                more.header == null ? header : more.header,
                more.envelope == null ? envelope : more.envelope,
                more.bodyStructure == null ? bodyStructure : more.bodyStructure,
                more.body == null ? body : more.body,
                more.partIndex == null ? partIndex : more.partIndex,
                more.preview == null ? preview : more.preview,
                more.thread == null ? thread : more.thread);
    }

    /** Octets for the ready-made items. */
    public Octets readyMade(FetchItem.Attribute item) {
        Octets octets = switch (item) {
            case ENVELOPE -> envelope;
            case BODYSTRUCTURE -> bodyStructure;
            case BODY -> body;
            case FLAGS,
                    INTERNALDATE,
                    SAVEDATE,
                    EMAILID,
                    THREADID,
                    RFC822_SIZE,
                    UID,
                    MODSEQ,
                    RFC822,
                    RFC822_HEADER,
                    RFC822_TEXT -> null;
        };
        return required(octets, item.word());
    }

    /** Where the body lies. */
    public BlobRef requiredBlob() {
        return required(blob, "blob");
    }

    /** The stored header. */
    public Octets requiredHeader() {
        return required(header, "header");
    }

    /** Where the parts lie. */
    public PartIndex requiredPartIndex() {
        return required(partIndex, "part index");
    }

    /** The beginning of its text. */
    public String requiredPreview() {
        return required(preview, "preview");
    }

    /** The conversation. */
    public UUID requiredThread() {
        return required(thread, "thread");
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException("not asked for: " + name);
        }
        return value;
    }

    /** Octets of heap, roughly. */
    public long weight() {
        return OVERHEAD
                + length(header)
                + length(envelope)
                + length(bodyStructure)
                + length(body)
                + (preview == null ? 0L : 2L * preview.length())
                + (partIndex == null ? 0L : partIndex.parts().size() * (long) OCTETS_PER_PART);
    }

    private static long length(@Nullable Octets octets) {
        return octets == null ? 0 : octets.length();
    }
}
