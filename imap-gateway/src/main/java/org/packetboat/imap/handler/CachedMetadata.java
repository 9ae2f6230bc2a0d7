package org.packetboat.imap.handler;

import com.google.protobuf.ByteString;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/**
 * What is known of one body, as far as somebody has asked for it. All of it is immutable but the place of the body, which is only a hint: a
 * reader that finds nothing there asks again. Immutable.
 */
record CachedMetadata(
        @Nullable BlobRef blob,
        @Nullable Octets header,
        @Nullable Octets envelope,
        @Nullable Octets bodyStructure,
        @Nullable Octets body,
        @Nullable PartIndex partIndex) {
    static final CachedMetadata NOTHING = new CachedMetadata(null, null, null, null, null, null);
    private static final int OVERHEAD = 200;
    private static final int OCTETS_PER_PART = 96;

    boolean has(Collection<MetadataField> fields) {
        for (MetadataField field : fields) {
            boolean known = switch (field) {
                case BLOB -> blob != null;
                case HEADER -> header != null;
                case ENVELOPE -> envelope != null;
                case BODY_STRUCTURE -> bodyStructure != null;
                case BODY -> body != null;
                case PART_INDEX -> partIndex != null;
                case METADATA_FIELD_UNSPECIFIED, UNRECOGNIZED -> true;
            };
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /** With the fields that a row brought. */
    CachedMetadata with(MessageRow row, Collection<MetadataField> fields) {
        return new CachedMetadata(
                fields.contains(MetadataField.BLOB) ? row.getBlob() : blob,
                fields.contains(MetadataField.HEADER) ? octets(row.getHeader()) : header,
                fields.contains(MetadataField.ENVELOPE) ? octets(row.getEnvelope()) : envelope,
                fields.contains(MetadataField.BODY_STRUCTURE) ? octets(row.getBodyStructure()) : bodyStructure,
                fields.contains(MetadataField.BODY) ? octets(row.getBody()) : body,
                fields.contains(MetadataField.PART_INDEX) ? PartIndex.decode(octets(row.getPartIndex())) : partIndex);
    }

    private static Octets octets(ByteString octets) {
        return Octets.of(octets.toByteArray());
    }

    /** Octets for the ready-made items. */
    Octets readyMade(FetchItem.Attribute item) {
        Octets octets = switch (item) {
            case ENVELOPE -> envelope;
            case BODYSTRUCTURE -> bodyStructure;
            case BODY -> body;
            case FLAGS, INTERNALDATE, RFC822_SIZE, UID, RFC822, RFC822_HEADER, RFC822_TEXT -> null;
        };
        return required(octets, item.word());
    }

    BlobRef requiredBlob() {
        return required(blob, "blob");
    }

    Octets requiredHeader() {
        return required(header, "header");
    }

    PartIndex requiredPartIndex() {
        return required(partIndex, "part index");
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalStateException("not asked for: " + name);
        }
        return value;
    }

    /** Octets of heap, roughly. */
    long weight() {
        return OVERHEAD
                + length(header)
                + length(envelope)
                + length(bodyStructure)
                + length(body)
                + (partIndex == null ? 0L : partIndex.parts().size() * (long) OCTETS_PER_PART);
    }

    private static long length(@Nullable Octets octets) {
        return octets == null ? 0 : octets.length();
    }
}
