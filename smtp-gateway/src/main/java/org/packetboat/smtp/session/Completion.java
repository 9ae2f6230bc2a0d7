package org.packetboat.smtp.session;

import java.util.List;
import org.packetboat.mail.smtp.SmtpReply;

/**
 * How a command ended.
 *
 * @param replies what the client hears: one, but of LMTP's end of data one for each recipient (RFC 2033 §4.2)
 * @param next where the conversation stands then
 */
public record Completion(List<SmtpReply> replies, SmtpState next) {
    /** Copies the list. */
    public Completion {
        replies = List.copyOf(replies);
    }

    /** With one reply. */
    public Completion(SmtpReply reply, SmtpState next) {
        this(List.of(reply), next);
    }
}
