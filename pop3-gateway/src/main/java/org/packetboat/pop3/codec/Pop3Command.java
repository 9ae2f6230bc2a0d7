package org.packetboat.pop3.codec;

import java.util.Optional;
import org.packetboat.mail.octets.Octets;

/** A parsed client command: grammar checked, nothing else. RFC 1939 §9, and what its extensions add. */
public sealed interface Pop3Command {
    /** RFC 1939 §7. */
    record User(String name) implements Pop3Command {}

    /** RFC 1939 §7: everything after the blank, blanks included. */
    record Pass(String password) implements Pop3Command {
        @Override
        public String toString() {
            return "Pass[]";
        }
    }

    /** RFC 1939 §5. */
    record Stat() implements Pop3Command {}

    /** RFC 1939 §5. */
    record Listing(Optional<MessageNumber> message) implements Pop3Command {}

    /** RFC 1939 §5. */
    record Retr(MessageNumber message) implements Pop3Command {}

    /** RFC 1939 §5. */
    record Dele(MessageNumber message) implements Pop3Command {}

    /** RFC 1939 §5. */
    record Noop() implements Pop3Command {}

    /** RFC 1939 §5. */
    record Rset() implements Pop3Command {}

    /** RFC 1939 §4, §6. */
    record Quit() implements Pop3Command {}

    /** RFC 1939 §7. */
    record Uidl(Optional<MessageNumber> message) implements Pop3Command {}

    /**
     * RFC 1939 §7.
     *
     * @param lines of the body, 0 or more
     */
    record Top(MessageNumber message, int lines) implements Pop3Command {}

    /** RFC 2449 §5. */
    record Capa() implements Pop3Command {}

    /** RFC 2595 §4. */
    record Stls() implements Pop3Command {}

    /**
     * RFC 5034 §4.
     *
     * @param initialResponse as on the line, in base64 or {@code =}
     */
    record Auth(String mechanism, Optional<Octets> initialResponse) implements Pop3Command {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /** {@code AUTH} alone, see {@link CommandParser}: which mechanisms are there? */
    record Mechanisms() implements Pop3Command {}

    /** RFC 6856 §2.1. */
    record Utf8() implements Pop3Command {}

    /**
     * RFC 6856 §3.2.
     *
     * @param range RFC 4647 §2.1; empty for a list of all languages
     */
    record Lang(Optional<String> range) implements Pop3Command {}

    /** The word on the wire, for metrics and logs. */
    default String verb() {
        return switch (this) {
            case User user -> "USER";
            case Pass pass -> "PASS";
            case Stat stat -> "STAT";
            case Listing listing -> "LIST";
            case Retr retr -> "RETR";
            case Dele dele -> "DELE";
            case Noop noop -> "NOOP";
            case Rset rset -> "RSET";
            case Quit quit -> "QUIT";
            case Uidl uidl -> "UIDL";
            case Top top -> "TOP";
            case Capa capa -> "CAPA";
            case Stls stls -> "STLS";
            case Auth auth -> "AUTH";
            case Mechanisms mechanisms -> "AUTH";
            case Utf8 utf8 -> "UTF8";
            case Lang lang -> "LANG";
        };
    }
}
