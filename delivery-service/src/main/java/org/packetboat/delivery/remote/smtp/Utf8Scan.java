package org.packetboat.delivery.remote.smtp;

/** Tells whether octets that stream by are UTF-8. RFC 3629 §4. */
final class Utf8Scan {
    private static final int LEAST_TAIL = 0x80;
    private static final int MOST_TAIL = 0xBF;

    private boolean valid = true;
    private boolean beyondAscii;
    /** Octets to come of a character. */
    private int missing;
    /** What the next of them can be: the second one is what tells overlong forms, surrogates and what is above U+10FFFF. */
    private int least = LEAST_TAIL;

    private int most = MOST_TAIL;

    void octet(byte octet) {
        int value = octet & 0xFF;
        if (missing > 0) {
            valid &= value >= least && value <= most;
            missing--;
            least = LEAST_TAIL;
            most = MOST_TAIL;
        } else if (value >= 0x80) {
            beyondAscii = true;
            start(value);
        }
    }

    private void start(int value) {
        if (value >= 0xC2 && value <= 0xDF) {
            missing = 1;
        } else if (value >= 0xE0 && value <= 0xEF) {
            missing = 2;
            least = value == 0xE0 ? 0xA0 : LEAST_TAIL;
            most = value == 0xED ? 0x9F : MOST_TAIL;
        } else if (value >= 0xF0 && value <= 0xF4) {
            missing = 3;
            least = value == 0xF0 ? 0x90 : LEAST_TAIL;
            most = value == 0xF4 ? 0x8F : MOST_TAIL;
        } else {
            valid = false;
        }
    }

    /** Whether there was an octet above 127. */
    boolean isBeyondAscii() {
        return beyondAscii;
    }

    /** Whether all of them are UTF-8, and end with a whole character. */
    boolean isValid() {
        return valid && missing == 0;
    }
}
