package org.packetboat.pop3.session;

import org.packetboat.pop3.session.Pop3State.Authorization;
import org.packetboat.pop3.session.Pop3State.Ended;
import org.packetboat.pop3.session.Pop3State.TextMode;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Pop3State.UserNamed;

/**
 * How states follow each other.
 *
 * <pre>
 * from                          event                        to              RFC
 * Authorization, UserNamed      USER                         UserNamed       1939 §7
 * UserNamed                     PASS fits, lock taken        Transaction     1939 §7
 * UserNamed                     PASS refused                 Authorization   1939 §7
 * Authorization, UserNamed      AUTH fits, lock taken        Transaction     5034 §4
 * Authorization, UserNamed      AUTH refused                 the same        5034 §4
 * Authorization, UserNamed      UTF8                         the same, UTF8  6856 §2.1
 * Authorization, UserNamed      STLS                         Authorization   2595 §4: whatever came before is forgotten
 * Transaction                   QUIT (deletions committed)   Ended           1939 §6
 * Authorization, UserNamed      QUIT                         Ended           1939 §4
 * Transaction                   lock lost                    Ended           1939 §3: nothing is deleted
 * </pre>
 */
public final class Transitions {
    private Transitions() {}

    /** USER. */
    public static UserNamed named(Pop3State from, String login) {
        return switch (from) {
            case Authorization(var mode) -> new UserNamed(login, mode);
            case UserNamed(var before, var mode) -> new UserNamed(login, mode);
            case Transaction t -> throw illegal(from, "USER");
            case Ended e -> throw illegal(from, "USER");
        };
    }

    /** PASS or AUTH fits and the lock is ours. */
    public static Transaction opened(Pop3State from, Maildrop maildrop) {
        return switch (from) {
            case Authorization a -> new Transaction(maildrop);
            case UserNamed u -> new Transaction(maildrop);
            case Transaction t -> throw illegal(from, "login");
            case Ended e -> throw illegal(from, "login");
        };
    }

    /** PASS was refused. */
    public static Authorization refused(UserNamed from) {
        return new Authorization(from.mode());
    }

    /** UTF8. */
    public static Pop3State utf8(Pop3State from) {
        return switch (from) {
            case Authorization a -> new Authorization(TextMode.UTF8);
            case UserNamed(var login, var mode) -> new UserNamed(login, TextMode.UTF8);
            case Transaction t -> throw illegal(from, "UTF8");
            case Ended e -> throw illegal(from, "UTF8");
        };
    }

    /** STLS, after the handshake. */
    public static Authorization encrypted(Pop3State from) {
        return switch (from) {
            case Authorization a -> new Authorization(TextMode.ASCII);
            case UserNamed u -> new Authorization(TextMode.ASCII);
            case Transaction t -> throw illegal(from, "STLS");
            case Ended e -> throw illegal(from, "STLS");
        };
    }

    /** QUIT, or the lock is lost. */
    public static Ended ended(Pop3State from) {
        if (from instanceof Ended) {
            throw illegal(from, "end");
        }
        return new Ended();
    }

    private static IllegalStateException illegal(Pop3State from, String event) {
        return new IllegalStateException(event + " in " + from);
    }
}
