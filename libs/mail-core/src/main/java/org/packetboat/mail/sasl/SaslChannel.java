package org.packetboat.mail.sasl;

import java.util.List;

/**
 * What a connection is worth to SASL, as it is now: STARTTLS makes it another one.
 *
 * @param certificateAddresses rfc822Names of the client certificate that TLS has verified; empty without one
 */
public record SaslChannel(Confidentiality confidentiality, ChannelBinding binding, List<String> certificateAddresses) {
    /** Whether others can listen. */
    public enum Confidentiality {
        TLS,
        /** No TLS, and the operator of this listener does not mind. */
        CLEAR_ALLOWED,
        /** No TLS: mechanisms that show a password or a token are neither offered nor accepted. */
        CLEAR
    }

    /** Takes a copy of the list. */
    public SaslChannel {
        certificateAddresses = List.copyOf(certificateAddresses);
    }

    /** A connection without TLS. */
    public static SaslChannel clear(Confidentiality confidentiality) {
        return new SaslChannel(confidentiality, ChannelBinding.NONE, List.of());
    }

    /** Whether a secret may be sent as it is. */
    public boolean isConfidential() {
        return confidentiality != Confidentiality.CLEAR;
    }
}
