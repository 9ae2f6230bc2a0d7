package org.packetboat.mailbox.directory;

import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.sasl.SaslPrep;

/** From what clients and those who vouch for them say to an address as the directory has it. */
final class LoginName {
    /** What no account has, and what failed logins are counted under all the same. */
    static final String NOBODY = "";

    private LoginName() {}

    /**
     * As a client says it beside its proof: prepared (RFC 4616 §2, RFC 5802 §5.1) and folded, with its domain in A-labels, as accounts have theirs (RFC 5890
     * §2.3.2.1). What cannot be prepared, a NUL for one, is nobody.
     */
    static String typed(String login) {
        return SaslPrep.query(login)
                .map(prepared -> FoldedAddress.of(prepared)
                        .map(LoginName::inALabels)
                        .map(FoldedAddress::toString)
                        .orElseGet(() -> Ascii.toLower(prepared)))
                .orElse(NOBODY);
    }

    private static FoldedAddress inALabels(FoldedAddress address) {
        if (Ascii.isAscii(address.domain())) {
            return address;
        }
        try {
            // The local part is not judged: whoever has no such account fails as with any other name.
            return new FoldedAddress(
                    address.localPart(),
                    MailAddress.parse("x@" + address.domain()).domain().folded());
        } catch (SyntaxException _) {
            return address;
        }
    }

    /**
     * As an issuer or a certificate says it, who may let others choose their names: but for the case of A to Z it has to be the account's address
     * octet for octet. What the database or the way to it would change (NUL, a lone surrogate) is nobody, and so is what is no address.
     */
    static String vouched(String address) {
        return address.codePoints().anyMatch(LoginName::isLossy)
                ? NOBODY
                : FoldedAddress.of(address).map(FoldedAddress::toString).orElse(NOBODY);
    }

    private static boolean isLossy(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }
}
