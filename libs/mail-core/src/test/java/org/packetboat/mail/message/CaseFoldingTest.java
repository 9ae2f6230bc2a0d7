package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In the spirit of RFC 5051: what differs in case or in the way characters are composed is the same. */
class CaseFoldingTest {
    @Test
    void caseAndCompositionDoNotMatter() {
        assertThat(CaseFolding.fold("GRÜSSE")).isEqualTo(CaseFolding.fold("gru\u0308ße"));
        assertThat(CaseFolding.fold("ﬁle Ⅻ")).isEqualTo(CaseFolding.fold("FILE xii"));
        assertThat(CaseFolding.fold("Plain ASCII")).isEqualTo("plain ascii");
    }

    @Test
    void aPartOfAWordFoldsAsItDoesInTheWord() {
        assertThat(CaseFolding.fold("ΟΔΥΣΣΕΑΣ ΒΑΣΙΛΕΥΣ")).contains(CaseFolding.fold("οδυσ"));
        assertThat(CaseFolding.fold("βασιλευσας")).startsWith(CaseFolding.fold("ΒΑΣΙΛΕΥΣ"));
    }
}
