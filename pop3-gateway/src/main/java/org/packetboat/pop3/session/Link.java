package org.packetboat.pop3.session;

import org.packetboat.mail.sasl.SaslChannel.Confidentiality;

/** What a connection is worth, and whether it can become better. */
public enum Link {
    /** No TLS, and none to be had. */
    CLEAR(Confidentiality.CLEAR, StartTls.NOT_OFFERED),
    /** No TLS, none to be had, and the operator takes passwords all the same. */
    CLEAR_ALLOWED(Confidentiality.CLEAR_ALLOWED, StartTls.NOT_OFFERED),
    /** No TLS before STLS. */
    STARTTLS(Confidentiality.CLEAR, StartTls.OFFERED),
    /** No TLS before STLS, and the operator takes passwords all the same. */
    STARTTLS_ALLOWED(Confidentiality.CLEAR_ALLOWED, StartTls.OFFERED),
    /** TLS, from the first octet on or after STLS. */
    TLS(Confidentiality.TLS, StartTls.NOT_OFFERED);

    private final Confidentiality confidentiality;
    private final StartTls startTls;

    /** Whether STLS leads anywhere. */
    public enum StartTls {
        OFFERED,
        NOT_OFFERED
    }

    Link(Confidentiality confidentiality, StartTls startTls) {
        this.confidentiality = confidentiality;
        this.startTls = startTls;
    }

    /** What a connection is now. */
    public static Link of(Confidentiality confidentiality, StartTls startTls) {
        return switch (confidentiality) {
            case TLS -> TLS;
            case CLEAR_ALLOWED -> startTls == StartTls.OFFERED ? STARTTLS_ALLOWED : CLEAR_ALLOWED;
            case CLEAR -> startTls == StartTls.OFFERED ? STARTTLS : CLEAR;
        };
    }

    /** Whether a password may be sent as it is. */
    public boolean takesPasswords() {
        return confidentiality != Confidentiality.CLEAR;
    }

    /** Whether STLS is there. */
    public boolean offersStartTls() {
        return startTls == StartTls.OFFERED;
    }
}
