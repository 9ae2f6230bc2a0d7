package org.packetboat.smtp.policy;

import org.packetboat.mail.octets.Ascii;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Submissions;

/**
 * What a login may send from (RFC 6409 §6.1): its own address, with a detail or without, what its settings name, and what leads to it and to nobody
 * else, as an alias or as the catch-all address of a domain.
 */
public record OwnAddresses(RecipientDirectory directory, Submissions submissions) {
    /**
     * Whether this is one of them. Asks the directory, unless it is the login's own.
     *
     * @param address without quotes
     */
    public boolean has(Login login, String address) throws InterruptedException {
        return isSame(address, login.address())
                || isLedTo(login, address)
                || submissions.admit(login, address).ownsSender();
    }

    /** Whether mail to this address goes to the login, and to nobody else. Asks the directory. */
    public boolean isLedTo(Login login, String address) throws InterruptedException {
        return switch (directory.expand(address)) {
            case Expansion.Account account -> account.id().equals(login.account());
            case Expansion.MailingList alias ->
                alias.members().size() == 1 && isSame(alias.members().getFirst(), login.address());
            case Expansion.Unknown _, Expansion.Ambiguous _ -> false;
        };
    }

    private static boolean isSame(String address, String canonical) {
        return Ascii.equalsIgnoreCase(address, canonical);
    }
}
