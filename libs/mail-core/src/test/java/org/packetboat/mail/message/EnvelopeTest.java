package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

class EnvelopeTest {
    private static String envelope(Octets header) {
        return MessageMetadata.of(header).envelope().utf8();
    }

    private static String to(String value) {
        Octets header = Octets.utf8("To: " + value + "\r\n");
        Fields fields = new Fields();
        fields.scan(header.array(), header.offset(), header.length());
        OctetsBuilder out = new OctetsBuilder();
        new AddressListWriter(out).write(fields, Field.TO);
        return out.build().utf8();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@b|((NIL NIL \"a\" \"b\"))",
                "A <a@b>, c@d|((\"A\" NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))",
                "a@b (A (nested) B)|((\"A (nested) B\" NIL \"a\" \"b\"))",
                "\"Doe, \\\"J\\\"\" <a@b>|((\"Doe, \\\"J\\\"\" NIL \"a\" \"b\"))",
                "A  B\tC <a@b>|((\"A B C\" NIL \"a\" \"b\"))",
                "G: a@b, C <c@d>;, e@f|((NIL NIL \"G\" NIL)(NIL NIL \"a\" \"b\")(\"C\" NIL \"c\" \"d\")(NIL NIL NIL NIL)(NIL NIL \"e\" \"f\"))",
                "undisclosed-recipients:;|((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))",
                "open: a@b|((NIL NIL \"open\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL))",
                "<@r,@s:a@b>|((NIL \"@r,@s\" \"a\" \"b\"))",
                "\"q s\"@[127.0.0.1]|((NIL NIL \"q s\" \"[127.0.0.1]\"))",
                "alice|((NIL NIL \"alice\" \"MISSING_DOMAIN\"))",
                "Joe Q. Public <j@x>|((\"Joe Q. Public\" NIL \"j\" \"x\"))",
                "=?utf-8?q?J=C3=B6rg?= <j@x>|((\"=?utf-8?q?J=C3=B6rg?=\" NIL \"j\" \"x\"))",
                "<>|((NIL NIL \"MISSING_MAILBOX\" \"MISSING_DOMAIN\"))",
                "N <@h>|((\"N\" NIL \"MISSING_MAILBOX\" \"h\"))",
                ",,|NIL",
                "``|NIL",
                "\"a\"\"b\" <c@d>|((\"ab\" NIL \"c\" \"d\"))",
                "<a@b|((NIL NIL \"a\" \"b\"))",
            })
    void writesAddresses(String value, String expected) {
        assertThat(to(value)).isEqualTo(expected);
    }

    @Test
    void defaultsSenderAndReplyTo() {
        assertThat(envelope(Octets.ascii("From: a@b\r\nReply-To: \r\nSender: c@d\r\n\r\n")))
                .isEqualTo(
                        "(NIL NIL ((NIL NIL \"a\" \"b\")) ((NIL NIL \"c\" \"d\")) ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL)");
        assertThat(envelope(Octets.EMPTY)).isEqualTo(EnvelopeWriter.EMPTY);
    }

    @Test
    void eightBitGoesIntoLiteralsAsItCame() {
        byte[] header = "Subject: a \"b\" \\ \r\n\tgr\u00fc\0\u20ac \r\n\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(envelope(Octets.of(header)))
                .isEqualTo("(NIL {16}\r\na \"b\" \\ \tgr\u00fc\u20ac NIL NIL NIL NIL NIL NIL NIL NIL)");
        byte[] latin = "Subject: \u00e4b\u00ff\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(MessageMetadata.of(Octets.of(latin)).envelope().toString(StandardCharsets.ISO_8859_1))
                .startsWith("(NIL {3}\r\n\u00e4b\u00ff NIL ");
        assertThat(to("J\u00f6rg <j@x>")).isEqualTo("(({5}\r\nJ\u00f6rg NIL \"j\" \"x\"))");
    }

    @Test
    void longStringsAreCutBetweenCharacters() {
        String wanted = "x".repeat(ImapString.LIMIT - 1) + "\u20ac";
        assertThat(envelope(Octets.utf8("Subject: " + wanted + "\u20ac\r\n\r\n")))
                .startsWith("(NIL {8194}\r\n" + wanted + " NIL");
    }

    @Test
    void sevenBitStaysQuotedAndUnfolded() {
        assertThat(envelope(Octets.ascii("Subject: a \"b\" \\ \r\n\tc\0d \r\n\r\n")))
                .isEqualTo("(NIL \"a \\\"b\\\" \\\\ \tcd\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void presentButEmptyIsTheEmptyString() {
        assertThat(envelope(Octets.ascii("Subject:\r\nDate: \r\n\r\n"))).startsWith("(\"\" \"\" NIL");
    }

    @Test
    void severalToFieldsAreOneList() {
        assertThat(envelope(Octets.ascii("To: a@b\r\nTo: c@d\r\n\r\n")))
                .contains("((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))");
    }
}
