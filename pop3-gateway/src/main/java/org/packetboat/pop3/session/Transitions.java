package org.packetboat.pop3.session;

import org.packetboat.pop3.session.Pop3State.Authorization;
import org.packetboat.pop3.session.Pop3State.Ended;
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
            case Authorization a -> new UserNamed(login);
            case UserNamed again -> new UserNamed(login);
            case Transaction t -> throw illegal(from, "USER");
            case Ended e -> throw illegal(from, "USER");
        };
    }

    /** PASS fits and the lock is ours. */
    public static Transaction opened(UserNamed from, Maildrop maildrop) {
        return new Transaction(maildrop);
    }

    /** PASS was refused. */
    public static Authorization refused(UserNamed from) {
        return new Authorization();
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
