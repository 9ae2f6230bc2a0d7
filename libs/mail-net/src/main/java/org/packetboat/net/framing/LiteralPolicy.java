package org.packetboat.net.framing;

/** Decides on each literal when it is announced. Called while framing: never blocks; may read what the lane last wrote. */
@FunctionalInterface
public interface LiteralPolicy {
    /**
     * @param command holds the command so far, from its first octet; not to be kept or changed
     * @param line where the line with the announcement begins; 0 for the first literal of a command
     * @param length how many octets of the array are the command
     */
    Decision decide(byte[] command, int line, int length, LiteralHeader literal);

    /** Octets that a command with its inlined literals may have now, where that is less than the framer's own limit. */
    default int mostHeld() {
        return Integer.MAX_VALUE;
    }

    /** Octets of one refused command that are skipped at most, so that the stream is in step again; beyond it is given up. */
    default long mostSkipped() {
        return Long.MAX_VALUE;
    }

    /** What becomes of a literal. */
    enum Decision {
        /** Becomes part of the command if that stays within its limit, else it is refused. */
        INLINE,
        /** The command is handed over at once; its handler reads the literal as a stream. */
        STREAM,
        /** Not taken. */
        REFUSE
    }
}
