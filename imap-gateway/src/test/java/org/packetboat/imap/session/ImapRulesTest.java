package org.packetboat.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.packetboat.imap.codec.CommandParser;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.view.ExpungeTelling;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

class ImapRulesTest {
    private static final List<String> ONE_OF_EACH = List.of(
            "CAPABILITY",
            "STARTTLS",
            "NOOP",
            "LOGOUT",
            "LOGIN a b",
            "AUTHENTICATE PLAIN",
            "SELECT a",
            "EXAMINE a",
            "CREATE a",
            "DELETE a",
            "RENAME a b",
            "SUBSCRIBE a",
            "UNSUBSCRIBE a",
            "LIST a b",
            "LSUB a b",
            "STATUS a (MESSAGES)",
            "APPEND a {1}",
            "CHECK",
            "CLOSE",
            "UNSELECT",
            "EXPUNGE",
            "UID EXPUNGE 1",
            "SEARCH ALL",
            "FETCH 1 FLAGS",
            "STORE 1 FLAGS ()",
            "COPY 1 a",
            "MOVE 1 a",
            "REPLACE 1 a {1}",
            "COMPRESS DEFLATE",
            "ENABLE CONDSTORE",
            "UNAUTHENTICATE",
            "IDLE",
            "NAMESPACE",
            "GETQUOTA x",
            "GETQUOTAROOT a",
            "SETQUOTA x ()",
            "ID NIL");

    private static ImapCommand parse(String text) {
        CommandParser parser = new CommandParser(Octets.ascii("a " + text));
        parser.tag();
        return parser.command();
    }

    @Test
    void everyCommandHasARow() {
        Set<Class<?>> parsed =
                ONE_OF_EACH.stream().map(text -> parse(text).getClass()).collect(Collectors.toSet());
        assertThat(parsed).containsExactlyInAnyOrder(ImapCommand.class.getPermittedSubclasses());
        for (String text : ONE_OF_EACH) {
            ImapRules.Rule rule = ImapRules.of(parse(text));
            assertThat(text.toLowerCase(java.util.Locale.ROOT)).startsWith(rule.verb());
        }
    }

    @Test
    @Covers({"RFC 3501 §7.4.1", "RFC 9051 §7.5.1"})
    void expungesAreWithheldWhileSequenceNumbersAreInUse() {
        Set<String> withheld = ONE_OF_EACH.stream()
                .map(text -> ImapRules.of(parse(text)))
                .filter(rule -> rule.expunges() == ExpungeTelling.WITHHELD)
                .map(ImapRules.Rule::verb)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(withheld).containsExactly("fetch", "search", "store");
        assertThat(ImapRules.of(parse("UID FETCH 1 FLAGS")).expunges()).isEqualTo(ExpungeTelling.TOLD);
    }

    @Test
    void advertisesWhatItDoes() {
        List<String> verbs = Arrays.stream(ImapCommand.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toList();
        assertThat(verbs).contains("Idle", "UidExpunge", "Unselect", "Namespace", "Id", "StartTls");
    }
}
