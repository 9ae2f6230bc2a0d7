package org.packetboat.imap.codec;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What SEARCH says of the charset of its strings (RFC 3501 §6.4.4, RFC 9051 §6.4.4); {@link SearchKey} holds them decoded. */
public sealed interface SearchCharset {
    /** Nothing: US-ASCII in rev1, UTF-8 in rev2; read as UTF-8 in both, for clients send that. */
    record Assumed() implements SearchCharset {}

    /** One that we know, whichever. */
    record Known() implements SearchCharset {}

    /** One that we do not; the strings are not to be used. */
    record Unknown(String name) implements SearchCharset {}

    /** Names of all that are known, for {@code BADCHARSET}. */
    static List<String> names() {
        return KnownCharsets.NAMES;
    }

    /** The charset of this name or alias, in any case. */
    static Optional<Charset> find(String name) {
        return Optional.ofNullable(KnownCharsets.BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }
}
