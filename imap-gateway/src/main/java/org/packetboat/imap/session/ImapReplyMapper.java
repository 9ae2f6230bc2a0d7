package org.packetboat.imap.session;

import java.util.Optional;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseCode.Word;
import org.packetboat.imap.codec.SearchCharset;
import org.packetboat.imap.codec.Status;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;

/**
 * Failures to tagged responses, in one place (house style §4). Texts are fixed English; what happened inside goes to the log. Tries to say
 * with a response code (RFC 5530) what a client can act on.
 */
final class ImapReplyMapper {
    private ImapReplyMapper() {}

    /** Who is at fault and what becomes of the session. */
    enum Severity {
        /** The client sent something that cannot work: counted. */
        CLIENT,
        /** Refused; all is well. */
        REFUSAL,
        /** Something that we need does not answer. */
        OUTAGE,
        /** A bug of ours. */
        BUG
    }

    /** What the client hears. */
    record Reply(Status status, Optional<ResponseCode> code, String text, Severity severity) {
        /** For metrics. */
        String outcome() {
            return switch (severity) {
                case CLIENT -> "bad";
                case REFUSAL -> "refused";
                case OUTAGE -> "unavailable";
                case BUG -> "bug";
            };
        }
    }

    /** @param command empty when it could not be parsed */
    static Reply map(RuntimeException failure, Optional<ImapCommand> command) {
        return switch (failure) {
            case SyntaxException e ->
                new Reply(Status.BAD, Optional.empty(), "Expected " + e.expected(), Severity.CLIENT);
            case WrongStateException e ->
                new Reply(Status.BAD, Optional.empty(), String.valueOf(e.getMessage()), Severity.CLIENT);
            case RefusedException e -> refused(e.reason(), command);
            case LimitException e -> limit(e.limit());
            case UnavailableException e -> unavailable();
            case OutOfStepException e -> limit(Limit.LITERAL);
            case BadCharsetException e ->
                new Reply(
                        Status.NO,
                        Optional.of(new ResponseCode.BadCharset(SearchCharset.names())),
                        "Charset is not known",
                        Severity.REFUSAL);
            case CompressionActiveException e ->
                new Reply(
                        Status.BAD, Optional.of(Word.COMPRESSIONACTIVE), "DEFLATE is active already", Severity.CLIENT);
            case NotSavedException e -> no(Word.NOTSAVED, "Result has too many ranges to be saved");
            case BlobStoreUnavailableException e -> unavailable();
            case NoSuchObjectException e -> refused(Refusal.BODY_UNREADABLE, command);
            default ->
                new Reply(Status.NO, Optional.of(Word.SERVERBUG), "Internal error, try again later", Severity.BUG);
        };
    }

    private static Reply unavailable() {
        return new Reply(Status.NO, Optional.of(Word.UNAVAILABLE), "Temporarily unavailable", Severity.OUTAGE);
    }

    private static Reply no(Word code, String text) {
        return new Reply(Status.NO, Optional.of(code), text, Severity.REFUSAL);
    }

    private static Reply limit(Limit limit) {
        return switch (limit) {
            case MESSAGE_SIZE -> no(Word.TOOBIG, "Message is too large");
            case LITERAL -> no(Word.TOOBIG, "Literal is too large");
            case COMMAND_LINE ->
                new Reply(Status.BAD, Optional.of(Word.TOOBIG), "Command is too long", Severity.CLIENT);
            case SPOOL -> unavailable();
            case HEADER_SECTION, RECIPIENTS, RECIPIENT_RATE, ERRORS, OTHER -> no(Word.LIMIT, "A limit was reached");
        };
    }

    private static Reply refused(Refusal reason, Optional<ImapCommand> command) {
        return switch (reason) {
            case AUTHENTICATION_FAILED -> no(Word.AUTHENTICATIONFAILED, "Authentication failed");
            case LOGIN_BLOCKED -> no(Word.LIMIT, "Too many failed logins, try again later");
            case TOO_MANY_SESSIONS -> no(Word.LIMIT, "Too many sessions of this user, try again later");
            case ENCRYPTION_REQUIRED -> no(Word.PRIVACYREQUIRED, "Encryption required, use STARTTLS first");
            case AUTHENTICATION_CANCELLED ->
                new Reply(Status.BAD, Optional.empty(), "Authentication cancelled", Severity.CLIENT);
            case NO_SUCH_ACCOUNT -> no(Word.AUTHENTICATIONFAILED, "Account is gone");
            case NO_SUCH_MAILBOX ->
                wantsTarget(command) ? no(Word.TRYCREATE, "No such mailbox") : no(Word.NONEXISTENT, "No such mailbox");
            case MAILBOX_EXISTS -> no(Word.ALREADYEXISTS, "Mailbox exists");
            case MAILBOX_HAS_INFERIORS -> no(Word.HASCHILDREN, "Mailbox has inferiors");
            case MAILBOX_NOT_SELECTABLE ->
                no(wantsTarget(command) ? Word.TRYCREATE : Word.NONEXISTENT, "Not a selectable mailbox");
            case INVALID_MAILBOX_NAME -> no(Word.CANNOT, "Not a name that a mailbox can have");
            case NOT_PERMITTED -> no(Word.NOPERM, "Not permitted");
            case SPECIAL_USE_REFUSED -> no(Word.USEATTR, "Not with that special use");
            case NO_SUCH_QUOTA_ROOT -> no(Word.NONEXISTENT, "No such quota root");
            case OVER_QUOTA -> no(Word.OVERQUOTA, "Quota is used up");
            case LIMIT_REACHED -> no(Word.LIMIT, "A limit was reached");
            case MESSAGE_GONE -> no(Word.EXPUNGEISSUED, "Some of the messages were expunged");
            case UNKNOWN_ENCODING -> no(Word.UNKNOWN_CTE, "Transfer encoding is not known");
            case EMPTY_MESSAGE ->
                new Reply(Status.NO, Optional.empty(), "A message has octets; nothing was appended", Severity.REFUSAL);
            case STALE_BLOB -> unavailable();
            case BODY_UNREADABLE -> no(Word.UNAVAILABLE, "Message cannot be read now");
            case NOT_SUPPORTED, UNKNOWN_MECHANISM -> no(Word.CANNOT, "Not supported");
            case AUTHENTICATION_REQUIRED,
                    MAILDROP_IN_USE,
                    MAILDROP_LOST,
                    LOGIN_TOO_SOON,
                    NO_SUCH_RECIPIENT,
                    NOT_IMPLEMENTED,
                    AMBIGUOUS_NAME,
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
                    POLICY -> no(Word.NOPERM, "Not permitted");
        };
    }

    /** APPEND, REPLACE, COPY and MOVE invite the client to create the mailbox, also one that is only a name yet (RFC 3501 §7.1, TRYCREATE). */
    private static boolean wantsTarget(Optional<ImapCommand> command) {
        return command.isPresent()
                && (command.get() instanceof ImapCommand.Append
                        || command.get() instanceof ImapCommand.Replace
                        || command.get() instanceof ImapCommand.Copy
                        || command.get() instanceof ImapCommand.Move);
    }
}
