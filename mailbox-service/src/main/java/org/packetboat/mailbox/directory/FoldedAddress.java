package org.packetboat.mailbox.directory;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;

/**
 * An address as the directory compares it: without quotes, A to Z on both sides in lower case (local parts of our own domains are
 * case-insensitive; those of others are never looked up). No other letter becomes another one: the Kelvin sign is no k.
 */
record FoldedAddress(String localPart, String domain) {
    static final String POSTMASTER = "postmaster";
    private static final char DETAIL = '+';

    /** RFC 2142 §6 demands the first one; the second is where bounces go. */
    private static final List<String> OF_ADMINISTRATION = List.of("-request", "-bounces", "-owner");

    /** Absent when there is no {@code @} with something on both sides. */
    static Optional<FoldedAddress> of(String unquoted) {
        int at = unquoted.lastIndexOf('@');
        if (at <= 0 || at == unquoted.length() - 1) {
            return Optional.empty();
        }
        String folded = Ascii.toLower(unquoted);
        return Optional.of(new FoldedAddress(folded.substring(0, at), folded.substring(at + 1)));
    }

    /** The address without the detail that the local part has behind {@code +} (RFC 5233 §1); absent when there is none. */
    Optional<FoldedAddress> withoutDetail() {
        int plus = localPart.indexOf(DETAIL);
        return plus <= 0 ? Optional.empty() : Optional.of(new FoldedAddress(localPart.substring(0, plus), domain));
    }

    /** The mailing list that mail for this address would be about the administration of; absent for most addresses. */
    Optional<FoldedAddress> administeredList() {
        for (String suffix : OF_ADMINISTRATION) {
            if (localPart.endsWith(suffix) && localPart.length() > suffix.length()) {
                String list = localPart.substring(0, localPart.length() - suffix.length());
                return Optional.of(new FoldedAddress(list, domain));
            }
        }
        return Optional.empty();
    }

    boolean isPostmaster() {
        return localPart.equals(POSTMASTER);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
