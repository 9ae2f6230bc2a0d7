package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailboxNameTest {
    private static String value(String given) {
        return new MailboxName(given).value();
    }

    /** Of its letters in US-ASCII alone (RFC 3501 §5.1): one without a dot is another letter. */
    @Test
    void inboxIsInCapitals() {
        assertThat(value("inBox")).isEqualTo("INBOX");
        assertThat(value("inbox/Sub")).isEqualTo("INBOX/Sub");
        assertThat(value("inboxes")).isEqualTo("inboxes");
        assertThat(value("\u0131nbox")).isEqualTo("\u0131nbox");
        assertThat(value("\u0131nbox/sub")).isEqualTo("\u0131nbox/sub");
    }

    @Test
    void namesAreComposed() {
        assertThat(value("a\u0308")).isEqualTo("\u00e4");
        assertThat(new MailboxName("a\u0308").oldName()).contains("a\u0308");
        assertThat(new MailboxName("\u00e4").oldName()).isEmpty();
    }
}
