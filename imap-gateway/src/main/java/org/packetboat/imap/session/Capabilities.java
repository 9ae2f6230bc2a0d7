package org.packetboat.imap.session;

import java.util.ArrayList;
import java.util.List;

/** What is advertised, made from what is wired (RFC 3501 §6.1.1). */
public final class Capabilities {
    private final List<String> before;
    private final List<String> after;

    /** @param mechanisms SASL mechanisms that AUTHENTICATE knows */
    public Capabilities(List<String> mechanisms) {
        List<String> names = new ArrayList<>();
        names.add("IMAP4rev1");
        names.add("SASL-IR");
        names.add("ID");
        names.add("IDLE");
        List<String> anonymous = new ArrayList<>(names);
        anonymous.add("LITERAL-");
        names.add("LITERAL+");
        mechanisms.forEach(mechanism -> anonymous.add("AUTH=" + mechanism));
        before = List.copyOf(anonymous);
        names.addAll(List.of("UIDPLUS", "UNSELECT", "NAMESPACE", "CHILDREN", "SPECIAL-USE", "CREATE-SPECIAL-USE"));
        after = List.copyOf(names);
    }

    /** For a session in this state. */
    public List<String> of(ImapState state) {
        return state instanceof ImapState.NotAuthenticated ? before : after;
    }
}
