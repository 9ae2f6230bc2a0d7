package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.imap.codec.FetchItem.Attribute;
import org.packetboat.imap.codec.FetchItem.BodySection;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Peek;
import org.packetboat.imap.port.BodyFacts;
import org.packetboat.imap.port.MetadataField;
import org.packetboat.mail.message.SectionDecoder;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.message.SectionSpec.What;

/**
 * What a FETCH needs to know of each message.
 *
 * @param items in the order of the response; UID FETCH always tells the UID
 * @param fields immutable metadata that is asked for where it is not cached
 * @param bodies whether octets of the body are read
 * @param seen whether reading sets {@code \Seen}
 */
record FetchPlan(List<FetchItem> items, Set<MetadataField> fields, Bodies bodies, Peek seen) {
    /** Rows that carry whole headers are few at a time. */
    private static final int CHUNK_WITH_HEADERS = 200;

    /** Whether bodies are read. */
    enum Bodies {
        /** Metadata is enough. */
        UNREAD,
        /** Every body. */
        READ
    }

    static FetchPlan of(ImapCommand.Fetch command) {
        List<FetchItem> items = new ArrayList<>(command.items());
        if (command.messages().numbering() == Numbering.UID && !items.contains(Attribute.UID)) {
            items.addFirst(Attribute.UID);
        }
        if (command.changedSince().isPresent() && !items.contains(Attribute.MODSEQ)) {
            items.add(Attribute.MODSEQ); // RFC 7162 §3.1.4.1
        }
        Set<MetadataField> fields = EnumSet.noneOf(MetadataField.class);
        Bodies bodies = Bodies.UNREAD;
        Peek seen = Peek.KEEPS_UNSEEN;
        for (FetchItem item : items) {
            fields.addAll(fields(item));
            bodies = readsBody(item) ? Bodies.READ : bodies;
            seen = setsSeen(item) ? Peek.SETS_SEEN : seen;
        }
        return new FetchPlan(List.copyOf(items), fields, bodies, seen);
    }

    /** Whether every part that is to be decoded is in an encoding that is known; otherwise the message cannot be answered (RFC 3516 §4.3). */
    boolean canDecode(BodyFacts facts) {
        for (FetchItem item : items) {
            boolean known = switch (item) {
                case FetchItem.Binary binary -> canDecode(binary.path(), facts);
                case FetchItem.BinarySize size -> canDecode(size.path(), facts);
                case Attribute a -> true;
                case BodySection section -> true;
                case FetchItem.Preview preview -> true;
            };
            if (!known) {
                return false;
            }
        }
        return true;
    }

    private static boolean canDecode(List<Integer> path, BodyFacts facts) {
        return path.isEmpty()
                || new SectionSpec(path, What.ALL, List.of())
                        .part(facts.requiredPartIndex())
                        .map(part -> SectionDecoder.knows(part.encoding()))
                        .orElse(true);
    }

    boolean tells(Attribute attribute) {
        return items.contains(attribute);
    }

    /** How many messages are dealt with at once. */
    int chunk() {
        return fields.contains(MetadataField.HEADER) ? CHUNK_WITH_HEADERS : UidSets.CHUNK;
    }

    /** Whether a section of the message's own header is asked for, which is stored beside the row. */
    static boolean isStoredHeader(SectionSpec section) {
        return section.path().isEmpty()
                && switch (section.what()) {
                    case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT -> true;
                    case ALL, TEXT, MIME -> false;
                };
    }

    private static Set<MetadataField> fields(FetchItem item) {
        return switch (item) {
            case Attribute a ->
                switch (a) {
                    case ENVELOPE -> EnumSet.of(MetadataField.ENVELOPE);
                    case BODYSTRUCTURE -> EnumSet.of(MetadataField.BODY_STRUCTURE);
                    case BODY -> EnumSet.of(MetadataField.BODY);
                    case RFC822 -> fields(SectionSpec.WHOLE);
                    case RFC822_HEADER -> fields(SectionSpec.HEADER);
                    case RFC822_TEXT -> fields(SectionSpec.TEXT);
                    case THREADID -> EnumSet.of(MetadataField.THREAD_ID);
                    case FLAGS, INTERNALDATE, RFC822_SIZE, UID, MODSEQ, SAVEDATE, EMAILID ->
                        EnumSet.noneOf(MetadataField.class);
                };
            case BodySection section -> fields(section.section());
            case FetchItem.Binary binary -> fields(new SectionSpec(binary.path(), What.ALL, List.of()));
            case FetchItem.BinarySize size ->
                size.path().isEmpty()
                        ? EnumSet.noneOf(MetadataField.class)
                        : EnumSet.of(MetadataField.PART_INDEX, MetadataField.BLOB);
            case FetchItem.Preview preview -> EnumSet.of(MetadataField.PREVIEW);
        };
    }

    private static Set<MetadataField> fields(SectionSpec section) {
        if (isStoredHeader(section)) {
            return EnumSet.of(MetadataField.HEADER, MetadataField.PART_INDEX, MetadataField.BLOB);
        }
        return section.path().isEmpty() && section.what() == What.ALL
                ? EnumSet.of(MetadataField.BLOB)
                : EnumSet.of(MetadataField.PART_INDEX, MetadataField.BLOB);
    }

    private static boolean readsBody(FetchItem item) {
        return switch (item) {
            case Attribute a -> a == Attribute.RFC822 || a == Attribute.RFC822_TEXT;
            case BodySection section -> !isStoredHeader(section.section());
            case FetchItem.Binary binary -> true;
            case FetchItem.BinarySize size -> !size.path().isEmpty();
            case FetchItem.Preview preview -> false;
        };
    }

    private static boolean setsSeen(FetchItem item) {
        return switch (item) {
            case Attribute a -> a == Attribute.RFC822 || a == Attribute.RFC822_TEXT;
            case BodySection section -> section.peek() == Peek.SETS_SEEN;
            case FetchItem.Binary binary -> binary.peek() == Peek.SETS_SEEN;
            case FetchItem.BinarySize size -> false;
            case FetchItem.Preview preview -> false;
        };
    }
}
