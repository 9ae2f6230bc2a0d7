package org.packetboat.pop3.session;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.pop3.codec.Pop3Command;

/** One row per command: the states that allow it (RFC 1939 §4 to §7, RFC 2449 §5). */
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

    private static final Set<Phase> BEFORE_LOGIN = EnumSet.of(Phase.AUTHORIZATION, Phase.USER_NAMED);
    private static final Set<Phase> AFTER_LOGIN = EnumSet.of(Phase.TRANSACTION);
    private static final Set<Phase> ANY = EnumSet.of(Phase.AUTHORIZATION, Phase.USER_NAMED, Phase.TRANSACTION);

    private static final Map<Class<? extends Pop3Command>, Set<Phase>> TABLE = Map.ofEntries(
            Map.entry(Pop3Command.User.class, BEFORE_LOGIN),
            Map.entry(Pop3Command.Pass.class, EnumSet.of(Phase.USER_NAMED)),
            Map.entry(Pop3Command.Stat.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Listing.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Retr.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Dele.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Noop.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Rset.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Quit.class, ANY),
            Map.entry(Pop3Command.Uidl.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Top.class, AFTER_LOGIN),
            Map.entry(Pop3Command.Capa.class, ANY));

    private Pop3Rules() {}

    /** Throws WrongStateException when the state does not allow the command. */
    public static void check(Pop3Command command, Pop3State state) {
        if (!allows(command.getClass(), phase(state))) {
            throw new WrongStateException(command.verb());
        }
    }

    /** Whether a command is allowed in a state. */
    public static boolean allows(Class<? extends Pop3Command> command, Phase phase) {
        Set<Phase> phases = TABLE.get(command);
        if (phases == null) {
            throw new IllegalStateException("no row for " + command);
        }
        return phases.contains(phase);
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
}
