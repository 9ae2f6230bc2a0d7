package org.packetboat.e2e;

import static org.packetboat.e2e.HostileClient.base64;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/** Attacks in SMTP's own words. */
final class HostileSmtp {
    /** Whose answers fill every buffer on the way. */
    private static final int COMMANDS = 50_000;

    private static final List<Door> LOGIN_DOORS = List.of(Door.SUBMISSION, Door.SUBMISSIONS);

    private HostileSmtp() {}

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        commands().forEach((title, octets) -> cases.add(HostileCase.of(title, Door.SMTP, Stage.LOGGED_IN, octets)));
        transactions().forEach((title, octets) -> cases.add(HostileCase.of(title, Door.SMTP, Stage.WORKING, octets)));
        for (Door door : Door.Spoken.SMTP.doors()) {
            smuggled()
                    .forEach((title, octets) -> cases.add(
                            HostileCase.of(title, door, Stage.DATA, octets).never("214 2.0.0", "smuggled@")));
        }
        messages().forEach((title, octets) -> cases.add(HostileCase.of(title, Door.SMTP, Stage.DATA, octets)));
        for (Ending ending : List.of(Ending.PATIENT, Ending.RESET, Ending.CLOSE)) {
            cases.add(HostileCase.of("message cut", Door.SMTP, Stage.DATA, "Subject: x\r\n\r\nx")
                    .ending(ending));
            cases.add(HostileCase.of("large message cut", Door.SMTP, Stage.DATA, "x".repeat(1_500_000))
                    .ending(ending));
        }
        slow(cases);
        for (Door door : LOGIN_DOORS) {
            authentication(door, cases);
        }
        return cases;
    }

    private static Map<String, String> commands() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("HELO without a name", "HELO\r\nEHLO\r\nEHLO \r\n");
        commands.put("EHLO with an injected line", "EHLO x\rRCPT TO:<y>\r\nEHLO x\nNOOP\r\n");
        commands.put("EHLO of 500 octets", "EHLO " + "x".repeat(500) + "\r\n");
        commands.put("EHLO of 9,000 octets", "EHLO " + "x".repeat(9_000) + "\r\n");
        commands.put(
                "EHLO literals", "EHLO [\r\nEHLO []\r\nEHLO [IPv6:]\r\nEHLO [999.1.1.1]\r\nEHLO [IPv6:::::::]\r\n");
        commands.put("thousand HELO", "HELO x\r\n".repeat(1_000));
        commands.put("path without an end", "MAIL FROM:<a\r\nMAIL FROM:<<<<>>>>\r\nMAIL FROM:>a<\r\nMAIL FROM:\r\n");
        commands.put("path with controls", "MAIL FROM:<a\0b@x>\r\nMAIL FROM:<a\rb@x>\r\nMAIL FROM:<a\tb@x>\r\n");
        commands.put("long local part", "MAIL FROM:<" + "a".repeat(400) + "@x>\r\n");
        commands.put("long domain", "MAIL FROM:<a@" + "a.".repeat(200) + "a>\r\n");
        commands.put("source route", "MAIL FROM:<" + "@a,".repeat(120) + "@a:b@c>\r\n");
        commands.put("quotes in quotes", "MAIL FROM:<\"" + "\\\"".repeat(200) + "@x>\r\nMAIL FROM:<\"\\\r\n");
        commands.put("nested comments", "MAIL FROM:<a@x" + "(".repeat(400) + ">\r\n");
        commands.put(
                "SIZE", "MAIL FROM:<> SIZE=-1\r\nMAIL FROM:<> SIZE=99999999999999999999\r\nMAIL FROM:<> SIZE=\r\n");
        commands.put("parameters", "MAIL FROM:<>" + " A=B".repeat(100) + "\r\nMAIL FROM:<> BODY=X BODY=X =\r\n");
        commands.put("8-bit address", "MAIL FROM:<\u00e9@x>\r\nMAIL FROM:<\u00c0\u0080@x> SMTPUTF8\r\n");
        commands.put("RCPT first", "RCPT TO:<alice@mail.test>\r\nDATA\r\n.\r\nBDAT 5\r\nxxxxx");
        commands.put("BDAT", "BDAT 99999999999 LAST\r\nBDAT -1\r\nBDAT\r\n");
        commands.put("VRFY", "VRFY " + "x".repeat(400) + "\r\nVRFY \0\r\nVRFY <\r\nEXPN \u00ff\r\nVRFY\r\n");
        commands.put(
                "commands of others", "TURN\r\nETRN x\r\nXCLIENT ADDR=1.2.3.4\r\nXFORWARD A=B\r\nDEBUG\r\nWIZ\r\n");
        commands.put("AUTH", "AUTH PLAIN AHgAeA==\r\nAUTH\r\nAUTH \0\r\n*\r\n");
        commands.put("HELP and QUIT with arguments", "HELP " + "x".repeat(400) + "\r\nQUIT now\r\n");
        commands.put("commands behind QUIT", "QUIT\r\n" + "NOOP\r\n".repeat(5_000));
        commands.put("5,000 pipelined commands", "RSET\r\nNOOP\r\n".repeat(2_500));
        return commands;
    }

    private static Map<String, String> transactions() {
        Map<String, String> transactions = new LinkedHashMap<>();
        transactions.put("5,000 recipients", "RCPT TO:<alice@mail.test>\r\n".repeat(5_000));
        transactions.put("200 strangers", "RCPT TO:<nobody@mail.test>\r\n".repeat(200));
        transactions.put(
                "recipients that are none", "RCPT TO:<>\r\nRCPT TO:<@>\r\nRCPT TO:<a@>\r\nRCPT TO:<\0@mail.test>\r\n");
        transactions.put("relay by percent and bang", "RCPT TO:<a%b@mail.test>\r\nRCPT TO:<x!a@mail.test>\r\n");
        transactions.put("second MAIL", "MAIL FROM:<>\r\n".repeat(100));
        transactions.put("AUTH in a transaction", "AUTH PLAIN AHgAeA==\r\n");
        transactions.put("STARTTLS in a transaction", "STARTTLS\r\nDATA\r\n.\r\n");
        transactions.put("DATA with an argument", "DATA now\r\n.\r\n");
        transactions.put("DATA behind LF", "DATA\nSubject: x\n\n.\nHELP smuggled\n");
        transactions.put("pipelined behind DATA", "DATA\r\n.\r\nNOOP\r\nRSET\r\nDATA\r\n");
        transactions.put("DATA pipelined with half a message", "DATA\r\nSubject: x");
        return transactions;
    }

    /** Ends of data that are none: what stands behind them must not be a command (SMTP smuggling, CVE-2023-51764). */
    private static Map<String, String> smuggled() {
        Map<String, String> messages = new LinkedHashMap<>();
        for (String end : List.of(
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r\n.\r",
                "\r.\r\n",
                "\n\n.\r\n",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n. \r\n",
                "\r\n.\r\r\n",
                "\r\r\n.\r\r\n",
                "\u0085.\u0085",
                "\r\n\u00ae\r\n")) {
            StringBuilder name = new StringBuilder("end of data");
            end.chars().forEach(octet -> name.append(String.format(" %02x", octet)));
            messages.put(
                    name.toString(),
                    "Subject: x\r\n\r\nx" + end + "HELP\r\nMAIL FROM:<smuggled@mail.test>\r\nHELP\r\n\r\n.\r\n");
        }
        return messages;
    }

    private static Map<String, String> messages() {
        Map<String, String> messages = new LinkedHashMap<>();
        messages.put("field of 1 MiB", "Subject: " + "x".repeat(1 << 20) + "\r\n\r\n.\r\n");
        messages.put("100,000 fields", "X: y\r\n".repeat(100_000) + "\r\n.\r\n");
        messages.put("10,000 Received fields", "Received: x\r\n".repeat(10_000) + "\r\n.\r\n");
        messages.put("folded without an end", "Subject: x\r\n" + " \r\n".repeat(60_000) + "\r\n.\r\n");
        messages.put("line of 3 MiB", "Subject: x\r\n\r\n" + "x".repeat(3 << 20) + "\r\n.\r\n");
        messages.put("million dots", "\r\n" + "..\r\n".repeat(250_000) + ".\r\n");
        messages.put("NUL in a message", "Sub\0ject: \0\r\n\r\n\0\0\r\n.\r\n");
        messages.put("8-bit fields", "Subject: \u00ff\u00fe\u0080\r\n\u00e9: \u00e9\r\n\r\n\u00ff\r\n.\r\n");
        messages.put("nested parts", nested(500) + ".\r\n");
        messages.put(
                "20,000 parts",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000) + ".\r\n");
        messages.put(
                "boundary of 100 KiB",
                "Content-Type: multipart/mixed; boundary=" + "b".repeat(100_000) + "\r\n\r\n.\r\n");
        messages.put(
                "addresses without an end",
                "To: " + "(".repeat(50_000) + "\r\nFrom: " + "<".repeat(50_000) + "\r\n\r\n.\r\n");
        messages.put("encoded words", "Subject: " + "=?utf-8?Q?=FF?= ".repeat(5_000) + "=?x?B?!?=\r\n\r\n.\r\n");
        messages.put("parameters of parameters", "Content-Type: a/b" + "; a*0*=x''%FF".repeat(5_000) + "\r\n\r\n.\r\n");
        messages.put("50,000 references", "References: " + "<a@b>".repeat(50_000) + "\r\n\r\n.\r\n");
        return messages;
    }

    /** A message that is multipart in multipart. */
    static String nested(int depth) {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        return message + "\r\nx\r\n";
    }

    private static void slow(List<HostileCase> cases) {
        byte[] command = HostileOctets.octets("MAIL FROM:<" + "a".repeat(60) + "@mail.test>\r\n");
        byte[] message = HostileOctets.octets("x".repeat(100));
        cases.add(
                HostileCase.of("command, octet by octet", Door.SMTP, Stage.LOGGED_IN, client -> client.trickle(command))
                        .ending(Ending.PATIENT));
        cases.add(HostileCase.of("message, octet by octet", Door.SMTP, Stage.DATA, client -> client.trickle(message))
                .ending(Ending.PATIENT));
        byte[] commands = HostileOctets.octets("EHLO x\r\n".repeat(COMMANDS));
        for (Door door : Door.Spoken.SMTP.doors()) {
            cases.add(HostileCase.of(
                            "commands without reading", door, Stage.LOGGED_IN, client -> client.sendDeaf(commands))
                    .ending(Ending.PATIENT));
            cases.add(HostileCase.of("commands and gone", door, Stage.LOGGED_IN, client -> client.send(commands))
                    .ending(Ending.RESET));
        }
    }

    private static void authentication(Door door, List<HostileCase> cases) {
        Map<String, String> attempts = new LinkedHashMap<>();
        attempts.put("MAIL without a login", "EHLO x\r\nMAIL FROM:<>\r\nVRFY x\r\nRCPT TO:<x@y>\r\n");
        attempts.put("challenges without an end", "EHLO x\r\n" + "AUTH LOGIN\r\n*\r\n".repeat(200));
        attempts.put("LOGIN again and again", "EHLO x\r\n" + "AUTH LOGIN\r\neA==\r\neA==\r\n".repeat(20));
        attempts.put("PLAIN again and again", "EHLO x\r\n" + "AUTH PLAIN AHgAeA==\r\n".repeat(20));
        attempts.put(
                "no base64", "EHLO x\r\nAUTH PLAIN !!!!\r\nAUTH PLAIN ====\r\nAUTH PLAIN A\r\nAUTH PLAIN AA=A\r\n");
        attempts.put("8-bit base64", "EHLO x\r\nAUTH PLAIN \u00ff\u00fe\r\nAUTH LOGIN\r\n\u00ff\r\n\0\r\n");
        attempts.put("response of 8 KiB", "EHLO x\r\nAUTH PLAIN " + "A".repeat(8_192) + "\r\n");
        attempts.put("response of 1 MiB", "EHLO x\r\nAUTH PLAIN\r\n" + "A".repeat(1 << 20) + "\r\nNOOP\r\n");
        attempts.put("PLAIN of NULs", "EHLO x\r\nAUTH PLAIN " + base64("\0".repeat(300)) + "\r\nAUTH PLAIN =\r\n");
        attempts.put(
                "PLAIN that is no UTF-8", "EHLO x\r\nAUTH PLAIN " + base64("\0\u00ff\u00fe\0\u00c0\u0080") + "\r\n");
        attempts.put(
                "long name", "EHLO x\r\nAUTH PLAIN " + base64("\0" + "x".repeat(5_000) + "@mail.test\0x") + "\r\n");
        attempts.put(
                "SCRAM nonsense",
                "EHLO x\r\nAUTH SCRAM-SHA-256 " + base64("n,,n=,r=") + "\r\nAUTH SCRAM-SHA-256 "
                        + base64("n,a=" + "x".repeat(3_000) + ",n=x,r=y") + "\r\n");
        attempts.put("SCRAM commas", "EHLO x\r\nAUTH SCRAM-SHA-256 " + base64(",".repeat(3_000)) + "\r\n");
        attempts.put(
                "SCRAM final first",
                "EHLO x\r\nAUTH SCRAM-SHA-256 " + base64("n,,n=alice@mail.test,r=abc") + "\r\n"
                        + base64("c=biws,r=abc,p=" + "A".repeat(3_000)) + "\r\n");
        attempts.put(
                "bearer nonsense", "EHLO x\r\nAUTH OAUTHBEARER " + base64("n,,\1auth=Bearer x.y.z\1\1") + "\r\n\r\n");
        attempts.put("EXTERNAL", "EHLO x\r\nAUTH EXTERNAL =\r\nAUTH EXTERNAL " + base64("alice@mail.test") + "\r\n");
        attempts.put(
                "mechanisms",
                "EHLO x\r\nAUTH \r\nAUTH \0\r\nAUTH " + "X".repeat(400) + "\r\nAUTH CRAM-MD5\r\nAUTH GSSAPI\r\n");
        attempts.put("pipelined behind AUTH", "EHLO x\r\nAUTH LOGIN\r\nNOOP\r\nMAIL FROM:<>\r\n*\r\n");
        attempts.forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.GREETED, octets)));
        cases.add(HostileCase.of("response that does not come", door, Stage.GREETED, "EHLO x\r\nAUTH LOGIN\r\n")
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("second login", door, Stage.LOGGED_IN, "AUTH PLAIN AHgAeA==\r\n"));
    }
}
