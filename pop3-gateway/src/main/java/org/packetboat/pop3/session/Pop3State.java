package org.packetboat.pop3.session;

/**
 * Where a session is (RFC 1939 §3). The transitions are methods of {@link Transitions}.
 */
public sealed interface Pop3State {
    /** AUTHORIZATION, nobody named. */
    record Authorization(TextMode mode) implements Pop3State {}

    /** AUTHORIZATION, after USER. */
    record UserNamed(String login, TextMode mode) implements Pop3State {}

    /** TRANSACTION: the maildrop is locked. */
    record Transaction(Maildrop maildrop) implements Pop3State {}

    /** After QUIT, or when the maildrop was lost: nothing is held any more. */
    record Ended() implements Pop3State {}

    /** RFC 6856 §2.1. */
    enum TextMode {
        ASCII,
        /** After UTF8: STLS is over. */
        UTF8
    }
}
