package org.packetboat.mail.smtp;

/**
 * An enhanced status code, RFC 3463; the codes that we say are named here, once.
 *
 * @param category 2, 4 or 5: the RFC's "class"
 * @param subject 0 to 999
 * @param detail 0 to 999
 */
public record EnhancedStatus(int category, int subject, int detail) {
    /** 2.0.0. */
    public static final EnhancedStatus OK = new EnhancedStatus(2, 0, 0);
    /** 2.7.0: security is as it should be. */
    public static final EnhancedStatus AUTHENTICATED = new EnhancedStatus(2, 7, 0);
    /** 2.1.0: the sender's address will do. */
    public static final EnhancedStatus SENDER_OK = new EnhancedStatus(2, 1, 0);
    /** 2.1.5: the destination's address is valid. */
    public static final EnhancedStatus RECIPIENT_OK = new EnhancedStatus(2, 1, 5);
    /** 2.5.0: the protocol is as it should be. */
    public static final EnhancedStatus PROTOCOL_OK = new EnhancedStatus(2, 5, 0);
    /** 2.6.8: the answer is beyond ASCII, and nobody asked for that. */
    public static final EnhancedStatus UTF8_NEEDED = new EnhancedStatus(2, 6, 8);
    /** 4.2.2: mailbox full, for now. */
    public static final EnhancedStatus MAILBOX_FULL_FOR_NOW = new EnhancedStatus(4, 2, 2);
    /** 4.3.0: something that mail needs does not work now. */
    public static final EnhancedStatus SYSTEM_FAILED_FOR_NOW = new EnhancedStatus(4, 3, 0);
    /** 4.3.1: no room now. */
    public static final EnhancedStatus SYSTEM_FULL = new EnhancedStatus(4, 3, 1);
    /** 4.3.2: not accepting now. */
    public static final EnhancedStatus SHUTTING_DOWN = new EnhancedStatus(4, 3, 2);
    /** 4.4.2: the connection did not go on in time. */
    public static final EnhancedStatus BAD_CONNECTION = new EnhancedStatus(4, 4, 2);
    /** 4.5.3: too many recipients; the rest in another transaction. */
    public static final EnhancedStatus TOO_MANY_RECIPIENTS = new EnhancedStatus(4, 5, 3);
    /** 4.7.0: policy, for now. */
    public static final EnhancedStatus POLICY_FOR_NOW = new EnhancedStatus(4, 7, 0);
    /** 4.7.1: not authorised, for now. */
    public static final EnhancedStatus NOT_AUTHORISED_FOR_NOW = new EnhancedStatus(4, 7, 1);
    /** 5.1.1: nobody of that name. */
    public static final EnhancedStatus NO_SUCH_MAILBOX = new EnhancedStatus(5, 1, 1);
    /** 5.1.4: fits several. */
    public static final EnhancedStatus AMBIGUOUS_ADDRESS = new EnhancedStatus(5, 1, 4);
    /** 5.1.10: the destination's domain takes no mail (RFC 7505 §4.1). */
    public static final EnhancedStatus NULL_MX = new EnhancedStatus(5, 1, 10);
    /** 5.6.7: an address beyond ASCII, and nobody asked for that. */
    public static final EnhancedStatus NOT_ASCII = new EnhancedStatus(5, 6, 7);
    /** 5.3.4: message too big for us. */
    public static final EnhancedStatus MESSAGE_TOO_BIG = new EnhancedStatus(5, 3, 4);
    /** 5.4.6: a loop. */
    public static final EnhancedStatus ROUTING_LOOP = new EnhancedStatus(5, 4, 6);
    /** 5.5.1: no such command, or not now. */
    public static final EnhancedStatus INVALID_COMMAND = new EnhancedStatus(5, 5, 1);
    /** 5.5.2: cannot be parsed. */
    public static final EnhancedStatus SYNTAX_ERROR = new EnhancedStatus(5, 5, 2);
    /** 5.5.4: arguments that do not fit. */
    public static final EnhancedStatus INVALID_ARGUMENTS = new EnhancedStatus(5, 5, 4);
    /** 5.6.0: the content is not what mail may contain. */
    public static final EnhancedStatus BAD_CONTENT = new EnhancedStatus(5, 6, 0);
    /** 5.7.0: security, and nothing more particular. */
    public static final EnhancedStatus SECURITY = new EnhancedStatus(5, 7, 0);
    /** 5.7.1: not authorised. */
    public static final EnhancedStatus NOT_AUTHORISED = new EnhancedStatus(5, 7, 1);
    /** 5.7.2: not authorised to post to a mailing list. */
    public static final EnhancedStatus POSTING_REFUSED = new EnhancedStatus(5, 7, 2);
    /** 5.7.8: the credentials do not fit. */
    public static final EnhancedStatus BAD_CREDENTIALS = new EnhancedStatus(5, 7, 8);
    /** 5.7.27: the sender's domain takes no mail (RFC 7505 §4.2). */
    public static final EnhancedStatus SENDER_NULL_MX = new EnhancedStatus(5, 7, 27);
    /** 5.7.11: not without encryption. */
    public static final EnhancedStatus ENCRYPTION_NEEDED = new EnhancedStatus(5, 7, 11);

    /** Checks the ranges. */
    public EnhancedStatus {
        boolean known = category == 2 || category == 4 || category == 5;
        if (!known || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException(category + "." + subject + "." + detail);
        }
    }

    @Override
    public String toString() {
        return category + "." + subject + "." + detail;
    }
}
