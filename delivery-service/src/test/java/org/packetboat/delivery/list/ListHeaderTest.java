package org.packetboat.delivery.list;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.delivery.port.Mailboxes.ListFacts;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.octets.Octets;

class ListHeaderTest {
    private static HeaderSection fields(String address, String description, boolean isOpen) {
        return new HeaderSection(
                ListHeader.fields(new ListFacts(address, description, isOpen), Octets.ascii("Subject: x\r\n\r\n")));
    }

    @Test
    void descriptionsAreQuotedOrEncoded() {
        assertThat(fields("a@b.test", "", true).text("List-Id")).contains("<a.b.test>");
        assertThat(fields("a@b.test", "All \"of\" us", true).first("List-Id"))
                .hasValueSatisfying(value -> assertThat(value.utf8()).startsWith("\"All \\\"of\\\" us\""));
        String longOne = "Gr\u00fc\u00dfe \ud83d\udce6 ".repeat(15).strip();
        assertThat(fields("a@b.test", longOne, true).text("List-Id").orElseThrow())
                .startsWith(longOne);
        assertThat(fields("a@b.test", longOne, true).octets().utf8().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
    }

    /** RFC 2369 §3.4; RFC 6068 §2. */
    @Test
    void urisHoldAnyAddress() {
        assertThat(fields("a@b.test", "", false).text("List-Post")).contains("NO");
        assertThat(fields("c%d&e?f@b.test", "", true).text("List-Post")).contains("<mailto:c%25d%26e%3Ff@b.test>");
    }
}
