package org.packetboat.smtp.ingest;

import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.message.HeaderAddresses;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.SmtpSettings.Authors;

/** Whether a submitted message says truly who has sent it (RFC 6409 §8.1). Used by one thread, for one message. */
final class AuthorCheck {
    /** Addresses of one field that are looked at. */
    private static final int MOST_ADDRESSES = 16;

    private final Login login;
    private final OwnAddresses own;
    private final Authors treatment;
    private int authorFields;
    private int ownAuthorFields;
    private boolean hasOwnSender;

    AuthorCheck(Login login, OwnAddresses own, Authors treatment) {
        this.login = login;
        this.own = own;
        this.treatment = treatment;
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
        return switch (treatment) {
            case NAMED -> isOwn;
            case REFUSED -> {
                if (!isOwn) {
                    throw new RefusedException(Refusal.SENDER_NOT_OWNED, "Sender is another one");
                }
                yield true;
            }
            case ACCEPTED -> true;
        };
    }

    /** Behind the last field: the body of the Sender field that is missing; empty when none is. */
    String missingSender() {
        boolean isForeign = authorFields > 0 && !(authorFields == 1 && ownAuthorFields == 1);
        return switch (treatment) {
            case NAMED -> isForeign && !hasOwnSender ? "<" + login.address() + ">" : "";
            case REFUSED -> {
                if (isForeign) {
                    throw new RefusedException(Refusal.SENDER_NOT_OWNED, "From is another one");
                }
                yield "";
            }
            case ACCEPTED -> "";
        };
    }

    private boolean isOwn(Octets body) throws InterruptedException {
        if (treatment == Authors.ACCEPTED) {
            return true;
        }
        List<String> addresses = HeaderAddresses.of(body, MOST_ADDRESSES);
        for (String address : addresses) {
            if (own.has(login, address)) {
                return true;
            }
        }
        return false;
    }
}
