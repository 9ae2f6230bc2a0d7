package org.packetboat.mail.sasl;

/** Our mechanisms, in the order in which they are offered: the best first. */
enum Mechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", Needs.CHANNEL_BINDING),
    SCRAM_SHA_256("SCRAM-SHA-256", Needs.NOTHING),
    EXTERNAL("EXTERNAL", Needs.CERTIFICATE),
    OAUTHBEARER("OAUTHBEARER", Needs.ISSUER),
    XOAUTH2("XOAUTH2", Needs.ISSUER),
    PLAIN("PLAIN", Needs.CONFIDENTIALITY),
    LOGIN("LOGIN", Needs.CONFIDENTIALITY);

    private final String wireName;
    private final Needs needs;

    Mechanism(String wireName, Needs needs) {
        this.wireName = wireName;
        this.needs = needs;
    }

    /** What has to be there for it. */
    enum Needs {
        NOTHING,
        CONFIDENTIALITY,
        /** An issuer of tokens, and confidentiality. */
        ISSUER,
        CHANNEL_BINDING,
        CERTIFICATE
    }

    String wireName() {
        return wireName;
    }

    Needs needs() {
        return needs;
    }
}
