package org.packetboat.mailbox.account;

import org.packetboat.mail.address.Domain;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;

/** Which addresses and domains can be added; in folded form from here on. */
final class AddressRules {
    private AddressRules() {}

    /** An address of a named domain, folded. */
    record Folded(String address, String localPart, String domain) {}

    static Folded address(String text) {
        MailAddress address = parse(text, "not a mail address");
        if (!(address.domain() instanceof Domain.Name)) {
            throw AdminException.invalid("not an address in a named domain");
        }
        String unquoted = Ascii.toLower(address.unquoted());
        return new Folded(
                unquoted, address.localPart().folded(), address.domain().folded());
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
