package org.packetboat.blob;

/** What a file has taken of a spool, in its units. Guarded by the spool's lock. */
final class SpoolRoom {
    private int units;
    private boolean isPromised;
    /** Of the promise, what was not taken yet. */
    private int left;

    int units() {
        return units;
    }

    /** Makes it larger; returns how much of that was promised. */
    int grow(int more) {
        int promised = Math.min(more, left);
        units += more;
        left -= promised;
        return promised;
    }

    boolean isPromised() {
        return isPromised;
    }

    /** Of what was promised, what may still be taken. */
    int left() {
        return left;
    }

    /** From here on there is so much more room for this file, whoever else wants some. */
    void promise(int more) {
        isPromised = true;
        left = more;
    }

    void clear() {
        units = 0;
        isPromised = false;
        left = 0;
    }
}
