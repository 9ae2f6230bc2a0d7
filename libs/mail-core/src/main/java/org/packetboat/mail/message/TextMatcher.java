package org.packetboat.mail.message;

import java.util.List;

/** Looks for several folded texts in text that comes in pieces. */
final class TextMatcher {
    private final String[] wanted;
    private final boolean[] found;
    private final int longest;
    private int missing;
    /** Folded end of what came, in which a match may have begun. */
    private String tail = "";

    TextMatcher(List<String> texts) {
        wanted = texts.stream().map(CaseFolding::fold).toArray(String[]::new);
        found = new boolean[wanted.length];
        int most = 0;
        for (int i = 0; i < wanted.length; i++) {
            most = Math.max(most, wanted[i].length());
            found[i] = wanted[i].isEmpty();
            missing += found[i] ? 0 : 1;
        }
        longest = most;
    }

    void accept(CharSequence piece) {
        if (missing == 0 || piece.isEmpty()) {
            return;
        }
        String window = tail + CaseFolding.fold(piece.toString());
        for (int i = 0; i < wanted.length; i++) {
            if (!found[i] && window.contains(wanted[i])) {
                found[i] = true;
                missing--;
            }
        }
        tail = window.substring(Math.max(0, window.length() - longest + 1));
    }

    /** What comes next does not continue what came. */
    void cut() {
        tail = "";
    }

    boolean complete() {
        return missing == 0;
    }

    boolean found(int index) {
        return found[index];
    }
}
