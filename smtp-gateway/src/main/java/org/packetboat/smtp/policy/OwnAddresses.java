package org.packetboat.smtp.policy;

import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;
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
    /** That lead to one another, which may be in a circle. */
    private static final int MOST_ALIASES = 8;

    /**
     * Whether this is one of them. Asks the directory, unless it is the login's own.
     *
     * @param address without quotes
     */
    public boolean has(Login login, String address) throws InterruptedException {
        String asked = inOneForm(address);
        return isSame(asked, login.address())
                || isLedTo(login, asked)
                || submissions.admit(login, asked).ownsSender();
    }

    /** An international domain as the directory calls it; what is no address stays as it is, and is nobody's. */
    private static String inOneForm(String address) {
        try {
            return MailAddress.parse(address).unquoted();
        } catch (SyntaxException e) {
            return address;
        }
    }

    /** Whether mail to this address goes to the login, and to nobody else. Asks the directory, for each alias on the way. */
    public boolean isLedTo(Login login, String address) throws InterruptedException {
        String asked = address;
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            switch (directory.expand(asked)) {
                case Expansion.Account account -> {
                    return account.id().equals(login.account());
                }
                case Expansion.Alias alias
                when alias.members().size() == 1 ->
                    asked = inOneForm(alias.members().getFirst());
                case Expansion.Alias _, Expansion.MailingList _, Expansion.Unknown _, Expansion.Ambiguous _ -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean isSame(String address, String canonical) {
        return Ascii.equalsIgnoreCase(address, canonical);
    }
}
