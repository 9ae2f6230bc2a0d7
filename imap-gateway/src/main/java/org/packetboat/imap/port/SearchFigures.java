package org.packetboat.imap.port;

import java.util.OptionalLong;
import org.packetboat.imap.view.UidRanges;

/**
 * What a search found, in figures; those that nobody asked for may be anything.
 *
 * @param lowest UID, 0 if nothing was found
 * @param highest UID, 0 if nothing was found
 * @param count number of messages
 */
public record SearchFigures(long lowest, long highest, long count) {
    /** Which ones. */
    public enum Figure {
        /** The lowest UID. */
        LOWEST,
        /** The highest UID. */
        HIGHEST,
        /** The number of messages. */
        COUNT
    }

    /** All figures of what was found. */
    public static SearchFigures of(UidRanges found) {
        return new SearchFigures(found.isEmpty() ? 0 : found.first(0), found.highest(), found.size());
    }

    /** The lowest UID, if anything was found. */
    public OptionalLong lowestUid() {
        return lowest == 0 ? OptionalLong.empty() : OptionalLong.of(lowest);
    }

    /** The highest UID, if anything was found. */
    public OptionalLong highestUid() {
        return highest == 0 ? OptionalLong.empty() : OptionalLong.of(highest);
    }
}
