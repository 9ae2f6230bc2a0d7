package org.packetboat.mailbox.account;

import org.packetboat.mail.address.Domain;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;

/** Which addresses and domains can be added; in folded form from here on, but for where mail goes on to. */
final class AddressRules {
    private AddressRules() {}

    /** An address of a named domain, folded. */
    record Folded(String address, String localPart, String domain) {}

    static Folded address(String text) {
        MailAddress address = named(text);
        String unquoted = Ascii.toLower(address.unquoted());
        return new Folded(
                unquoted, address.localPart().folded(), address.domain().folded());
    }

    /** Where mail goes on to: the local part as it was given, for in other domains its case may matter (RFC 5321 §2.4). */
    static String target(String text) {
        MailAddress address = named(text);
        String unquoted = address.unquoted();
        return unquoted.substring(0, unquoted.lastIndexOf('@') + 1)
                + address.domain().folded();
    }

    private static MailAddress named(String text) {
        MailAddress address = parse(text, "not a mail address");
        if (!(address.domain() instanceof Domain.Name)) {
            throw AdminException.invalid("not an address in a named domain");
        }
        return address;
    }

    static String domain(String text) {
        MailAddress postmaster = parse("postmaster@" + text, "not a domain name");
        if (!(postmaster.domain() instanceof Domain.Name)) {
            throw AdminException.invalid("not a domain name");
        }
        return postmaster.domain().folded();
    }

    private static MailAddress parse(String text, String otherwise) {
        try {
            return MailAddress.parse(text);
        } catch (SyntaxException e) {
            throw AdminException.invalid(otherwise);
        }
    }
}
