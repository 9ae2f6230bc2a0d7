package org.packetboat.pop3.session;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.session.Pop3State.TextMode;

/**
 * One row per command: the states that allow it (RFC 1939 §4 to §7, RFC 2449 §5, RFC 2595 §4, RFC 5034 §4, RFC 6856 §2 and §3), and what it needs of
 * the connection.
 */
public final class Pop3Rules {
    /** The states of the rules. */
    public enum Phase {
        /** {@link Pop3State.Authorization}. */
        AUTHORIZATION,
        /** {@link Pop3State.UserNamed}. */
        USER_NAMED,
        /** {@link Pop3State.Transaction}. */
        TRANSACTION,
        /** {@link Pop3State.Ended}. */
        ENDED
    }

    /** What the rules say to a command. */
    public enum Verdict {
        ALLOWED,
        WRONG_STATE,
        /** Only after STLS, or on a listener with TLS. */
        ENCRYPTION_REQUIRED,
        /** Not on this listener. */
        NOT_SUPPORTED
    }

    private enum Needs {
        NOTHING,
        CONFIDENTIALITY,
        START_TLS
    }

    private record Row(Set<Phase> phases, Needs needs) {
        static Row of(Set<Phase> phases) {
            return new Row(phases, Needs.NOTHING);
        }
    }

    private static final Set<Phase> BEFORE_LOGIN = EnumSet.of(Phase.AUTHORIZATION, Phase.USER_NAMED);
    private static final Set<Phase> AFTER_LOGIN = EnumSet.of(Phase.TRANSACTION);
    private static final Set<Phase> ANY = EnumSet.of(Phase.AUTHORIZATION, Phase.USER_NAMED, Phase.TRANSACTION);

    private static final Map<Class<? extends Pop3Command>, Row> TABLE = Map.ofEntries(
            Map.entry(Pop3Command.User.class, new Row(BEFORE_LOGIN, Needs.CONFIDENTIALITY)),
            Map.entry(Pop3Command.Pass.class, new Row(EnumSet.of(Phase.USER_NAMED), Needs.CONFIDENTIALITY)),
            Map.entry(Pop3Command.Auth.class, Row.of(BEFORE_LOGIN)),
            Map.entry(Pop3Command.Mechanisms.class, Row.of(BEFORE_LOGIN)),
            Map.entry(Pop3Command.Stls.class, new Row(BEFORE_LOGIN, Needs.START_TLS)),
            Map.entry(Pop3Command.Utf8.class, Row.of(BEFORE_LOGIN)),
            Map.entry(Pop3Command.Stat.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Listing.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Retr.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Dele.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Noop.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Rset.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Uidl.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Top.class, Row.of(AFTER_LOGIN)),
            Map.entry(Pop3Command.Lang.class, Row.of(ANY)),
            Map.entry(Pop3Command.Capa.class, Row.of(ANY)),
            Map.entry(Pop3Command.Quit.class, Row.of(ANY)));

    private Pop3Rules() {}

    /** Throws what a reply is made of when state or connection do not allow the command. */
    public static void check(Pop3Command command, Pop3State state, Link link) {
        switch (verdict(command.getClass(), phase(state), mode(state), link)) {
            case ALLOWED -> {}
            case WRONG_STATE -> throw new WrongStateException(command.verb());
            case ENCRYPTION_REQUIRED -> throw new RefusedException(Refusal.ENCRYPTION_REQUIRED, command.verb());
            case NOT_SUPPORTED -> throw new RefusedException(Refusal.NOT_SUPPORTED, command.verb());
        }
    }

    /** Whether a command is allowed in a state of a connection. */
    public static Verdict verdict(Class<? extends Pop3Command> command, Phase phase, TextMode mode, Link link) {
        Row row = TABLE.get(command);
        if (row == null) {
            throw new IllegalStateException("no row for " + command);
        }
        if (!row.phases().contains(phase)) {
            return Verdict.WRONG_STATE;
        }
        return switch (row.needs()) {
            case NOTHING -> Verdict.ALLOWED;
            case CONFIDENTIALITY -> link.takesPasswords() ? Verdict.ALLOWED : Verdict.ENCRYPTION_REQUIRED;
            case START_TLS -> startTls(mode, link);
        };
    }

    private static Verdict startTls(TextMode mode, Link link) {
        if (link == Link.TLS) {
            return Verdict.WRONG_STATE;
        }
        if (!link.offersStartTls()) {
            return Verdict.NOT_SUPPORTED;
        }
        // RFC 6856 §2.1
        return mode == TextMode.UTF8 ? Verdict.WRONG_STATE : Verdict.ALLOWED;
    }

    /** The row of a state. */
    public static Phase phase(Pop3State state) {
        return switch (state) {
            case Pop3State.Authorization a -> Phase.AUTHORIZATION;
            case Pop3State.UserNamed u -> Phase.USER_NAMED;
            case Pop3State.Transaction t -> Phase.TRANSACTION;
            case Pop3State.Ended e -> Phase.ENDED;
        };
    }

    static TextMode mode(Pop3State state) {
        return switch (state) {
            case Pop3State.Authorization(var mode) -> mode;
            case Pop3State.UserNamed(var login, var mode) -> mode;
            case Pop3State.Transaction t -> TextMode.ASCII;
            case Pop3State.Ended e -> TextMode.ASCII;
        };
    }
}
