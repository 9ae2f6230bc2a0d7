package org.packetboat.pop3.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

class CommandParserTest {
    @Test
    void parsesEveryCommand() {
        assertThat(parse("USER alice@mail.test")).isEqualTo(new Pop3Command.User("alice@mail.test"));
        assertThat(parse("pass  two  blanks ")).isEqualTo(new Pop3Command.Pass(" two  blanks "));
        assertThat(parse("PASS gehe\u00edm")).isEqualTo(new Pop3Command.Pass("gehe\u00edm"));
        assertThat(parse("stat")).isEqualTo(new Pop3Command.Stat());
        assertThat(parse("LIST")).isEqualTo(new Pop3Command.Listing(Optional.empty()));
        assertThat(parse("List 3")).isEqualTo(new Pop3Command.Listing(Optional.of(new MessageNumber(3))));
        assertThat(parse("RETR  12 ")).isEqualTo(new Pop3Command.Retr(new MessageNumber(12)));
        assertThat(parse("DELE 1")).isEqualTo(new Pop3Command.Dele(new MessageNumber(1)));
        assertThat(parse("NOOP ")).isEqualTo(new Pop3Command.Noop());
        assertThat(parse("RSET")).isEqualTo(new Pop3Command.Rset());
        assertThat(parse("QUIT")).isEqualTo(new Pop3Command.Quit());
        assertThat(parse("UIDL 2147483647"))
                .isEqualTo(new Pop3Command.Uidl(Optional.of(new MessageNumber(Integer.MAX_VALUE))));
        assertThat(parse("TOP 1 0")).isEqualTo(new Pop3Command.Top(new MessageNumber(1), 0));
        assertThat(parse("CAPA")).isEqualTo(new Pop3Command.Capa());
        assertThat(parse("stls")).isEqualTo(new Pop3Command.Stls());
        assertThat(parse("UTF8")).isEqualTo(new Pop3Command.Utf8());
        assertThat(parse("LANG")).isEqualTo(new Pop3Command.Lang(Optional.empty()));
        assertThat(parse("LANG en-GB")).isEqualTo(new Pop3Command.Lang(Optional.of("en-GB")));
        assertThat(parse("LANG *")).isEqualTo(new Pop3Command.Lang(Optional.of("*")));
    }

    @Test
    void parsesAuth() {
        assertThat(parse("AUTH")).isEqualTo(new Pop3Command.Mechanisms());
        assertThat(parse("auth plain")).isEqualTo(new Pop3Command.Auth("plain", Optional.empty()));
        assertThat(parse("AUTH SCRAM-SHA-256 biwsbj1h"))
                .isEqualTo(new Pop3Command.Auth("SCRAM-SHA-256", Optional.of(Octets.utf8("biwsbj1h"))));
        assertThat(parse("AUTH EXTERNAL =")).isEqualTo(new Pop3Command.Auth("EXTERNAL", Optional.of(Octets.utf8("="))));
    }

    /** RFC 2449 §4, RFC 5034 §4. */
    @Test
    void holdsAllButAuthToTheLengthOfACommand() {
        assertThat(parse("PASS " + "x".repeat(248))).isInstanceOf(Pop3Command.Pass.class);
        assertThatThrownBy(() -> parse("PASS " + "x".repeat(249))).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> parse("NOOP" + " ".repeat(250))).isInstanceOf(LimitException.class);
        assertThat(parse("AUTH OAUTHBEARER " + "x".repeat(12_288))).isInstanceOf(Pop3Command.Auth.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " STAT",
                "STATS",
                "STAT 1",
                "LIST x",
                "LIST 1 2",
                "RETR",
                "RETR ",
                "RETR 0",
                "RETR -1",
                "RETR 1x",
                "RETR 99999999999999999999",
                "DELE",
                "USER",
                "USER ",
                "USER a b",
                "PASS",
                "PASS ",
                "TOP 1",
                "TOP 1 -1",
                "TOP x 1",
                "UIDL 0",
                "\u0000STAT",
                "NOOP\u0000",
                "PASS a\u0000b",
                "USER a\rb",
                "XYZZY",
                "CAPA x",
                "STLS x",
                "UTF8 x",
                "LANG en de",
                "LANG e\u00fc",
                "AUTH PL\u0000AIN",
                "AUTH PLAIN a b",
                "AUTH PLAIN\u00e4"
            })
    void refusesWhatIsNotInTheGrammar(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] line = {'U', 'S', 'E', 'R', ' ', (byte) 0xC3};
        assertThatThrownBy(() -> CommandParser.parse(Octets.of(line))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void neverShowsAPassword() {
        assertThat(parse("PASS secret").toString()).doesNotContain("secret");
        assertThat(parse("AUTH PLAIN c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
    }

    private static Pop3Command parse(String line) {
        return CommandParser.parse(Octets.utf8(line));
    }
}
