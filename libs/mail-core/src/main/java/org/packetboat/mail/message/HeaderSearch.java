package org.packetboat.mail.message;

import org.packetboat.mail.octets.Octets;

/**
 * SEARCH HEADER: a field of this name is there and its decoded value contains a text, whatever the case of either. RFC 9051 §6.4.4. Prepared
 * once, asked for many messages; safe for several threads.
 */
public final class HeaderSearch {
    private final String name;
    private final String folded;

    /**
     * @param name of the field
     * @param text to be found in it; empty: the field only has to be there
     */
    public HeaderSearch(String name, String text) {
        this.name = name;
        this.folded = folded(text);
    }

    /** A text as it is looked for in decoded values: these have spaces for tabs. */
    public static String folded(String text) {
        return CaseFolding.fold(text.replace('\t', ' '));
    }

    /** Whether one of the fields fits. */
    public boolean matches(Octets header) {
        HeaderSection section = new HeaderSection(header);
        if (folded.isEmpty()) {
            return section.first(name).isPresent();
        }
        for (Octets value : section.all(name)) {
            if (CaseFolding.fold(HeaderSection.decode(value)).contains(folded)
                    || CaseFolding.fold(HeaderSection.extended(value)).contains(folded)) {
                return true;
            }
        }
        return false;
    }
}
