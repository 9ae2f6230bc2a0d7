package org.packetboat.mail.address;

import java.util.Optional;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/** {@code Local-part "@" ( Domain / address-literal )}, RFC 5321 §4.1.2: the RFC's "Mailbox", which is another thing here. */
public record MailAddress(LocalPart localPart, Domain domain) {
    /** RFC 5321 §4.5.3.1.3: a path has at most 256 octets, angle brackets included. */
    public static final int MAX_OCTETS = 254;

    /**
     * Reads one address and nothing else.
     *
     * @throws org.packetboat.mail.failure.SyntaxException if {@code text} is not an address
     */
    public static MailAddress parse(String text) {
        return AddressParser.wholeAddress(Octets.utf8(text));
    }

    /**
     * Reads what {@link #unquoted} has written.
     *
     * @throws org.packetboat.mail.failure.SyntaxException if that is no address
     */
    public static MailAddress ofUnquoted(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? parse(text) : parse(new LocalPart(text.substring(0, at)) + text.substring(at));
    }

    /** The same for readers without SMTPUTF8, with A-labels (RFC 5890 §2.3.2.1); empty when the local part has no such form. */
    public Optional<MailAddress> inAscii() {
        return Ascii.isAscii(localPart.text())
                ? Optional.of(isAscii() ? this : new MailAddress(localPart, new Domain.Name(domain.folded())))
                : Optional.empty();
    }

    /** {@code local-part@domain} without any quoting, what is beyond ASCII in one form: how the directory is asked. */
    public String unquoted() {
        return isAscii() ? localPart.text() + "@" + domain : localPart.normalised() + "@" + domain.folded();
    }

    /** Whether everybody can take it; otherwise it needs SMTPUTF8 (RFC 6531 §3.2). */
    public boolean isAscii() {
        return Ascii.isAscii(localPart.text()) && Ascii.isAscii(domain.toString());
    }

    /** The SMTP form, quoted where it must be. */
    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
