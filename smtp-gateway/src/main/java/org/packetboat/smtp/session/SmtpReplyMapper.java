package org.packetboat.smtp.session;

import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.server.Farewell;

/** What a client hears of a failure. Nothing else in the gateway writes 4xx or 5xx. */
public final class SmtpReplyMapper {
    private SmtpReplyMapper() {}

    /** The reply to a failure that was thrown on purpose. */
    public static SmtpReply reply(MailFailure failure) {
        return switch (failure) {
            case SyntaxException syntax -> syntaxError(syntax);
            case WrongStateException state ->
                SmtpReply.of(503, EnhancedStatus.INVALID_COMMAND, String.valueOf(state.getMessage()));
            case RefusedException refused -> refusal(refused.reason());
            case LimitException limit -> limit(limit);
            case UnavailableException _ -> unavailable();
        };
    }

    /** The reply to a bug: unknown means temporary. */
    public static SmtpReply bug() {
        return SmtpReply.of(451, EnhancedStatus.SYSTEM_FAILED_FOR_NOW, "Local error, try again later");
    }

    /** Too many mistakes; the connection is closed. */
    public static SmtpReply tooManyErrors() {
        return SmtpReply.of(421, EnhancedStatus.POLICY_FOR_NOW, "Too many errors, closing connection");
    }

    /** The last words of a connection that the server ends (RFC 5321 §3.8). */
    public static SmtpReply farewell(Farewell why) {
        return switch (why) {
            case IDLE, NOT_AUTHENTICATED, SLOW_COMMAND ->
                SmtpReply.of(421, EnhancedStatus.BAD_CONNECTION, "Timeout, closing connection");
            case TOO_MANY_COMMANDS ->
                SmtpReply.of(421, EnhancedStatus.POLICY_FOR_NOW, "Too many commands, closing connection");
            case DRAINING ->
                SmtpReply.of(421, EnhancedStatus.SHUTTING_DOWN, "Service is shutting down, try again later");
        };
    }

    /** More connections than are allowed; this one is closed. */
    public static SmtpReply tooManyConnections() {
        return SmtpReply.of(421, EnhancedStatus.POLICY_FOR_NOW, "Too many connections, try again later");
    }

    /** The reply to a login that failed (RFC 4954 §6). */
    public static SmtpReply loginReply(MailFailure failure) {
        return failure instanceof UnavailableException
                ? SmtpReply.of(454, EnhancedStatus.POLICY_FOR_NOW, "Temporary authentication failure, try again later")
                : reply(failure);
    }

    private static SmtpReply syntaxError(SyntaxException failure) {
        if (failure.offset() == 0) {
            return SmtpReply.of(500, EnhancedStatus.INVALID_COMMAND, "Command not recognised");
        }
        return SmtpReply.of(501, EnhancedStatus.INVALID_ARGUMENTS, "Syntax error, expected " + failure.expected());
    }

    private static SmtpReply unavailable() {
        return SmtpReply.of(451, EnhancedStatus.SYSTEM_FAILED_FOR_NOW, "Temporary failure, try again later");
    }

    private static SmtpReply limit(LimitException failure) {
        return switch (failure.limit()) {
            case MESSAGE_SIZE -> SmtpReply.of(552, EnhancedStatus.MESSAGE_TOO_BIG, "Message too big");
            case HEADER_SECTION -> SmtpReply.of(552, EnhancedStatus.MESSAGE_TOO_BIG, "Header section too big");
            case RECIPIENTS -> SmtpReply.of(452, EnhancedStatus.TOO_MANY_RECIPIENTS, "Too many recipients");
            case RECIPIENT_RATE ->
                SmtpReply.of(
                        450, EnhancedStatus.NOT_AUTHORISED_FOR_NOW, "Too many recipients for now, try again later");
            case SPOOL -> SmtpReply.of(452, EnhancedStatus.SYSTEM_FULL, "Insufficient storage, try again later");
            case COMMAND_LINE -> SmtpReply.of(500, EnhancedStatus.SYNTAX_ERROR, "Line too long");
            case ERRORS -> tooManyErrors();
            case LITERAL, OTHER -> bug();
        };
    }

    private static SmtpReply refusal(Refusal reason) {
        return switch (reason) {
            case NO_SUCH_RECIPIENT, NO_SUCH_ACCOUNT ->
                SmtpReply.of(550, EnhancedStatus.NO_SUCH_MAILBOX, "No such user here");
            case RELAYING_DENIED -> SmtpReply.of(550, EnhancedStatus.NOT_AUTHORISED, "Relaying denied");
            case POSTING_REFUSED ->
                SmtpReply.of(550, EnhancedStatus.POSTING_REFUSED, "Not permitted to post to this mailing list");
            case SENDER_NOT_OWNED ->
                SmtpReply.of(550, EnhancedStatus.NOT_AUTHORISED, "Sender address is not yours to use");
            case SENDER_NULL_MX ->
                SmtpReply.of(550, EnhancedStatus.SENDER_NULL_MX, "Sender's domain takes no mail (null MX)");
            case RECIPIENT_NULL_MX ->
                SmtpReply.of(556, EnhancedStatus.NULL_MX, "Recipient's domain takes no mail (null MX)");
            case NON_ASCII_ADDRESS ->
                SmtpReply.of(553, EnhancedStatus.NOT_ASCII, "Address is not in ASCII, SMTPUTF8 needed");
            case BARE_COMMAND_END ->
                SmtpReply.of(501, EnhancedStatus.SYNTAX_ERROR, "Lines end in CR LF, closing connection");
            case OVER_QUOTA -> SmtpReply.of(452, EnhancedStatus.MAILBOX_FULL_FOR_NOW, "Mailbox full");
            case BARE_LINE_END -> SmtpReply.of(554, EnhancedStatus.BAD_CONTENT, "Bare CR or LF in message data");
            case NUL_OCTET -> SmtpReply.of(554, EnhancedStatus.BAD_CONTENT, "NUL octet in message data");
            case MALFORMED_HEADER -> SmtpReply.of(554, EnhancedStatus.BAD_CONTENT, "Header section is malformed");
            case MAIL_LOOP -> SmtpReply.of(554, EnhancedStatus.ROUTING_LOOP, "Too many hops");
            case NOT_SUPPORTED -> SmtpReply.of(555, EnhancedStatus.INVALID_ARGUMENTS, "Parameter not supported");
            case TIME_OUT_OF_RANGE -> SmtpReply.of(501, EnhancedStatus.INVALID_ARGUMENTS, "A time that is not offered");
            case TIME_TOO_SHORT ->
                SmtpReply.of(555, EnhancedStatus.INVALID_ARGUMENTS, "Less time than delivery may need");
            case UNKNOWN_MECHANISM -> SmtpReply.of(504, EnhancedStatus.INVALID_ARGUMENTS, "Mechanism not supported");
            case AUTHENTICATION_REQUIRED -> SmtpReply.of(530, EnhancedStatus.SECURITY, "Authentication required");
            case NOT_IMPLEMENTED -> SmtpReply.of(502, EnhancedStatus.INVALID_COMMAND, "Command not implemented");
            case AMBIGUOUS_NAME -> SmtpReply.of(553, EnhancedStatus.AMBIGUOUS_ADDRESS, "Ambiguous name");
            case AUTHENTICATION_FAILED -> SmtpReply.of(535, EnhancedStatus.BAD_CREDENTIALS, "Authentication failed");
            // RFC 3207 §4.
            case TLS_REQUIRED -> SmtpReply.of(530, EnhancedStatus.SECURITY, "Must issue a STARTTLS command first");
            case ENCRYPTION_REQUIRED ->
                SmtpReply.of(538, EnhancedStatus.ENCRYPTION_NEEDED, "Encryption required, use STARTTLS first");
            case LOGIN_BLOCKED ->
                SmtpReply.of(454, EnhancedStatus.POLICY_FOR_NOW, "Too many failed logins, try again later");
            case TOO_MANY_SESSIONS ->
                SmtpReply.of(421, EnhancedStatus.POLICY_FOR_NOW, "Too many sessions of this user, try again later");
            case AUTHENTICATION_CANCELLED -> SmtpReply.of(501, EnhancedStatus.SECURITY, "Authentication cancelled");
            case NOT_PERMITTED, POLICY -> SmtpReply.of(550, EnhancedStatus.NOT_AUTHORISED, "Not permitted");
            // Reasons of other protocols: not met here, and unknown means temporary.
            case NO_SUCH_MAILBOX,
                    MAILBOX_EXISTS,
                    MAILBOX_HAS_INFERIORS,
                    NO_SUCH_QUOTA_ROOT,
                    SPECIAL_USE_REFUSED,
                    UNKNOWN_ENCODING,
                    EMPTY_MESSAGE,
                    MAILBOX_NOT_SELECTABLE,
                    INVALID_MAILBOX_NAME,
                    MAILDROP_IN_USE,
                    MAILDROP_LOST,
                    LOGIN_TOO_SOON,
                    STALE_BLOB,
                    LIMIT_REACHED,
                    MESSAGE_GONE,
                    BODY_UNREADABLE -> bug();
        };
    }
}
