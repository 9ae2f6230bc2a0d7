package org.packetboat.imap.view;

/**
 * Whether a client reads message after message, each with a command of its own, and how far ahead it is worth to read for it: eight messages at first,
 * and twice as many each time that it has gone on. Lane only.
 */
public final class ReadingOrder {
    private static final int FIRST_WINDOW = 8;
    private static final int LARGEST_WINDOW = 256;
    private static final int SMALL_COMMAND = 32;

    private long last;
    private long through;
    private int window = FIRST_WINDOW;

    /**
     * The bodies of {@code read} are asked for now, which is not empty. Returns what should be read along: the messages behind them, when they follow those
     * of the last command.
     *
     * @param told the UIDs that the client knows of
     */
    public UidRanges next(UidRanges told, UidRanges read) {
        boolean follows = last != 0
                && read.first(0) > last
                && told.countBelow(read.first(0)) == told.countBelow(last + 1);
        last = read.highest();
        if (!follows || read.size() > SMALL_COMMAND) {
            through = last;
            window = FIRST_WINDOW;
            return UidRanges.EMPTY;
        }
        int at = told.countBelow(last + 1);
        int ahead = Math.max(at, told.countBelow(through + 1));
        int end = Math.min(told.size(), at + window);
        if (ahead - at > window / 4 || end <= ahead) {
            return UidRanges.EMPTY;
        }
        UidRanges next = told.slice(ahead + 1, end);
        through = next.highest();
        window = Math.min(LARGEST_WINDOW, window * 2);
        return next;
    }
}
