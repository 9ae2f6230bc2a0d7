package org.packetboat.imap.session;

import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.port.Account;

/**
 * Where a session stands (RFC 3501 §3); each state holds what is valid in it alone.
 *
 * <pre>
 * from              event                          to                RFC 3501
 * NotAuthenticated  LOGIN, AUTHENTICATE            Authenticated     §6.2
 * Authenticated     SELECT, EXAMINE                Selected          §6.3.1, §6.3.2
 * Selected          SELECT, EXAMINE                Selected          §6.3.1, §6.3.2
 * Selected          SELECT or EXAMINE that fails   Authenticated     §6.3.1
 * Selected          CLOSE, UNSELECT                Authenticated     §6.4.2, RFC 3691
 * any logged in     UNAUTHENTICATE                 NotAuthenticated  RFC 8437
 * Selected          DELETE of what is selected     Authenticated     §6.3.4
 * any               LOGOUT, or the server's BYE    LoggedOut         §3.4
 * Authenticated     IDLE                           Idling            RFC 2177
 * Selected          IDLE                           Idling            RFC 2177
 * Idling            DONE                           what was before   RFC 2177
 * </pre>
 */
public sealed interface ImapState {
    /** Nobody has logged in. */
    record NotAuthenticated() implements ImapState {}

    /** States in which the account is known. */
    sealed interface LoggedIn extends ImapState {
        /** Who. */
        Account account();

        /** What the client has enabled (RFC 5161). */
        Enabled enabled();

        /** The same login without a mailbox. */
        default Authenticated deselected() {
            return new Authenticated(account(), enabled());
        }

        /** The same login with this mailbox. */
        default Selected selecting(SelectedMailbox mailbox) {
            return new Selected(account(), enabled(), mailbox);
        }

        /** The same with this enabled. */
        LoggedIn enabling(Enabled enabled);
    }

    /** Logged in, no mailbox selected. */
    record Authenticated(Account account, Enabled enabled) implements LoggedIn {
        /** After a login: nothing is enabled. */
        public Authenticated(Account account) {
            this(account, Enabled.NONE);
        }

        @Override
        public Authenticated enabling(Enabled now) {
            return new Authenticated(account, now);
        }
    }

    /** A mailbox is selected. */
    record Selected(Account account, Enabled enabled, SelectedMailbox mailbox) implements LoggedIn {
        @Override
        public Selected enabling(Enabled now) {
            return new Selected(account, now, mailbox);
        }
    }

    /**
     * IDLE is in progress; it owns no thread.
     *
     * @param tag of the IDLE command
     * @param before the state to go back to
     */
    record Idling(String tag, LoggedIn before) implements ImapState {}

    /** Over. */
    record LoggedOut() implements ImapState {}

    /** What the client has enabled so far, in any state. */
    static Enabled enabledIn(ImapState state) {
        return switch (state) {
            case LoggedIn in -> in.enabled();
            case Idling idling -> idling.before().enabled();
            case NotAuthenticated s -> Enabled.NONE;
            case LoggedOut s -> Enabled.NONE;
        };
    }
}
