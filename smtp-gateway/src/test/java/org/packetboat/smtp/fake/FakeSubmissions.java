package org.packetboat.smtp.fake;

import java.util.Set;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Allowance;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.Submissions;

/** A login sends from its own address; alice from that of sales as well, and from one elsewhere. */
public final class FakeSubmissions implements Submissions {
    private static final Set<String> OF_ALICE = Set.of("sales@mail.test", "alice@shop.test");

    private final FakeDirectory.Presence presence;
    private final Allowance allowance;
    private long counted;

    /** @param allowance of everybody, at the beginning */
    public FakeSubmissions(FakeDirectory.Presence presence, Allowance allowance) {
        this.presence = presence;
        this.allowance = allowance;
    }

    @Override
    public Allowance admit(Login login, String sender) {
        if (presence == FakeDirectory.Presence.AWAY) {
            throw new UnavailableException("directory is away");
        }
        String address = Ascii.toLower(sender);
        boolean isOwned = address.isEmpty()
                || address.equals(login.address())
                || login.address().equals("alice@mail.test") && OF_ALICE.contains(address);
        return new Allowance(
                isOwned ? Allowance.Sender.ITS_OWN : Allowance.Sender.NOT_KNOWN_AS_ITS_OWN,
                allowance.recipientsLeft(),
                allowance.sentCopy());
    }

    @Override
    public synchronized void count(AccountId account, int recipients) {
        if (counted + recipients > allowance.recipientsLeft().orElse(Long.MAX_VALUE)) {
            throw new LimitException(Limit.RECIPIENT_RATE, "account=" + account.value());
        }
        counted += recipients;
    }

    @Override
    public synchronized void giveBack(AccountId account, int recipients) {
        counted -= recipients;
    }

    public synchronized long counted() {
        return counted;
    }
}
