package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.imap.codec.CommandParser.Announced;
import org.packetboat.imap.codec.FetchItem.Attribute;
import org.packetboat.imap.codec.SearchKey.DateField;
import org.packetboat.imap.codec.SearchKey.DateOrder;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.framing.LiteralHeader;
import org.packetboat.testkit.conformance.Covers;

class CommandParserTest {
    private static ImapCommand parse(String text) {
        CommandParser parser = new CommandParser(Octets.utf8("A1 " + text));
        assertThat(parser.tag()).isEqualTo("A1");
        return parser.command();
    }

    @Test
    void login() {
        assertThat(parse("LOGIN SMITH SESAME")).isEqualTo(new ImapCommand.Login("SMITH", "SESAME"));
        assertThat(parse("login \"a \\\"b\\\\\" {3}\r\nx y")).isEqualTo(new ImapCommand.Login("a \"b\\", "x y"));
        assertThat(parse("LOGIN a b").toString()).doesNotContain("b]");
    }

    @Test
    @Covers({"RFC 3501 §9", "RFC 9051 §9"})
    void mailboxNames() {
        assertThat(parse("SELECT inbox")).isEqualTo(new ImapCommand.Select(MailboxName.INBOX, List.of()));
        assertThat(parse("SELECT iNbOx/a")).isEqualTo(new ImapCommand.Select(new MailboxName("INBOX/a"), List.of()));
        assertThat(parse("SELECT INBOXES")).isEqualTo(new ImapCommand.Select(new MailboxName("INBOXES"), List.of()));
        assertThat(parse("EXAMINE \"Entw&APw-rfe\""))
                .isEqualTo(new ImapCommand.Examine(new MailboxName("Entwürfe"), List.of()));
        assertThat(parse("CREATE a]b")).isEqualTo(new ImapCommand.Create(new MailboxName("a]b"), List.of()));
    }

    @Test
    void append() {
        assertThat(parse("APPEND saved-messages (\\Seen $x) \"17-Jul-1996 02:44:25 -0700\" {310}"))
                .isEqualTo(new ImapCommand.Append(
                        new MailboxName("saved-messages"),
                        new AppendMessage(
                                new Flags(SystemFlag.SEEN.bit(), List.of("$x")),
                                OptionalLong.of(837596665000L),
                                new LiteralHeader(310, LiteralHeader.Kind.SYNCHRONISING),
                                AppendMessage.Form.LITERAL)));
        assertThat(parse("APPEND x {0+}")).isEqualTo(new ImapCommand.Append(new MailboxName("x"), plain(0)));
    }

    private static AppendMessage plain(long octets) {
        return new AppendMessage(
                Flags.NONE,
                OptionalLong.empty(),
                new LiteralHeader(octets, LiteralHeader.Kind.NON_SYNCHRONISING),
                AppendMessage.Form.LITERAL);
    }

    @Test
    void formsOfMessages() {
        assertThat(form("APPEND x ~{7}")).isEqualTo(AppendMessage.Form.LITERAL8);
        assertThat(form("APPEND x (\\Seen) UTF8 (~{7+}")).isEqualTo(AppendMessage.Form.UTF8);
        for (String wrong : List.of("~7", "UTF8 ({7}", "UTF8 (~{7})", "UTF8 ~{7}", "URL \"x\"", "{7} ", "{7}{7}")) {
            assertThatThrownBy(() -> parse("APPEND x " + wrong)).as(wrong).isInstanceOf(SyntaxException.class);
        }
    }

    private static AppendMessage.Form form(String append) {
        return ((ImapCommand.Append) parse(append)).first().form();
    }

    /** RFC 3502 §6.3.11. */
    @Test
    void goesOnBehindAMessage() {
        AppendMessage utf8 = ((ImapCommand.Append) parse("APPEND x UTF8 (~{7+}")).first();
        assertThat(AppendParser.next(Octets.EMPTY, plain(1))).isEmpty();
        assertThat(AppendParser.next(Octets.ascii("  "), plain(1))).isEmpty();
        assertThat(AppendParser.next(Octets.ascii(" {5+}"), plain(1))).contains(plain(5));
        assertThat(AppendParser.next(Octets.ascii(")"), utf8)).isEmpty();
        assertThat(AppendParser.next(Octets.ascii(") {5+}"), utf8)).contains(plain(5));
        for (String wrong : List.of(")", "{5}", " (\\Seen)", " (\\Foo) {5}", " x {5}")) {
            assertThatThrownBy(() -> AppendParser.next(Octets.ascii(wrong), plain(1)))
                    .as(wrong)
                    .isInstanceOf(SyntaxException.class);
        }
        assertThatThrownBy(() -> AppendParser.next(Octets.EMPTY, utf8)).isInstanceOf(SyntaxException.class);
        assertThat(CommandParser.announcedAfter(plain(1), Octets.ascii(" {5}"))).isEqualTo(Announced.MESSAGE);
        assertThat(CommandParser.announcedAfter(plain(1), Octets.ascii(" (\\Foo) {5}")))
                .isEqualTo(Announced.IN_VAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNSELECT",
                "COMPRESS DEFLATE",
                "ENABLE CONDSTORE QRESYNC",
                "MOVE 1:2 x",
                "UID MOVE 1 x",
                "REPLACE 1 x {5}",
                "UID REPLACE 1 x (\\SEEN) {5}",
                "SELECT x (CONDSTORE)",
                "EXAMINE x (QRESYNC (1 2))",
                "STATUS x (HIGHESTMODSEQ UNSEEN)",
                "FETCH 1 (FLAGS MODSEQ BODY.PEEK[1.MIME]) (CHANGEDSINCE 7)",
                "UID FETCH 1 UID (CHANGEDSINCE 7 VANISHED)",
                "STORE 1 (UNCHANGEDSINCE 7) +FLAGS.SILENT (\\DELETED)",
                "SEARCH RETURN (SAVE MIN MAX COUNT ALL) MODSEQ 7 NOT UNSEEN",
                "LIST (SUBSCRIBED RECURSIVEMATCH) x (% y) RETURN (CHILDREN STATUS (SIZE APPENDLIMIT))",
                "STATUS x (DELETED DELETED-STORAGE MAILBOXID)",
                "FETCH 1 (EMAILID THREADID SAVEDATE)",
                "GETQUOTA x",
                "GETQUOTAROOT x"
            })
    @Covers({
        "RFC 3501 §9",
        "RFC 9051 §9",
        "RFC 3691 §4",
        "RFC 4731 §4",
        "RFC 4978 §5",
        "RFC 5161 §4",
        "RFC 5182 §3",
        "RFC 6851 §5",
        "RFC 7162 §7",
        "RFC 7889 §5",
        "RFC 8474 §7",
        "RFC 8508 §5",
        "RFC 9208 §7"
    })
    void wordsInAnyCase(String text) {
        assertThat(parse(text.toLowerCase(Locale.ROOT))).isEqualTo(parse(text));
    }

    /** RFC 6851 §5, RFC 8508 §5. */
    @Test
    void moveAndReplace() {
        assertThat(parse("UID MOVE 42:69 foo"))
                .isEqualTo(new ImapCommand.Move(new MessageSet.ByUid(NumberSet.of(42, 69)), new MailboxName("foo")));
        assertThat(parse("REPLACE * Drafts {9+}"))
                .isEqualTo(new ImapCommand.Replace(
                        new MessageSet.BySequence(NumberSet.of(NumberSet.LARGEST, NumberSet.LARGEST)),
                        new MailboxName("Drafts"),
                        plain(9)));
        assertThatThrownBy(() -> parse("REPLACE 1:2 Drafts {9}")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> parse("UID REPLACE 0 Drafts {9}")).isInstanceOf(SyntaxException.class);
        assertThat(announced("a UID REPLACE 7 Drafts {10}")).isEqualTo(Announced.MESSAGE);
        assertThat(announced("a REPLACE 7 {10}")).isEqualTo(Announced.ARGUMENT);
        assertThat(announced("a REPLACE 1,2 Drafts {10}")).isEqualTo(Announced.IN_VAIN);
        assertThat(announced("a UID SEARCH TEXT {10}")).isEqualTo(Announced.ARGUMENTS);
    }

    /** RFC 3516 §7, RFC 8970 §6. */
    @Test
    void binaryAndPreview() {
        assertThat(((ImapCommand.Fetch)
                                parse("FETCH 1 (BINARY[1.2] BINARY.PEEK[]<7.8> BINARY.SIZE[3] PREVIEW PREVIEW (LAZY))"))
                        .items())
                .containsExactly(
                        new FetchItem.Binary(List.of(1, 2), Peek.SETS_SEEN, Optional.empty()),
                        new FetchItem.Binary(List.of(), Peek.KEEPS_UNSEEN, Optional.of(new FetchItem.Partial(7, 8))),
                        new FetchItem.BinarySize(List.of(3)),
                        new FetchItem.Preview(FetchItem.Haste.PATIENT),
                        new FetchItem.Preview(FetchItem.Haste.LAZY));
        for (String wrong : List.of("BINARY", "BINARY[TEXT]", "BINARY[1.]", "BINARY.SIZE[1]<0.1>", "PREVIEW ()")) {
            assertThatThrownBy(() -> parse("FETCH 1 " + wrong)).as(wrong).isInstanceOf(SyntaxException.class);
        }
    }

    @Test
    void knowsWhichLiteralIsTheMessage() {
        assertThat(announced("a APPEND x {10}")).isEqualTo(Announced.MESSAGE);
        assertThat(announced("a append {1}\r\nx (\\Seen) {10+}")).isEqualTo(Announced.MESSAGE);
        assertThat(announced("a APPEND {10}")).isEqualTo(Announced.ARGUMENT);
        assertThat(announced("a LOGIN x {10}")).isEqualTo(Announced.ARGUMENTS);
        assertThat(announced("a APPEND x y {10}")).isEqualTo(Announced.IN_VAIN);
        assertThat(announced("a APPEND x (\\Foo) {10}")).isEqualTo(Announced.IN_VAIN);
        assertThat(announced("a APPEND {1}\r\nx (\\Foo) {10}")).isEqualTo(Announced.IN_VAIN);
        assertThat(announced("a UID {10}")).isEqualTo(Announced.ARGUMENTS);
        assertThat(announced("{10}")).isEqualTo(Announced.ARGUMENTS);
    }

    /** It is read on the event loop; a mailbox has no more of them either. */
    @Test
    void aListHasNoMoreKeywordsThanAMailboxMayHave() {
        String keywords = IntStream.range(0, 1_000).mapToObj(i -> "k" + i).collect(Collectors.joining(" "));
        assertThat(((ImapCommand.Store) parse("STORE 1 FLAGS (" + keywords + " K7 \\Seen)"))
                        .flags()
                        .keywords())
                .hasSize(1_000);
        assertThatThrownBy(() -> parse("STORE 1 FLAGS (" + keywords + " more)")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> parse("STORE 1 FLAGS " + keywords + " more")).isInstanceOf(SyntaxException.class);
        assertThat(announced("a APPEND x (" + keywords + ") {10}")).isEqualTo(Announced.MESSAGE);
        assertThat(announced("a APPEND x (" + keywords + " more) {10}")).isEqualTo(Announced.IN_VAIN);
    }

    private static Announced announced(String command) {
        return CommandParser.announced(Octets.ascii(command), Enabled.NONE);
    }

    @Test
    void fetch() {
        assertThat(parse("FETCH 2:4 ALL"))
                .isEqualTo(new ImapCommand.Fetch(
                        new MessageSet.BySequence(NumberSet.of(2, 4)),
                        List.of(Attribute.FLAGS, Attribute.INTERNALDATE, Attribute.RFC822_SIZE, Attribute.ENVELOPE),
                        Optional.empty()));
        assertThat(parse("UID FETCH 7,*:3 (BODY.PEEK[4.2.HEADER.FIELDS (DATE \"FROM\")]<0.2048> uid UID)"))
                .isEqualTo(new ImapCommand.Fetch(
                        new MessageSet.ByUid(NumberSet.of(7, 7, NumberSet.LARGEST, 3)),
                        List.of(
                                new FetchItem.BodySection(
                                        new SectionSpec(
                                                List.of(4, 2), SectionSpec.What.HEADER_FIELDS, List.of("DATE", "FROM")),
                                        Peek.KEEPS_UNSEEN,
                                        Optional.of(new FetchItem.Partial(0, 2048))),
                                Attribute.UID),
                        Optional.empty()));
        assertThat(parse("FETCH 1 BODY[]"))
                .isEqualTo(new ImapCommand.Fetch(
                        new MessageSet.BySequence(NumberSet.of(1, 1)),
                        List.of(new FetchItem.BodySection(SectionSpec.WHOLE, Peek.SETS_SEEN, Optional.empty())),
                        Optional.empty()));
    }

    @Test
    void search() {
        assertThat(parse("SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\""))
                .isEqualTo(new ImapCommand.Search(
                        Numbering.SEQUENCE,
                        Optional.empty(),
                        new SearchCharset.Assumed(),
                        new SearchKey.And(List.of(
                                new SearchKey.HasFlag(SystemFlag.FLAGGED),
                                new SearchKey.Dated(DateField.INTERNAL, DateOrder.SINCE, 8797),
                                new SearchKey.Not(new SearchKey.Header("from", "Smith"))))));
        assertThat(parse("UID SEARCH CHARSET ISO-8859-1 OR (1:3 UID 7) BODY {2}\r\nxy"))
                .isEqualTo(new ImapCommand.Search(
                        Numbering.UID,
                        Optional.empty(),
                        new SearchCharset.Known(),
                        new SearchKey.Or(
                                new SearchKey.And(List.of(
                                        new SearchKey.Numbers(new MessageSet.BySequence(NumberSet.of(1, 3))),
                                        new SearchKey.Numbers(new MessageSet.ByUid(NumberSet.of(7, 7))))),
                                new SearchKey.Body("xy"))));
        assertThat(((ImapCommand.Search) parse("SEARCH CHARSET x-none TEXT a")).charset())
                .isEqualTo(new SearchCharset.Unknown("x-none"));
    }

    @Test
    void searchWithResultOptions() {
        assertThat(parse("UID SEARCH RETURN (min Max COUNT all SAVE) charset koi8-r (UID $ OLDER 60) $ YOUNGER 7"))
                .isEqualTo(new ImapCommand.Search(
                        Numbering.UID,
                        Optional.of(EnumSet.allOf(ResultOption.class)),
                        new SearchCharset.Known(),
                        new SearchKey.And(List.of(
                                new SearchKey.And(List.of(
                                        new SearchKey.Numbers(new MessageSet.SavedResult(Numbering.UID)),
                                        new SearchKey.Within(SearchKey.Age.OLDER, 60))),
                                new SearchKey.Numbers(new MessageSet.SavedResult(Numbering.SEQUENCE)),
                                new SearchKey.Within(SearchKey.Age.YOUNGER, 7)))));
        assertThat(((ImapCommand.Search) parse("SEARCH RETURN () ALL")).results())
                .contains(Set.of());
        assertThat(parse("UID EXPUNGE $"))
                .isEqualTo(new ImapCommand.UidExpunge(new MessageSet.SavedResult(Numbering.UID)));
    }

    @Test
    void aListHasSoManyPatterns() {
        String patterns = IntStream.range(0, 32).mapToObj(i -> "p" + i).collect(Collectors.joining(" "));
        assertThat(((ImapCommand.ListMailboxes) parse("LIST \"\" (" + patterns + ")")).patterns())
                .hasSize(32);
        assertThatThrownBy(() -> parse("LIST \"\" (" + patterns + " more)")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void store() {
        assertThat(parse("STORE 2:4 +FLAGS.SILENT (\\Deleted $a $A)"))
                .isEqualTo(new ImapCommand.Store(
                        new MessageSet.BySequence(NumberSet.of(2, 4)),
                        OptionalLong.empty(),
                        StoreMode.ADD,
                        StoreReply.SILENT,
                        new Flags(SystemFlag.DELETED.bit(), List.of("$a"))));
        assertThat(parse("UID STORE 1 FLAGS \\seen custom"))
                .isEqualTo(new ImapCommand.Store(
                        new MessageSet.ByUid(NumberSet.of(1, 1)),
                        OptionalLong.empty(),
                        StoreMode.REPLACE,
                        StoreReply.FLAGS,
                        new Flags(SystemFlag.SEEN.bit(), List.of("custom"))));
    }

    @Test
    @Covers("RFC 7162 §3.1.5")
    void modifiers() {
        assertThat(parse("SELECT a (QRESYNC (67890007 90060115194045000 41:211,214:541) CondStore)"))
                .isEqualTo(new ImapCommand.Select(
                        new MailboxName("a"),
                        List.of(
                                new SelectParameter.QuickResync(
                                        67890007,
                                        90060115194045000L,
                                        Optional.of(NumberSet.of(41, 211, 214, 541)),
                                        Optional.empty()),
                                new SelectParameter.CondStore())));
        assertThat(parse("EXAMINE a (QRESYNC (1 2 (1,3:4 7,9,12)))"))
                .isEqualTo(new ImapCommand.Examine(
                        new MailboxName("a"),
                        List.of(new SelectParameter.QuickResync(
                                1,
                                2,
                                Optional.empty(),
                                Optional.of(new SelectParameter.SequenceMatch(
                                        NumberSet.of(1, 1, 3, 4), NumberSet.of(7, 7, 9, 9, 12, 12)))))));
        assertThat(parse("UID FETCH 1:* FLAGS (VANISHED CHANGEDSINCE 12345)"))
                .isEqualTo(new ImapCommand.Fetch(
                        new MessageSet.ByUid(NumberSet.of(1, NumberSet.LARGEST)),
                        List.of(Attribute.FLAGS),
                        Optional.of(new ChangedSince(12345, ChangedSince.Expunged.TOLD))));
        assertThat(parse("STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)"))
                .isEqualTo(new ImapCommand.Store(
                        new MessageSet.BySequence(NumberSet.of(1, 1)),
                        OptionalLong.of(0),
                        StoreMode.ADD,
                        StoreReply.SILENT,
                        new Flags(0, List.of("$MDNSent"))));
        assertThat(parse("SEARCH MODSEQ \"/flags/\\\\draft\" all 620162338"))
                .isEqualTo(parse("SEARCH MODSEQ 620162338"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a ()",
                "SELECT a (QRESYNC)",
                "SELECT a (CONDSTORE CONDSTORE)",
                "SELECT a (QRESYNC (0 1))",
                "SELECT a (QRESYNC (1 0))",
                "SELECT a (QRESYNC (1 9223372036854775808))",
                "SELECT a (QRESYNC (1 2 1:*))",
                "SELECT a (QRESYNC (1 2 3 (2,1 4,5)))",
                "SELECT a (QRESYNC (1 2 3 (1,2 4)))",
                "FETCH 1 FLAGS (CHANGEDSINCE 0)",
                "FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)",
                "UID FETCH 1 FLAGS (VANISHED)",
                "UID FETCH 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 1)",
                "STORE 1 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 1) FLAGS ()",
                "STORE 1 (CHANGEDSINCE 1) FLAGS ()",
                "SEARCH MODSEQ",
                "SEARCH MODSEQ \"/flags/x\" some 1",
                "SEARCH MODSEQ \"x\" all 1"
            })
    @Covers({"RFC 7162 §3.2.5.2", "RFC 7162 §3.2.6"})
    void refusesModifiersThatAreNone(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LOGIN a",
                "LOGIN a {5}\r\nx",
                "SELECT \"a",
                "FETCH 0 FLAGS",
                "FETCH 4294967296 FLAGS",
                "FETCH 1: FLAGS",
                "FETCH 1 ()",
                "FETCH 1 (FLAGS",
                "FETCH 1 BODY[",
                "FETCH 1 BODY[1.]",
                "FETCH 1 BODY[0]",
                "FETCH 1 BODY[HEADER.FIELDS ()]",
                "FETCH 1 BODY[]<0.0>",
                "FETCH 1 BODY[]<5>",
                "STORE 1 FLAGZ (a)",
                "STORE 1 FLAGS",
                "APPEND x \"32-Jul-1996 02:44:25 -0700\" {3}",
                "APPEND x \"30-Feb-1996 02:44:25 -0700\" {3}",
                "APPEND x \"01-Jan-0000 00:00:00 +0000\" {3}",
                "APPEND x \"01-Jan-0001 00:00:00 +0100\" {3}",
                "APPEND x \"31-Dec-9999 23:59:59 -0100\" {3}",
                "APPEND x \"01-Jan-2026 24:00:00 +0000\" {3}",
                "EXAMINE \"Entwürfe\"",
                "EXAMINE &AOQ",
                "LIST \"&AOQ\" *",
                "SEARCH",
                "SEARCH ON 1-Foo-1994",
                "SEARCH (ALL",
                "UID NOOP",
                "UID",
                "LIST \"\"",
                "STATUS INBOX ()",
                "ID (\"a\")",
                "CREATE a (USE \\Sent)"
            })
    @Covers({"RFC 3501 §2.2.2", "RFC 9051 §2.2.2"})
    void refuses(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void refusesDeepNesting() {
        String deep = "SEARCH " + "(".repeat(5_000) + "ALL" + ")".repeat(5_000);
        assertThatThrownBy(() -> parse(deep)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> parse("SEARCH " + "NOT ".repeat(5_000) + "ALL"))
                .isInstanceOf(SyntaxException.class);
    }
}
