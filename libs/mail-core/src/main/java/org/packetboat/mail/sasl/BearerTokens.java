package org.packetboat.mail.sasl;

/** Whether there is an issuer whose tokens log in. */
public enum BearerTokens {
    ACCEPTED,
    /** OAUTHBEARER and XOAUTH2 are not offered. */
    NOT_ACCEPTED
}
