package org.packetboat.delivery.queue;

import java.util.Optional;
import org.packetboat.mail.address.Domain;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;

/** Whose servers get the mail for an address: its domain, in the form in which it is compared and asked for. */
public final class Destination {
    /** Of an address without a domain that could be asked for. */
    public static final String NOWHERE = ".";

    private Destination() {}

    /** Lower case, A-labels (RFC 5890 §2.3.2.1), literals in brackets. */
    public static String of(String address) {
        int at = address.lastIndexOf('@');
        // The local part is for the other side to judge.
        return at < 0 ? NOWHERE : ofDomain(address.substring(at + 1)).orElse(NOWHERE);
    }

    /** The same of what stands behind the {@code @}; empty if that could not be asked for. */
    public static Optional<String> ofDomain(String domain) {
        try {
            return Optional.of(MailAddress.parse("x@" + domain).domain().folded());
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** The address as a host without SMTPUTF8 takes it; the same if its local part has characters beyond ASCII. */
    public static String ascii(String address) {
        int at = address.lastIndexOf('@');
        return at < 0
                ? address
                : Domain.Name.aLabels(address.substring(at + 1))
                        .map(domain -> address.substring(0, at + 1) + domain)
                        .orElse(address);
    }
}
