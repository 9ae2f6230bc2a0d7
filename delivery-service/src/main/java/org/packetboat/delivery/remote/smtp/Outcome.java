package org.packetboat.delivery.remote.smtp;

import org.packetboat.mail.smtp.EnhancedStatus;

/** What an attempt came to, for one recipient. */
public sealed interface Outcome {
    /** In one line, for operators and notifications. */
    String text();

    /**
     * The server has taken responsibility.
     *
     * @param dsn whether it was told what its sender wants to hear (RFC 3461)
     */
    record Taken(Reply reply, Dsn dsn) implements Outcome {
        @Override
        public String text() {
            return reply.toString();
        }
    }

    /** Whether the next hop knows of notifications. */
    enum Dsn {
        PASSED_ON,
        NOT_OFFERED,
        /** The sender is told that it was passed on, whatever the next hop knows (RFC 2852 §4.1.4). */
        DUE
    }

    /** Not now: a 4xx, or no answer before the end of the message was sent. Nothing was delivered. */
    record PutOff(String text) implements Outcome {}

    /** Nobody was asked: we had to stop. */
    record NotTried(String text) implements Outcome {}

    /** Never: a 5xx, or something that this server cannot take. */
    record Refused(EnhancedStatus status, String text) implements Outcome {}

    /** The end of the message was sent and no reply came: perhaps delivered (RFC 1047). */
    record Unknown(String text) implements Outcome {}
}
