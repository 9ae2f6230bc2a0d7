package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

class EnabledTest {
    @Test
    @Covers("RFC 7162 §3.2.3")
    void qresyncBringsCondstore() {
        Enabled enabled = Enabled.NONE.with(Extension.QRESYNC);
        assertThat(enabled.has(Extension.CONDSTORE)).isTrue();
        assertThat(enabled.vanished()).isTrue();
        assertThat(enabled.with(Extension.CONDSTORE)).isSameAs(enabled);
        assertThat(Enabled.NONE.has(Extension.CONDSTORE)).isFalse();
    }

    @Test
    void additive() {
        Enabled twice = Enabled.NONE.with(Extension.CONDSTORE).with(Set.of(Extension.IMAP4REV2));
        assertThat(twice).isEqualTo(Enabled.NONE.with(Set.of(Extension.IMAP4REV2, Extension.CONDSTORE)));
        assertThat(twice.utf8Names()).isTrue();
        assertThat(twice.modSeqs()).isTrue();
        assertThat(twice.vanished()).isFalse();
    }

    @Test
    void namesAreReadInWhatIsEnabled() {
        assertThat(select("\"Entw&APw-rfe\"", Enabled.NONE)).isEqualTo("Entwürfe");
        Enabled rev2 = Enabled.NONE.with(Extension.IMAP4REV2);
        assertThat(select("\"Entwürfe\"", rev2)).isEqualTo("Entwürfe");
        assertThat(select("\"Q&A\"", rev2)).isEqualTo("Q&A");
        assertThat(select("Q&APw-", rev2)).isEqualTo("Q&APw-");
        assertThatThrownBy(() -> select("\"Entwürfe\"", Enabled.NONE)).isInstanceOf(SyntaxException.class);
        Octets broken = Octets.of(new byte[] {'a', ' ', 'S', 'E', 'L', 'E', 'C', 'T', ' ', '"', (byte) 0xc3, '"'});
        CommandParser parser = new CommandParser(broken, rev2);
        parser.tag();
        assertThatThrownBy(parser::command).isInstanceOf(SyntaxException.class);
    }

    private static String select(String name, Enabled enabled) {
        CommandParser parser = new CommandParser(Octets.utf8("a SELECT " + name), enabled);
        parser.tag();
        return ((ImapCommand.Select) parser.command()).mailbox().value();
    }
}
