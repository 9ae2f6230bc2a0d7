package org.packetboat.smtp.session;

/** Where a conversation stands; each state holds what is valid in it. Transitions: {@link SmtpTransitions}. */
public sealed interface SmtpState {
    /** The greeting was sent; the client has not said who it is. */
    record Greeted() implements SmtpState {}

    /** The client has said HELO or EHLO; no transaction is open. */
    record Ready(Peer peer) implements SmtpState {}

    /** MAIL was accepted. */
    record InTransaction(Peer peer, Transaction transaction) implements SmtpState {}

    /** DATA was accepted; the octets are the message's until its end. */
    record Receiving(Peer peer, Transaction transaction) implements SmtpState {}

    /** QUIT was answered, or the client has made too many mistakes: nothing more is read. */
    record Quit() implements SmtpState {}

    /**
     * The client as it introduced itself.
     *
     * @param address IP address in its text form
     * @param helo the name that it gave
     */
    record Peer(String address, String helo, Dialect dialect) {}

    /** Which protocol was chosen by HELO or EHLO: the "with" of the trace field, RFC 3848. */
    enum Dialect {
        /** HELO. */
        SMTP,
        /** EHLO. */
        ESMTP
    }
}
