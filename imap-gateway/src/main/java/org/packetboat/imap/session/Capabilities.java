package org.packetboat.imap.session;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.imap.codec.Extension;

/** What is advertised, made from what is wired and from what the connection allows (RFC 3501 §6.1.1). */
public final class Capabilities {
    /** Leniency "ENABLE before login": it is of use after it only, but clients ask once. */
    private static final List<String> ALWAYS = List.of("IMAP4rev1", "SASL-IR", "ID", "IDLE", "ENABLE");

    private static final List<String> AFTER_LOGIN = List.of(
            "CONDSTORE",
            "QRESYNC",
            "LITERAL+",
            "UIDPLUS",
            "MOVE",
            "REPLACE",
            "MULTIAPPEND",
            "BINARY",
            "UTF8=ACCEPT",
            "PREVIEW",
            "UNSELECT",
            "NAMESPACE",
            "CHILDREN",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "SPECIAL-USE",
            "CREATE-SPECIAL-USE",
            "ESEARCH",
            "SEARCHRES",
            "WITHIN",
            "STATUS=SIZE",
            "QUOTA",
            "QUOTA=RES-STORAGE",
            "QUOTA=RES-MESSAGE",
            "OBJECTID",
            "SAVEDATE");

    /** What IMAP4rev2 has made its own (RFC 9051 appendix E): it is offered with all of them. */
    private static final List<String> FOLDED_INTO_REV2 = List.of(
            "SASL-IR",
            "IDLE",
            "ENABLE",
            "UIDPLUS",
            "UNSELECT",
            "NAMESPACE",
            "SPECIAL-USE",
            "ESEARCH",
            "SEARCHRES",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "STATUS=SIZE",
            "MOVE",
            "BINARY");

    private Capabilities() {}

    /** Whether this can be enabled: what is advertised is (RFC 5161 §3.1). */
    public static boolean offers(Extension extension) {
        return extension == Extension.IMAP4REV2
                ? FOLDED_INTO_REV2.stream().allMatch(Capabilities::isWired)
                : isWired(extension.word());
    }

    private static boolean isWired(String name) {
        return ALWAYS.contains(name) || AFTER_LOGIN.contains(name);
    }

    /** For a session in this state. */
    public static List<String> of(ImapState state, Exchange exchange) {
        List<String> names = new ArrayList<>(ALWAYS);
        if (offers(Extension.IMAP4REV2)) {
            names.add(1, Extension.IMAP4REV2.word());
        }
        if (!(state instanceof ImapState.NotAuthenticated)) {
            names.addAll(AFTER_LOGIN);
            if (exchange.reuse() == Reuse.ALLOWED) {
                names.add("UNAUTHENTICATE");
            }
            if (!exchange.isCompressed()) {
                names.add("COMPRESS=DEFLATE");
            }
            names.add("APPENDLIMIT=" + exchange.appendLimit());
            return names;
        }
        names.add("LITERAL-");
        if (exchange.offersStartTls()) {
            names.add("STARTTLS");
        }
        if (!exchange.acceptsPasswords()) {
            names.add("LOGINDISABLED");
        }
        exchange.sasl().mechanisms().forEach(mechanism -> names.add("AUTH=" + mechanism));
        return names;
    }
}
