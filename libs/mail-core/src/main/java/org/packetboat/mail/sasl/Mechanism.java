package org.packetboat.mail.sasl;

/** Our mechanisms, in the order in which they are offered: the best first. */
enum Mechanism {
    PLAIN("PLAIN", Needs.CONFIDENTIALITY);

    private final String wireName;
    private final Needs needs;

    Mechanism(String wireName, Needs needs) {
        this.wireName = wireName;
        this.needs = needs;
    }

    /** What a channel has to give. */
    enum Needs {
        NOTHING,
        CONFIDENTIALITY,
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
