package org.packetboat.smtp.ingest;

import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.message.HeaderAddresses;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.Login;

/** Whether a submitted message says truly who has sent it (RFC 6409 §8.1). Used by one thread, for one message. */
final class AuthorCheck {
    /** Addresses of one field that are looked at. */
    private static final int MOST_ADDRESSES = 16;

    /** What becomes of a message that names only others. */
    enum Foreign {
        NAMED,
        REFUSED
    }

    private final Login login;
    private final OwnAddresses own;
    private final Foreign foreign;
    private int authorFields;
    private int ownAuthorFields;
    private boolean hasOwnSender;

    AuthorCheck(Login login, OwnAddresses own, Foreign foreign) {
        this.login = login;
        this.own = own;
        this.foreign = foreign;
    }

    /** The body of a From field. */
    void author(Octets body) throws InterruptedException {
        authorFields++;
        if (isOwn(body)) {
            ownAuthorFields++;
        }
    }

    /** The body of a Sender field; whether it stays. */
    boolean keepsSender(Octets body) throws InterruptedException {
        boolean isOwn = isOwn(body);
        hasOwnSender |= isOwn;
        if (!isOwn && foreign == Foreign.REFUSED) {
            throw new RefusedException(Refusal.SENDER_NOT_OWNED, "Sender is another one");
        }
        return isOwn;
    }

    /** Behind the last field: the body of the Sender field that is missing; empty when none is. */
    String missingSender() {
        // Of two From fields nobody knows which is shown.
        boolean isForeign = authorFields > 1 || authorFields > ownAuthorFields;
        if (isForeign && foreign == Foreign.REFUSED) {
            throw new RefusedException(Refusal.SENDER_NOT_OWNED, "From is another one");
        }
        return isForeign && !hasOwnSender ? "<" + login.address() + ">" : "";
    }

    private boolean isOwn(Octets body) throws InterruptedException {
        List<String> addresses = HeaderAddresses.of(body, MOST_ADDRESSES);
        for (String address : addresses) {
            if (own.has(login, address)) {
                return true;
            }
        }
        return false;
    }
}
