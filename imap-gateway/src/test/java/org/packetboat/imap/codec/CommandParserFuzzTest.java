package org.packetboat.imap.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.seed.Seed;

class CommandParserFuzzTest {
    private static final List<String> DICTIONARY = List.of(
            "a ",
            "FETCH ",
            "STORE ",
            "SEARCH ",
            "UID ",
            "APPEND ",
            "LIST ",
            "LOGIN ",
            "COPY ",
            "MOVE ",
            "REPLACE ",
            "COMPRESS DEFLATE",
            "~{3}",
            "UTF8 (~{3}",
            "BINARY.PEEK[1]",
            "BINARY.SIZE[",
            "PREVIEW (LAZY)",
            "STATUS ",
            "SELECT ",
            "1",
            "1:*",
            "*",
            "4294967295",
            "(",
            ")",
            " ",
            "BODY[",
            "BODY.PEEK[",
            "]",
            "<0.10>",
            "HEADER.FIELDS (",
            "1.2",
            ".MIME",
            ".TEXT",
            "FLAGS",
            "+FLAGS.SILENT ",
            "\\Seen",
            "\\Deleted",
            "$k",
            "\"",
            "\"x\"",
            "{1}\r\nx",
            "{3+}",
            "{4}",
            "INBOX",
            "&ZeVnLIqe-",
            "NIL",
            "OR ",
            "NOT ",
            "CHARSET UTF-8 ",
            "TEXT ",
            "SINCE 1-Feb-1994",
            "\"17-Jul-1996 02:44:25 -0700\" ",
            "ENVELOPE",
            "RFC822.SIZE",
            "KEYWORD ",
            "RETURN (MIN COUNT) ",
            "RETURN () ",
            "$",
            "OLDER 60",
            "YOUNGER ",
            "HEADER a b",
            "LARGER 7",
            "(MESSAGES)",
            "UNSEEN",
            "AUTHENTICATE PLAIN =",
            "CREATE x (USE (\\Sent))",
            "LIST (SUBSCRIBED ",
            "RECURSIVEMATCH) ",
            "LIST () \"\" (% a) ",
            "RETURN (",
            "SPECIAL-USE ",
            "STATUS (SIZE MAILBOXID)",
            "ID (",
            "\"name\" ",
            "GETQUOTAROOT ",
            "SETQUOTA \"\" (",
            "STORAGE 512",
            "THREADID T1",
            "SAVEDON 1-Feb-1994",
            "ENABLE ",
            "(CHANGEDSINCE 7 VANISHED)",
            " (UNCHANGEDSINCE 0)",
            " (QRESYNC (1 2 3:4 (1,3 2,9)) CONDSTORE)",
            "MODSEQ \"/flags/\\\\seen\" all 9",
            "CONDSTORE",
            "IMAP4rev2 ",
            "%",
            "\u00e9");

    /** Whatever comes is a command or a syntax error within it, and a command prints back to itself. */
    @FuzzTest
    void octetsAreACommandOrASyntaxError(byte[] octets) {
        check(octets);
    }

    @Test
    void shuffledWordsAreCommandsOrSyntaxErrors() {
        RandomGenerator random = Seed.random("CommandParserFuzzTest");
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("a ");
            int words = 1 + random.nextInt(9);
            for (int j = 0; j < words; j++) {
                text.append(DICTIONARY.get(random.nextInt(DICTIONARY.size())));
            }
            check(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void check(byte[] octets) {
        ImapCommand command;
        try {
            CommandParser parser = new CommandParser(Octets.of(octets));
            parser.tag();
            command = parser.command();
        } catch (SyntaxException failure) {
            if (failure.offset() < 0 || failure.offset() > octets.length) {
                throw new AssertionError("offset " + failure.offset(), failure);
            }
            return;
        }
        CommandParser again = new CommandParser(CommandPrinter.print("a", command));
        again.tag();
        ImapCommand reparsed = again.command();
        if (!reparsed.equals(command)) {
            throw new AssertionError(command + " became " + reparsed);
        }
    }
}
