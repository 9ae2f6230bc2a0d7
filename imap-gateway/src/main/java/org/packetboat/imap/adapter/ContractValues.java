package org.packetboat.imap.adapter;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.packetboat.blob.BodyKey;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.port.BodyFacts;
import org.packetboat.imap.port.MailboxStatus;
import org.packetboat.imap.port.MessageRow.Life;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/** Values between the contracts' form and ours. */
final class ContractValues {
    /** Most messages have system flags alone. */
    private static final Flags[] SYSTEM = new Flags[32];

    static {
        for (int bits = 0; bits < SYSTEM.length; bits++) {
            SYSTEM[bits] = new Flags(bits, List.of());
        }
    }

    private ContractValues() {}

    static UidSet uids(UidRanges uids) {
        UidSet.Builder set = UidSet.newBuilder();
        for (int i = 0; i < uids.rangeCount(); i++) {
            set.addBounds(uids.first(i)).addBounds(uids.last(i));
        }
        return set.build();
    }

    static UidRanges uids(UidSet set) {
        UidRanges.Builder uids = new UidRanges.Builder();
        add(set, uids);
        return uids.build();
    }

    static void add(UidSet set, UidRanges.Builder uids) {
        for (int i = 0; i + 1 < set.getBoundsCount(); i += 2) {
            uids.addRange(set.getBounds(i), set.getBounds(i + 1));
        }
    }

    static UidRanges uids(List<Long> ascending) {
        UidRanges.Builder uids = new UidRanges.Builder();
        ascending.forEach(uids::add);
        return uids.build();
    }

    static Flags flags(org.packetboat.contracts.mailbox.Flags flags) {
        return flags.getKeywordsCount() == 0
                ? SYSTEM[flags.getSystem() & 31]
                : new Flags(flags.getSystem(), flags.getKeywordsList());
    }

    static org.packetboat.contracts.mailbox.Flags flags(Flags flags) {
        return org.packetboat.contracts.mailbox.Flags.newBuilder()
                .setSystem(flags.system())
                .addAllKeywords(flags.keywords())
                .build();
    }

    static MailboxStatus status(org.packetboat.contracts.mailbox.MailboxStatus status) {
        return new MailboxStatus(
                status.getMailboxId(),
                status.getUidValidity(),
                new Delta.Point(status.getHighestModSeq(), status.getUidNext()),
                status.getMessages(),
                status.getUnseen(),
                status.getDeleted(),
                status.getOctets(),
                status.getDeletedOctets(),
                status.getRecentFrom(),
                status.getRecent());
    }

    static org.packetboat.contracts.mailbox.MetadataField field(MetadataField field) {
        return switch (field) {
            case BLOB -> org.packetboat.contracts.mailbox.MetadataField.BLOB;
            case HEADER -> org.packetboat.contracts.mailbox.MetadataField.HEADER;
            case ENVELOPE -> org.packetboat.contracts.mailbox.MetadataField.ENVELOPE;
            case BODY_STRUCTURE -> org.packetboat.contracts.mailbox.MetadataField.BODY_STRUCTURE;
            case BODY -> org.packetboat.contracts.mailbox.MetadataField.BODY;
            case PART_INDEX -> org.packetboat.contracts.mailbox.MetadataField.PART_INDEX;
            case PREVIEW -> org.packetboat.contracts.mailbox.MetadataField.PREVIEW;
            case THREAD_ID -> org.packetboat.contracts.mailbox.MetadataField.THREAD_ID;
        };
    }

    static org.packetboat.imap.port.MessageRow row(long accountId, MessageRow row, Collection<MetadataField> fields) {
        return new org.packetboat.imap.port.MessageRow(
                row.getUid(),
                row.getModSeq(),
                flags(row.getFlags()),
                row.getInternalDateMillis(),
                row.getSaveDateMillis() == 0 ? OptionalLong.empty() : OptionalLong.of(row.getSaveDateMillis()),
                row.getSize(),
                BodyKey.of(accountId, row.getBodyId()),
                row.getExpunged() ? Life.EXPUNGED : Life.PRESENT,
                fields.isEmpty() ? BodyFacts.NOTHING : facts(row, fields));
    }

    private static BodyFacts facts(MessageRow row, Collection<MetadataField> fields) {
        return new BodyFacts(
                fields.contains(MetadataField.BLOB) ? row.getBlob() : null,
                fields.contains(MetadataField.HEADER) ? octets(row.getHeader()) : null,
                fields.contains(MetadataField.ENVELOPE) ? octets(row.getEnvelope()) : null,
                fields.contains(MetadataField.BODY_STRUCTURE) ? octets(row.getBodyStructure()) : null,
                fields.contains(MetadataField.BODY) ? octets(row.getBody()) : null,
                fields.contains(MetadataField.PART_INDEX) ? PartIndex.decode(octets(row.getPartIndex())) : null,
                fields.contains(MetadataField.PREVIEW) ? row.getPreview() : null,
                fields.contains(MetadataField.THREAD_ID) ? id(row.getThreadId()) : null);
    }

    /** 16 octets as an id. */
    static UUID id(ByteString octets) {
        ByteBuffer buffer = octets.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** An id as 16 octets. */
    static ByteString id(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    private static Octets octets(ByteString octets) {
        return Octets.of(octets.toByteArray());
    }
}
