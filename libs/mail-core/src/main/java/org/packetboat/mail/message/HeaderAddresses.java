package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Octets;

/** The addresses that a header field names (RFC 5322 §3.4), whatever stands around them. */
public final class HeaderAddresses implements AddressListParser.Sink {
    private final int most;
    private final List<String> addresses = new ArrayList<>();

    private HeaderAddresses(int most) {
        this.most = most;
    }

    /**
     * Reads the body of a field.
     *
     * @param most after so many it stops
     * @return {@code local-part@domain} without quotes, members of groups among them; what has no local part or no domain is left out
     */
    public static List<String> of(Octets body, int most) {
        HeaderAddresses found = new HeaderAddresses(most);
        new AddressListParser(found).parse(body.array(), body.offset(), body.offset() + body.length());
        return found.addresses;
    }

    @Override
    public void address(@Nullable Octets name, Octets route, Octets local, Octets domain) {
        if (!local.isEmpty() && !domain.isEmpty() && !isFull()) {
            addresses.add(local.utf8() + "@" + domain.utf8());
        }
    }

    @Override
    public void groupStarts(Octets name) {
        // its members count
    }

    @Override
    public void groupEnds() {
        // as above
    }

    @Override
    public boolean isFull() {
        return addresses.size() >= most;
    }
}
