package org.packetboat.pop3.session;

import java.util.EnumSet;
import java.util.Set;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.pop3.codec.ErrorReply;
import org.packetboat.pop3.codec.ResponseCode;

/** The one place where failures become replies. */
final class Pop3ReplyMapper {
    private static final ErrorReply BUG = ErrorReply.of(ResponseCode.SYS_TEMP, "internal error");

    private static final Set<Refusal> CLIENTS_FAULT = EnumSet.of(
            Refusal.AUTHENTICATION_FAILED,
            Refusal.AUTHENTICATION_CANCELLED,
            Refusal.ENCRYPTION_REQUIRED,
            Refusal.NOT_SUPPORTED,
            Refusal.UNKNOWN_MECHANISM,
            Refusal.MESSAGE_GONE);

    private Pop3ReplyMapper() {}

    /**
     * @param outcome for metrics
     * @param blame whether the client is at fault, which is counted
     */
    record Answer(ErrorReply reply, String outcome, Blame blame) {}

    /** Whose fault it is. */
    enum Blame {
        CLIENT,
        NOBODY,
        /** Ours: logged with its stack, and the connection is closed. */
        BUG
    }

    static Answer map(RuntimeException failure) {
        return switch (failure) {
            case SyntaxException e -> new Answer(ErrorReply.of("syntax error"), "syntax", Blame.CLIENT);
            case WrongStateException e -> new Answer(ErrorReply.of("not in this state"), "state", Blame.CLIENT);
            case LimitException e -> new Answer(ErrorReply.of("line too long"), "limit", Blame.CLIENT);
            case RefusedException e -> new Answer(refused(e.reason()), "refused", blame(e.reason()));
            case UnavailableException e ->
                new Answer(
                        ErrorReply.of(ResponseCode.SYS_TEMP, "temporarily unavailable, try again later"),
                        "unavailable",
                        Blame.NOBODY);
            default -> new Answer(BUG, "bug", Blame.BUG);
        };
    }

    private static ErrorReply refused(Refusal reason) {
        return switch (reason) {
            case AUTHENTICATION_FAILED -> ErrorReply.of(ResponseCode.AUTH, "authentication failed");
            case LOGIN_BLOCKED -> ErrorReply.of(ResponseCode.SYS_TEMP, "too many failed logins, try again later");
            case TOO_MANY_SESSIONS ->
                ErrorReply.of(ResponseCode.SYS_TEMP, "too many sessions of this user, try again later");
            case ENCRYPTION_REQUIRED -> ErrorReply.of("encryption required");
            case AUTHENTICATION_CANCELLED -> ErrorReply.of("authentication cancelled");
            case LOGIN_TOO_SOON -> ErrorReply.of(ResponseCode.LOGIN_DELAY, "too soon after the last login");
            case NOT_SUPPORTED, UNKNOWN_MECHANISM -> ErrorReply.of("not supported");
            case MAILDROP_IN_USE -> ErrorReply.of(ResponseCode.IN_USE, "maildrop is locked by another session");
            case MAILDROP_LOST -> ErrorReply.of(ResponseCode.SYS_TEMP, "lock lost, nothing was deleted");
            case MESSAGE_GONE -> ErrorReply.of("no such message");
            case BODY_UNREADABLE -> ErrorReply.of(ResponseCode.SYS_PERM, "message cannot be read");
            case NO_SUCH_ACCOUNT,
                    NO_SUCH_MAILBOX,
                    MAILBOX_EXISTS,
                    MAILBOX_HAS_INFERIORS,
                    NO_SUCH_QUOTA_ROOT,
                    SPECIAL_USE_REFUSED,
                    UNKNOWN_ENCODING,
                    EMPTY_MESSAGE,
                    MAILBOX_NOT_SELECTABLE,
                    INVALID_MAILBOX_NAME,
                    OVER_QUOTA,
                    STALE_BLOB,
                    NO_SUCH_RECIPIENT,
                    RELAYING_DENIED,
                    POSTING_REFUSED,
                    SENDER_NOT_OWNED,
                    NON_ASCII_ADDRESS,
                    BARE_COMMAND_END,
                    BARE_LINE_END,
                    NUL_OCTET,
                    TIME_OUT_OF_RANGE,
                    TIME_TOO_SHORT,
                    SENDER_NULL_MX,
                    RECIPIENT_NULL_MX,
                    TLS_REQUIRED,
                    MALFORMED_HEADER,
                    MAIL_LOOP,
                    AUTHENTICATION_REQUIRED,
                    NOT_PERMITTED,
                    LIMIT_REACHED,
                    NOT_IMPLEMENTED,
                    AMBIGUOUS_NAME,
                    POLICY -> ErrorReply.of("refused");
        };
    }

    private static Blame blame(Refusal reason) {
        return CLIENTS_FAULT.contains(reason) ? Blame.CLIENT : Blame.NOBODY;
    }
}
