package org.packetboat.smtp.fake;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Expansion;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.port.Resolution;

/**
 * alice, bob, postmaster and grün at mail.test, fay there whose mail goes to bob, staff for alice and bob, sales for alice, colours for alice and grün,
 * full over its quota; news, a list to which bob may post, and crowd, a list of too many to tell; away when it is told so.
 */
public final class FakeDirectory implements RecipientDirectory {
    private static final Map<String, Long> ACCOUNTS = Map.of(
            "alice@mail.test", 1L,
            "bob@mail.test", 2L,
            "postmaster@mail.test", 3L,
            "postmaster", 3L,
            "grün@mail.test", 4L);

    private final Presence presence;

    /** Whether it answers. */
    public enum Presence {
        THERE,
        AWAY
    }

    public FakeDirectory(Presence presence) {
        this.presence = presence;
    }

    @Override
    public Resolution resolve(ForwardPath forwardPath, long octets, ReversePath sender) {
        answer();
        String address = forwardPath.unquoted().toLowerCase(Locale.ROOT);
        if (address.equals("staff@mail.test")) {
            return new Resolution(List.of(new AccountId(1), new AccountId(2)), List.of("carol@elsewhere.test"));
        }
        if (address.equals("fay@mail.test")) {
            return new Resolution(List.of(new AccountId(2)), List.of());
        }
        if (address.equals("full@mail.test")) {
            throw new RefusedException(Refusal.OVER_QUOTA);
        }
        if (address.equals("news@mail.test")) {
            if (!sender.address().equals("bob@mail.test")) {
                throw new RefusedException(Refusal.POSTING_REFUSED);
            }
            return new Resolution(List.of(), List.of(), List.of("news@mail.test"), List.of(), List.of());
        }
        Long account = ACCOUNTS.get(address);
        if (account != null) {
            return new Resolution(List.of(new AccountId(account)), List.of());
        }
        throw new RefusedException(
                address.endsWith("@mail.test") ? Refusal.NO_SUCH_RECIPIENT : Refusal.RELAYING_DENIED);
    }

    @Override
    public Expansion expand(String name) {
        answer();
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "alice", "alice@mail.test", "alice smith" ->
                new Expansion.Account("alice@mail.test", new AccountId(1));
            // Her mail goes to bob: she is who she is nevertheless.
            case "fay@mail.test" -> new Expansion.Account("fay@mail.test", new AccountId(6));
            case "alice+shop@mail.test" -> new Expansion.Account("alice@mail.test", new AccountId(1));
            case "staff", "staff@mail.test" -> new Expansion.Alias(List.of("alice@mail.test", "bob@mail.test"));
            case "sales@mail.test" -> new Expansion.Alias(List.of("alice@mail.test"));
            case "green", "grün@mail.test" -> new Expansion.Account("grün@mail.test", new AccountId(4));
            case "colours@mail.test" -> new Expansion.Alias(List.of("alice@mail.test", "grün@mail.test"));
            case "nobodys@mail.test" -> new Expansion.Alias(List.of());
            case "crowd@mail.test" -> new Expansion.MailingList(List.of("alice@mail.test"), true);
            case "smith" -> new Expansion.Ambiguous();
            default -> new Expansion.Unknown();
        };
    }

    private void answer() {
        if (presence == Presence.AWAY) {
            throw new UnavailableException("directory is away");
        }
    }
}
