package org.packetboat.mail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

@Covers({"RFC 5321 §4.1.2", "RFC 5321 §4.1.3"})
class AddressParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@mail.test",
                "Bob.O'Neill+tag@mail.test",
                "a@b",
                "!#$%&'*+-/=?^_`{|}~@x-1.example",
                "\"Joe..Smith\"@example.com",
                "\"a b\"@example.com",
                "\"a\\\"b\\\\c\"@example.com",
                "\"\"@example.com",
                "user@[192.0.2.1]",
                "user@[IPv6:2001:db8::1]",
                "user@[IPv6:::]",
                "user@[IPv6:1:2:3:4:5:6:7:8]",
                "user@[IPv6:::ffff:192.0.2.1]",
                "user@[IPv6:1:2:3:4:5:6:192.0.2.1]",
                "user@[x400:whatever!here]",
                "user@under_score.example",
                "bób@mail.test",
                "用户@例子.测试",
                "\"b ó\"@máil.test"
            })
    void whatIsParsedIsPrintedAgain(String text) {
        assertThat(MailAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bob",
                "@mail.test",
                "bob@",
                "bob@mail..test",
                "bob@.test",
                "bob@mail.test.",
                ".bob@mail.test",
                "bob.@mail.test",
                "bo..b@mail.test",
                "bob@-mail.test",
                "bob@mail-.test",
                "bo b@mail.test",
                "bob@mail.test x",
                "bob@mail\ttest",
                "\"bob@mail.test",
                "\"bob\"x@mail.test",
                "bob@\u2028.test",
                "b\u0085b@mail.test",
                "a@b@c",
                "user@[192.0.2.256]",
                "user@[192.0.2]",
                "user@[192.0.2.0001]",
                "user@[IPv6:1:2:3]",
                "user@[IPv6:1:2:3:4:5:6:7::]",
                "user@[IPv6:1::2::3]",
                "user@[IPv6:12345::]",
                "user@[IPv6::1:2:3:4:5:6:7]",
                "user@[]",
                "user@[192.0.2.1",
                "a%b@[x"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> MailAddress.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"|\"bob\"@mail.test|,bob@mail.test", "|\"b\\ob\"@mail.test|,bob@mail.test"})
    void allQuotedFormsAreOneLocalPart(String given, String printed) {
        assertThat(MailAddress.parse(given))
                .isEqualTo(MailAddress.parse(printed))
                .hasToString(printed);
    }

    @Test
    @Covers("RFC 5321 §4.5.3.1")
    void lengthLimits() {
        assertThat(MailAddress.parse("a".repeat(64) + "@b").localPart().text()).hasSize(64);
        assertThatThrownBy(() -> MailAddress.parse("a".repeat(65) + "@b")).isInstanceOf(SyntaxException.class);
        assertThat(MailAddress.parse("a@" + "b".repeat(63)).domain().toString()).hasSize(63);
        assertThatThrownBy(() -> MailAddress.parse("a@" + "b".repeat(64))).isInstanceOf(SyntaxException.class);
        String longest = "a@" + "bbbbbbbbb.".repeat(25) + "bb";
        assertThat(MailAddress.parse(longest).toString()).hasSize(MailAddress.MAX_OCTETS);
        assertThatThrownBy(() -> MailAddress.parse(longest + "b")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void sourceRoutesAreReadAndDropped() {
        assertThat(forward("<@hosta.int,@jkl.org:userc@d.bar.org>")).hasToString("<userc@d.bar.org>");
        assertThat(reverse("<@[192.0.2.1]:userc@d.bar.org>").address()).isEqualTo("userc@d.bar.org");
        assertThatThrownBy(() -> forward("<@hosta.int>")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> forward("<@hosta.int,userc@d.bar.org>")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void theNullPathIsAReversePathOnly() {
        assertThat(reverse("<>")).isEqualTo(ReversePath.NULL).hasToString("<>");
        assertThat(ReversePath.NULL.address()).isEmpty();
        assertThatThrownBy(() -> forward("<>")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void postmasterNeedsNoDomain() {
        assertThat(forward("<PostMaster>")).isEqualTo(ForwardPath.POSTMASTER).hasToString("<postmaster>");
        assertThat(forward("<postmaster@mail.test>")).hasToString("<postmaster@mail.test>");
        assertThatThrownBy(() -> forward("<root>")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void theDirectoryIsAskedWithoutQuoting() {
        assertThat(forward("<\"a b\"@mail.test>").unquoted()).isEqualTo("a b@mail.test");
        assertThat(forward("<\"a b\"@mail.test>").address()).isEqualTo("\"a b\"@mail.test");
    }

    @Test
    void foldingIsForComparison() {
        MailAddress address = MailAddress.parse("Bob@Mail.TEST");
        assertThat(address).hasToString("Bob@Mail.TEST");
        assertThat(address.localPart().folded() + "@" + address.domain().folded())
                .isEqualTo("bob@mail.test");
    }

    @Test
    @Covers({"RFC 6531 §3.2", "RFC 6531 §3.3"})
    void beyondAsciiThereIsOneFormToAskFor() {
        MailAddress decomposed = MailAddress.parse("bo\u0301b@B\u00fccher.TEST");
        assertThat(decomposed.isAscii()).isFalse();
        assertThat(decomposed.unquoted()).isEqualTo("b\u00f3b@xn--bcher-kva.test");
        assertThat(MailAddress.parse("b\u00f3b@xn--bcher-kva.test").unquoted()).isEqualTo(decomposed.unquoted());
        assertThat(MailAddress.parse("bob@mail.test").isAscii()).isTrue();
        assertThat(forward("<bob@b\u00fccher.test>").isAscii()).isFalse();
        assertThat(ForwardPath.POSTMASTER.isAscii()).isTrue();
    }

    /** An overlong form, a lone continuation, a surrogate in UTF-8. */
    @ParameterizedTest
    @Covers("RFC 6531 §3.3")
    @ValueSource(strings = {"\u00c0\u00ae", "\u00bf", "\u00ed\u00a0\u0080"})
    void whatIsNotUtf8IsNoAddress(String octets) {
        for (String form : new String[] {"%s@mail.test", "\"%s\"@mail.test", "bob@%s.test"}) {
            byte[] address = String.format(form, octets).getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> new AddressParser(new OctetCursor(Octets.of(address))).mailbox())
                    .isInstanceOf(SyntaxException.class);
        }
    }

    @Test
    void lengthsAreOfOctets() {
        assertThat(MailAddress.parse("\u00e4".repeat(32) + "@b").localPart().text())
                .hasSize(32);
        assertThatThrownBy(() -> MailAddress.parse("\u00e4".repeat(33) + "@b")).isInstanceOf(SyntaxException.class);
    }

    private static ForwardPath forward(String text) {
        OctetCursor cursor = new OctetCursor(Octets.utf8(text));
        ForwardPath path = new AddressParser(cursor).forwardPath();
        cursor.expectEnd("end");
        return path;
    }

    private static ReversePath reverse(String text) {
        OctetCursor cursor = new OctetCursor(Octets.utf8(text));
        ReversePath path = new AddressParser(cursor).reversePath();
        cursor.expectEnd("end");
        return path;
    }
}
