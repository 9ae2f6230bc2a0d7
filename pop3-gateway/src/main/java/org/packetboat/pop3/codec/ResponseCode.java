package org.packetboat.pop3.codec;

/** Extended response codes (RFC 2449 §8, RFC 3206). */
public enum ResponseCode {
    /** RFC 2449 §8.1.2: another session holds the maildrop. */
    IN_USE("IN-USE"),
    /** RFC 2449 §8.1.1: this user has logged in too recently. */
    LOGIN_DELAY("LOGIN-DELAY"),
    /** RFC 3206 §4: a failure that time may heal. */
    SYS_TEMP("SYS/TEMP"),
    /** RFC 3206 §4: a failure that somebody has to mend. */
    SYS_PERM("SYS/PERM"),
    /** RFC 3206 §5: the credentials are to blame. */
    AUTH("AUTH");

    private final String word;

    ResponseCode(String word) {
        this.word = word;
    }

    /** As on the wire, without brackets. */
    public String word() {
        return word;
    }
}
