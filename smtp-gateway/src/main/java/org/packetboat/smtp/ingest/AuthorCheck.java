package org.packetboat.smtp.ingest;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.message.HeaderAddresses;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.SmtpState.Repertoire;

/** Whether a submitted message says truly who has sent it (RFC 6409 §8.1). Used by one thread, for one message. */
final class AuthorCheck {
    /** Addresses of one field that are looked at. */
    private static final int MOST_ADDRESSES = 16;

    /** What becomes of a message that names others. */
    enum Foreign {
        NAMED,
        REFUSED
    }

    private final Login login;
    private final ReversePath reversePath;
    private final Repertoire repertoire;
    private final OwnAddresses own;
    private final Foreign foreign;
    private int authorFields;
    private int authors;
    private boolean hasForeignAuthor;
    private boolean hasOwnSender;

    /**
     * @param reversePath one that the login may use
     * @param repertoire of the message's header section
     */
    AuthorCheck(Login login, ReversePath reversePath, Repertoire repertoire, OwnAddresses own, Foreign foreign) {
        this.login = login;
        this.reversePath = reversePath;
        this.repertoire = repertoire;
        this.own = own;
        this.foreign = foreign;
    }

    /** The body of a From field. */
    void author(Octets body) throws InterruptedException {
        List<String> addresses = HeaderAddresses.of(body, MOST_ADDRESSES);
        authorFields++;
        authors += addresses.size();
        hasForeignAuthor |= !areOwn(addresses);
    }

    /** The body of a Sender field; whether it stays. It names one mailbox (RFC 5322 §3.6.2): who reads more than one shows any of them. */
    boolean keepsSender(Octets body) throws InterruptedException {
        List<String> addresses = HeaderAddresses.of(body, MOST_ADDRESSES);
        boolean areOwn = areOwn(addresses);
        if (!areOwn && foreign == Foreign.REFUSED) {
            throw new RefusedException(Refusal.SENDER_NOT_OWNED, "Sender is another one");
        }
        boolean isKept = areOwn && addresses.size() == 1;
        hasOwnSender |= isKept;
        return isKept;
    }

    /** Behind the last field: the one that is missing, From or Sender, without its line end; empty when none is. */
    String missing() {
        if (authorFields == 0) {
            return "From: <" + sender() + ">";
        }
        // Of two From fields nobody knows which is shown.
        boolean isForeign = authorFields > 1 || hasForeignAuthor;
        if (isForeign && foreign == Foreign.REFUSED) {
            throw new RefusedException(Refusal.SENDER_NOT_OWNED, "From is another one");
        }
        boolean needsSender = isForeign || authors > 1;
        return needsSender && !hasOwnSender ? "Sender: <" + sender() + ">" : "";
    }

    /**
     * The login's address as a field has it (RFC 5322 §3.4.1). One that needs SMTPUTF8 (RFC 6532 §3.2) in a message that does without gives way to the
     * reverse-path, which is the login's as well.
     */
    private MailAddress sender() {
        MailAddress address = MailAddress.ofUnquoted(login.address());
        return repertoire == Repertoire.UTF8
                ? address
                : address.inAscii()
                        .or(this::reversePathInAscii)
                        .orElseThrow(
                                () -> new RefusedException(Refusal.SENDER_NOT_OWNED, "no Sender without SMTPUTF8"));
    }

    private Optional<MailAddress> reversePathInAscii() {
        return reversePath instanceof ReversePath.Address path
                ? path.mailAddress().inAscii()
                : Optional.empty();
    }

    /** Those that are not looked at are nobody's own. */
    private boolean areOwn(List<String> addresses) throws InterruptedException {
        for (String address : addresses) {
            if (!own.has(login, address)) {
                return false;
            }
        }
        return !addresses.isEmpty() && addresses.size() < MOST_ADDRESSES;
    }
}
