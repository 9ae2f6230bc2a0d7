package org.packetboat.mail.failure;

/**
 * Why something was refused. Holds every reason that the mailbox API knows (same names as its {@code Refusal}) and those that a gateway
 * finds by itself.
 */
public enum Refusal {
    /** The credentials do not fit, whatever the reason. */
    AUTHENTICATION_FAILED,
    /** Too many logins failed from there or for this account; nothing was checked, and time heals it. */
    LOGIN_BLOCKED,
    /** The client gave up its own login. */
    AUTHENTICATION_CANCELLED,
    /** Not without TLS. */
    ENCRYPTION_REQUIRED,
    /** Nothing of this kind before TLS, whatever would show. */
    TLS_REQUIRED,
    /** The account has logged in too recently (POP3's LOGIN-DELAY). */
    LOGIN_TOO_SOON,
    /** The user has as many sessions as are allowed. */
    TOO_MANY_SESSIONS,
    /** No such account, or no longer. */
    NO_SUCH_ACCOUNT,
    /** No such mailbox. */
    NO_SUCH_MAILBOX,
    /** A mailbox of that name exists already. */
    MAILBOX_EXISTS,
    /** The mailbox has inferiors. */
    MAILBOX_HAS_INFERIORS,
    /** {@code \Noselect}: only a name. */
    MAILBOX_NOT_SELECTABLE,
    /** The name is not one that a mailbox can have. */
    INVALID_MAILBOX_NAME,
    /** Not allowed for anyone, or not for this user. */
    NOT_PERMITTED,
    /** The account's quota does not allow it. */
    OVER_QUOTA,
    /** No such quota root. */
    NO_SUCH_QUOTA_ROOT,
    /** A special use that a mailbox cannot be created with. */
    SPECIAL_USE_REFUSED,
    /** Another session holds the maildrop's lock. */
    MAILDROP_IN_USE,
    /** The maildrop's lock is no longer this session's. */
    MAILDROP_LOST,
    /** The object is too old to be referred to: write the octets again. */
    STALE_BLOB,
    /** A limit of the mailbox service. */
    LIMIT_REACHED,
    /** The message was expunged meanwhile. */
    MESSAGE_GONE,
    /** The domain is ours, the local part is nobody's. */
    NO_SUCH_RECIPIENT,
    /** The domain is not ours, and this client may not send there. */
    RELAYING_DENIED,
    /** A mailing list to which this sender may not post. */
    POSTING_REFUSED,
    /** The sender's address is not one of those that the login may use. */
    SENDER_NOT_OWNED,
    /** The domain of the sender takes no mail, so that nobody could answer. */
    SENDER_NULL_MX,
    /** The domain of the recipient takes no mail. */
    RECIPIENT_NULL_MX,
    /** An address beyond ASCII without SMTPUTF8. */
    NON_ASCII_ADDRESS,
    /** A bare CR or a bare LF in a command. */
    BARE_COMMAND_END,
    /** A bare CR or a bare LF in message data. */
    BARE_LINE_END,
    /** A NUL in message data. */
    NUL_OCTET,
    /** A header section of which two readers would see different fields. */
    MALFORMED_HEADER,
    /** The message carries a loop's worth of trace fields. */
    MAIL_LOOP,
    /** A parameter that is not offered. */
    NOT_SUPPORTED,
    /** A time that is not one of those that are offered, or one that contradicts another. */
    TIME_OUT_OF_RANGE,
    /** Less time than what is asked for needs. */
    TIME_TOO_SHORT,
    /** A SASL mechanism that is not offered. */
    UNKNOWN_MECHANISM,
    /** Only for those who have logged in. */
    AUTHENTICATION_REQUIRED,
    /** A command that is known but not offered. */
    NOT_IMPLEMENTED,
    /** A name that fits several. */
    AMBIGUOUS_NAME,
    /** The message's octets are not there although its row is. */
    BODY_UNREADABLE,
    /** A transfer encoding that cannot be undone, or octets that none stands for. */
    UNKNOWN_ENCODING,
    /** A message without octets, which is how a client cancels an append. */
    EMPTY_MESSAGE,
    /** Policy of the operator. */
    POLICY
}
