package org.packetboat.e2e;

import static org.packetboat.e2e.HostileClient.base64;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/** Attacks in IMAP's own words. */
final class HostileImap {
    /** Whose answers fill every buffer on the way. */
    private static final int COMMANDS = 50_000;

    private static final int READS = 5_000;

    private static final List<String> ANNOUNCEMENTS = List.of(
            "{1000000000}",
            "{1000000000+}",
            "{9223372036854775807+}",
            "{18446744073709551616+}",
            "{99999999999999999999}",
            "{-1}",
            "{-1+}",
            "{}",
            "{+}",
            "{a}",
            "{ 5}",
            "{5 }",
            "{5-}",
            "{5++}",
            "{5}}",
            "{{5}",
            "~{5}",
            "{0000000000000000005+}",
            "{0x10}",
            "{1,5}",
            "{5000+}");

    private HostileImap() {}

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        for (Door door : Door.Spoken.IMAP.doors()) {
            strangers().forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.GREETED, octets)));
            waiting(door, cases);
        }
        literals(cases);
        users().forEach((title, octets) -> cases.add(HostileCase.of(title, Door.IMAP, Stage.LOGGED_IN, octets)));
        readers().forEach((title, octets) -> cases.add(HostileCase.of(title, Door.IMAP, Stage.WORKING, octets)));
        return cases;
    }

    private static void literals(List<HostileCase> cases) {
        for (String announced : ANNOUNCEMENTS) {
            String title = "literal " + announced;
            String rest = announced + "\r\nxxxxx xxxxx\r\na2 NOOP\r\n";
            cases.add(HostileCase.of(title + " before login", Door.IMAP, Stage.GREETED, "a1 LOGIN " + rest));
            cases.add(HostileCase.of(title, Door.IMAP, Stage.LOGGED_IN, "a1 SELECT " + rest));
            cases.add(HostileCase.of(title + " for APPEND", Door.IMAP, Stage.LOGGED_IN, "a1 APPEND INBOX " + rest));
        }
        for (Ending ending : Ending.values()) {
            for (String begun : List.of("a LOGIN {5+}\r\nxx", "a LOGIN {100}\r\n", "a LOGIN {3+}\r\nxxx {3+}\r\nx")) {
                cases.add(HostileCase.of(
                                "literal cut: " + begun.strip().replaceAll("\\s+", " "),
                                Door.IMAP,
                                Stage.GREETED,
                                begun)
                        .ending(ending));
            }
            cases.add(HostileCase.of(
                            "message cut", Door.IMAP, Stage.LOGGED_IN, "a APPEND INBOX {9000+}\r\nSubject: x\r\n")
                    .ending(ending));
            cases.add(HostileCase.of(
                            "large message cut",
                            Door.IMAP,
                            Stage.LOGGED_IN,
                            "a APPEND INBOX {9000000+}\r\n" + "x".repeat(1_500_000))
                    .ending(ending));
            cases.add(HostileCase.of("message not sent", Door.IMAP, Stage.LOGGED_IN, "a APPEND INBOX {9000}\r\n")
                    .ending(ending));
        }
    }

    private static Map<String, String> strangers() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("empty literals", "a LOGIN " + "{0+}\r\n ".repeat(10_000) + "\r\n");
        commands.put("literals of one octet", "a LOGIN " + "{1+}\r\nx ".repeat(10_000) + "\r\n");
        commands.put("literals of 4 KiB", "a LOGIN " + ("{4096+}\r\n" + "x".repeat(4_096) + " ").repeat(100) + "\r\n");
        commands.put("literals that are asked for", "a LOGIN {1}\r\nx {1}\r\nx {1}\r\nx\r\n".repeat(500));
        commands.put("NUL in a literal", "a LOGIN {3+}\r\na\0b {1+}\r\n\0\r\n");
        commands.put("8-bit in a literal", "a LOGIN {3+}\r\n\u00ff\u00fe\u00c0 {2+}\r\n\u00ed\u00a0\r\n");
        commands.put(
                "tags",
                "* NOOP\r\n+ NOOP\r\n NOOP\r\na\r\na \r\n(a) NOOP\r\na\0 NOOP\r\n\u00ff NOOP\r\n\"a\" NOOP\r\n");
        commands.put("long tag", "a".repeat(60_000) + " NOOP\r\n");
        commands.put("DONE", "DONE\r\nDONE\r\na IDLE\r\nDONE\r\n");
        commands.put(
                "quoted without an end", "a LOGIN \"x\r\na LOGIN \"x\\\r\na LOGIN \"\\x\" \"\r\na LOGIN \"a\0\" x\r\n");
        commands.put("quoted of 60 KiB", "a LOGIN \"" + "\\\"".repeat(30_000) + "\" x\r\n");
        commands.put("parentheses", "a LOGIN " + "(".repeat(60_000) + "\r\na ID " + "(".repeat(60_000) + "\r\n");
        commands.put("ID", "a ID (" + "\"x\" NIL ".repeat(7_000) + ")\r\na ID NIL\r\na ID ()\r\na ID (\"x\")\r\n");
        commands.put(
                "without a login", "a SELECT INBOX\r\nb FETCH 1 ALL\r\nc APPEND INBOX {5+}\r\nxxxxx\r\nd IDLE\r\n");
        commands.put("guesses", "a LOGIN nobody@mail.test guess\r\n".repeat(20));
        commands.put("challenges without an end", "a AUTHENTICATE LOGIN\r\n*\r\n".repeat(200));
        commands.put(
                "no base64",
                "a AUTHENTICATE PLAIN !!!!\r\na AUTHENTICATE PLAIN\r\n\0\u00ff\r\na AUTHENTICATE PLAIN ==\r\n");
        commands.put("response of 1 MiB", "a AUTHENTICATE PLAIN\r\n" + "A".repeat(1 << 20) + "\r\nb NOOP\r\n");
        commands.put(
                "response that is a literal",
                "a AUTHENTICATE PLAIN {4+}\r\nAAAA\r\na AUTHENTICATE PLAIN\r\n{4+}\r\nAAAA\r\n");
        commands.put(
                "PLAIN of NULs",
                "a AUTHENTICATE PLAIN " + base64("\0".repeat(3_000)) + "\r\nb AUTHENTICATE PLAIN =\r\n");
        commands.put(
                "SCRAM nonsense", "a AUTHENTICATE SCRAM-SHA-256 " + base64("n,,n=,r=" + ",".repeat(3_000)) + "\r\n");
        commands.put(
                "bearer nonsense", "a AUTHENTICATE XOAUTH2 " + base64("user=x\1auth=Bearer x.y.z\1\1") + "\r\n\r\n");
        commands.put(
                "mechanisms", "a AUTHENTICATE\r\na AUTHENTICATE \0\r\na AUTHENTICATE " + "X".repeat(5_000) + "\r\n");
        commands.put("commands behind LOGOUT", "a LOGOUT\r\n" + "a NOOP\r\n".repeat(5_000));
        return commands;
    }

    private static Map<String, String> users() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put(
                "modified UTF-7",
                lines(
                        "a SELECT ",
                        "\"&\"",
                        "\"&-&\"",
                        "\"&AAA\"",
                        "\"&2D0-\"",
                        "\"&AGE-\"",
                        "\"&3gA-\"",
                        "\"&AP8-&AP8-\"",
                        "\"&!-\"",
                        "\"&=-\"",
                        "\"&" + "A".repeat(5_000) + "-\""));
        commands.put(
                "8-bit names",
                lines(
                        "a CREATE ",
                        "\"\u00ff\u00fe\"",
                        "\"\u00c0\u0080\"",
                        "\"\u00ed\u00a0\u0080\"",
                        "{2+}\r\n\u00ff\u00ff"));
        commands.put(
                "names with controls",
                lines("a CREATE ", "\"a\1b\"", "{3+}\r\na\rb", "{3+}\r\na\nb", "{3+}\r\na\0b", "\"\""));
        commands.put(
                "names of paths",
                lines("a SELECT ", "..", "../../etc/passwd", "/", "//", "a//b", "~root", "#news", "INBOX/"));
        commands.put("long name", "a CREATE \"" + "x".repeat(60_000) + "\"\r\n");
        commands.put("deep name", "a CREATE \"" + "x/".repeat(25_000) + "x\"\r\nb LIST \"\" *\r\n");
        commands.put(
                "wildcards",
                "a LIST \"\" \"" + "*a%".repeat(5_000) + "b\"\r\nb LIST \"\" \"" + "%".repeat(50_000) + "\"\r\n");
        commands.put("reference of 60 KiB", "a LIST \"" + "x".repeat(60_000) + "\" *\r\n");
        commands.put(
                "STATUS",
                lines("a STATUS INBOX ", "()", "(", "(X)", "(" + "MESSAGES ".repeat(5_000) + ")", "(\0)", "MESSAGES"));
        commands.put(
                "ENABLE",
                lines("a ENABLE ", "", "X", "CONDSTORE ".repeat(5_000), "\0", "(CONDSTORE)", "\"CONDSTORE\""));
        commands.put(
                "APPEND dates",
                lines(
                        "a APPEND INBOX ",
                        "\"99-Foo-0000 99:99:99 +9999\" {1+}\r\nx",
                        "\"\" {1+}\r\nx",
                        "\"01-Jan-99999 00:00:00 +0000\" {1+}\r\nx"));
        commands.put(
                "APPEND flags",
                lines(
                        "a APPEND INBOX ",
                        "(\\Recent) {1+}\r\nx",
                        "(\\) {1+}\r\nx",
                        "(" + "a ".repeat(20_000) + ") {1+}\r\nx",
                        "((((( {1+}\r\nx",
                        "(\0) {1+}\r\nx"));
        commands.put(
                "APPEND of nothing",
                "a APPEND INBOX {0+}\r\n\r\nb APPEND INBOX\r\nc APPEND\r\nd APPEND {5+}\r\nINBOX\r\n");
        commands.put("APPEND of NUL", "a APPEND INBOX {3+}\r\n\0\0\0\r\nb APPEND INBOX ~{3+}\r\n\0\0\0\r\n");
        commands.put(
                "nested parts",
                append(HostileSmtp.nested(800)) + "b SELECT INBOX\r\nc FETCH 1:* (BODYSTRUCTURE ENVELOPE)\r\n");
        commands.put(
                "nested messages",
                append("Content-Type: message/rfc822\r\n\r\n".repeat(800))
                        + "b SELECT INBOX\r\nc FETCH 1:* BODYSTRUCTURE\r\n");
        commands.put(
                "addresses without an end",
                append("To: " + "a:".repeat(20_000) + "(".repeat(20_000) + "\r\n\r\n")
                        + "b SELECT INBOX\r\nc FETCH 1:* ENVELOPE\r\n");
        commands.put(
                "100,000 lines of header",
                append("X: y\r\n".repeat(30_000) + "\r\n") + "b SELECT INBOX\r\nc FETCH 1:* BODY.PEEK[HEADER]\r\n");
        commands.put("IDLE and commands", "a IDLE\r\n" + "b NOOP\r\n".repeat(100));
        commands.put("IDLE and a literal", "a IDLE\r\n{5+}\r\nxxxxx\r\nDONE {5}\r\n");
        commands.put("thousand IDLE", "a IDLE\r\nDONE\r\n".repeat(1_000));
        commands.put("second login", "a LOGIN x y\r\nb AUTHENTICATE PLAIN AHgAeA==\r\nc STARTTLS\r\n");
        commands.put(
                "commands of others",
                "a COMPRESS DEFLATE\r\nb XYZZY\r\nc NOTIFY SET\r\nd GETMETADATA \"\" /x\r\ne URLFETCH x\r\n");
        commands.put(
                "rename into itself",
                "a RENAME INBOX INBOX\r\nb RENAME Sent Sent/Sent\r\nc DELETE INBOX\r\nd RENAME \"\" \"\"\r\n");
        return commands;
    }

    private static Map<String, String> readers() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("SEARCH NOT NOT", "a SEARCH " + "NOT ".repeat(15_000) + "ALL\r\n");
        commands.put(
                "SEARCH OR OR",
                "a SEARCH " + "OR ALL ".repeat(9_000) + "ALL\r\nb SEARCH " + "OR ".repeat(20_000) + "\r\n");
        commands.put("SEARCH in parentheses", "a SEARCH " + "(".repeat(30_000) + "ALL" + ")".repeat(30_000) + "\r\n");
        commands.put("SEARCH of many keys", "a SEARCH " + "SUBJECT x ".repeat(6_000) + "\r\n");
        commands.put(
                "SEARCH of long text",
                "a SEARCH TEXT \"" + "x".repeat(60_000) + "\" BODY \"" + "a".repeat(4_000) + "b\"\r\n");
        commands.put(
                "SEARCH of octets",
                "a SEARCH TEXT {2+}\r\n\u00c0\u0080\r\nb SEARCH TEXT {3+}\r\na\0b\r\nc SEARCH SUBJECT \"\u00ff\"\r\n");
        commands.put(
                "SEARCH charsets",
                lines(
                        "a SEARCH CHARSET ",
                        "X ALL",
                        "\"\" ALL",
                        "UTF-16 TEXT {2+}\r\n\u00ff\u00fe",
                        "utf-7 TEXT \"+\""));
        commands.put(
                "SEARCH dates",
                lines("a SEARCH SINCE ", "99-Foo-0000", "31-Feb-2026", "1-Jan-99999", "\"\"", "\0", "0-Jan-2026"));
        commands.put("SEARCH numbers", lines("a SEARCH LARGER ", "-1", "99999999999999999999", "x", "4294967296"));
        commands.put(
                "sets",
                lines(
                        "a FETCH ",
                        "0 UID",
                        "* UID",
                        "*:* UID",
                        "1:*:2 UID",
                        "4294967295 UID",
                        "4294967296 UID",
                        "1, UID",
                        ",1 UID",
                        "1:0 UID",
                        "$ UID",
                        "1:4294967295 UID"));
        commands.put(
                "set of 60 KiB",
                "a FETCH " + "1:*,".repeat(15_000) + "1 UID\r\nb UID SEARCH UID " + "1,".repeat(30_000) + "1\r\n");
        commands.put(
                "FETCH items",
                lines(
                        "a FETCH 1 ",
                        "(",
                        "()",
                        ")",
                        "((((UID))))",
                        "(" + "UID ".repeat(15_000) + ")",
                        "BODY[",
                        "BODY[]<",
                        "X",
                        "\0"));
        commands.put(
                "FETCH sections",
                lines(
                        "a FETCH 1 ",
                        "BODY[0]",
                        "BODY[1.1.1.1.1.0]",
                        "BODY[" + "1.".repeat(20_000) + "1]",
                        "BODY[99999999999999999999]",
                        "BODY[1.MIME.MIME]",
                        "BODY[HEADER.FIELDS]",
                        "BODY[HEADER.FIELDS ()]",
                        "BODY[HEADER.FIELDS (" + "x ".repeat(20_000) + ")]"));
        commands.put(
                "FETCH partial",
                lines(
                        "a FETCH 1 ",
                        "BODY[]<0.0>",
                        "BODY[]<-1.5>",
                        "BODY[]<4294967295.4294967295>",
                        "BODY[]<9223372036854775807.9223372036854775807>",
                        "BODY[]<1>",
                        "BODY[]<0.1>"));
        commands.put("FETCH of all, thousand times", "a FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE)\r\n".repeat(1_000));
        commands.put(
                "STORE",
                lines(
                        "a STORE 1 ",
                        "FLAGS",
                        "FLAGS (\\Recent)",
                        "+FLAGS (" + "k ".repeat(30_000) + ")",
                        "-FLAGS (\0)",
                        "FLAGS (\\\\)",
                        "X ()",
                        "FLAGS ((x))",
                        "+FLAGS (\u00ff)"));
        StringBuilder keywords = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            keywords.append(" keyword").append(i);
        }
        commands.put("5,000 keywords", "a STORE 1 +FLAGS (" + keywords.substring(1) + ")\r\nb STORE 1 FLAGS ()\r\n");
        commands.put(
                "COPY to itself",
                "a COPY 1:* INBOX\r\nb MOVE 1 INBOX\r\nc COPY 1 \"\"\r\nd UID COPY 4294967295 Trash\r\n");
        commands.put("SELECT again and again", "a SELECT INBOX\r\nb EXAMINE Sent\r\n".repeat(500));
        commands.put(
                "CONDSTORE",
                lines("a FETCH 1 (FLAGS) (CHANGEDSINCE ", "-1)", "99999999999999999999)", "0)", "x)", "1 VANISHED)"));
        commands.put(
                "QRESYNC",
                lines(
                        "a SELECT INBOX (QRESYNC (",
                        "0 0))",
                        "1 1 1:4294967295 (1:* 1:*)))",
                        "x))",
                        "1 99999999999999999999))"));
        return commands;
    }

    private static void waiting(Door door, List<HostileCase> cases) {
        byte[] command = HostileOctets.octets("a LOGIN " + "x".repeat(60) + " y\r\n");
        cases.add(HostileCase.of("command, octet by octet", door, Stage.GREETED, client -> client.trickle(command))
                .ending(Ending.PATIENT));
        byte[] message = HostileOctets.octets("a APPEND INBOX {2000+}\r\n" + "x".repeat(60));
        cases.add(HostileCase.of("message, octet by octet", door, Stage.LOGGED_IN, client -> client.trickle(message))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("silence", door, Stage.GREETED, "").ending(Ending.PATIENT));
        cases.add(HostileCase.of("response that does not come", door, Stage.GREETED, "a AUTHENTICATE PLAIN\r\n")
                .ending(Ending.PATIENT));
        byte[] commands = HostileOctets.octets("a CAPABILITY\r\n".repeat(COMMANDS));
        cases.add(HostileCase.of("commands without reading", door, Stage.GREETED, client -> client.sendDeaf(commands))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("commands and gone", door, Stage.LOGGED_IN, client -> client.send(commands))
                .ending(Ending.RESET));
        byte[] reads = HostileOctets.octets("a UID FETCH 1:* (FLAGS BODY.PEEK[])\r\n".repeat(READS));
        cases.add(HostileCase.of("reads without reading", door, Stage.WORKING, client -> client.sendDeaf(reads))
                .ending(Ending.PATIENT));
    }

    private static String append(String message) {
        return "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n";
    }

    /** A command with each of these arguments. */
    private static String lines(String command, String... arguments) {
        StringBuilder lines = new StringBuilder();
        for (String argument : arguments) {
            lines.append(command).append(argument).append("\r\n");
        }
        return lines.toString();
    }
}
