package org.packetboat.e2e;

import static org.packetboat.e2e.HostileClient.base64;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/** Attacks in POP3's own words. */
final class HostilePop3 {
    /** Whose answers fill every buffer on the way. */
    private static final int COMMANDS = 50_000;

    private static final int READS = 5_000;

    private HostilePop3() {}

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        for (Door door : Door.Spoken.POP3.doors()) {
            strangers().forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.GREETED, octets)));
            users().forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.WORKING, octets)));
            waiting(door, cases);
        }
        return cases;
    }

    private static Map<String, String> strangers() {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put(
                "names", "USER\r\nUSER \r\nUSER " + "x".repeat(200) + "\r\nUSER \0\r\nUSER \u00ff\r\nUSER a b c\r\n");
        commands.put("long name", "USER " + "x".repeat(60_000) + "\r\nPASS x\r\n");
        commands.put("PASS first", "PASS secret\r\nPASS\r\nPASS \0\0\r\n");
        commands.put(
                "passwords", "USER alice@mail.test\r\nPASS " + "x".repeat(240) + "\r\nUSER x\r\nPASS \u00ff\u00fe\r\n");
        commands.put("guesses", "USER nobody@mail.test\r\nPASS guess\r\n".repeat(20));
        commands.put("thousand names", "USER x\r\n".repeat(1_000));
        commands.put("without a login", "STAT\r\nLIST\r\nRETR 1\r\nDELE 1\r\nTOP 1 1\r\nUIDL\r\nRSET\r\nNOOP\r\n");
        commands.put("APOP", "APOP\r\nAPOP alice@mail.test c4c9334bac560ecc979e58001b3e22fb\r\n");
        commands.put("challenges without an end", "AUTH LOGIN\r\n*\r\n".repeat(200));
        commands.put("PLAIN again and again", "AUTH PLAIN AHgAeA==\r\n".repeat(20));
        commands.put("no base64", "AUTH PLAIN !!!!\r\nAUTH PLAIN ====\r\nAUTH PLAIN\r\n\0\r\nAUTH LOGIN\r\n\u00ff\r\n");
        commands.put("response of 1 MiB", "AUTH PLAIN\r\n" + "A".repeat(1 << 20) + "\r\nNOOP\r\n");
        commands.put("PLAIN of NULs", "AUTH PLAIN " + base64("\0".repeat(100)) + "\r\nAUTH PLAIN =\r\n");
        commands.put(
                "SCRAM nonsense",
                "AUTH SCRAM-SHA-256 " + base64("n,,n=,r=,,,,") + "\r\nAUTH SCRAM-SHA-256\r\neA==\r\n");
        commands.put("bearer nonsense", "AUTH OAUTHBEARER " + base64("n,,\1auth=Bearer x.y.z\1\1") + "\r\n\r\n");
        commands.put("mechanisms", "AUTH X\r\nAUTH \0\r\nAUTH " + "X".repeat(200) + "\r\nAUTH CRAM-MD5\r\n");
        commands.put(
                "languages",
                "LANG " + "x".repeat(200) + "\r\nLANG \0\r\nLANG *\r\nLANG ..\r\nUTF8 x\r\nUTF8\r\nUTF8\r\n");
        commands.put("commands behind QUIT", "QUIT\r\n" + "NOOP\r\n".repeat(5_000));
        return commands;
    }

    private static Map<String, String> users() {
        Map<String, String> commands = new LinkedHashMap<>();
        List<String> numbers = List.of(
                "0",
                "-1",
                "+1",
                "4294967297",
                "99999999999999999999",
                "1e3",
                "0x1",
                "\u00b2",
                "1 1 1",
                "\0",
                "1.",
                " 1");
        for (String verb : List.of("RETR", "LIST", "DELE", "UIDL", "TOP")) {
            StringBuilder lines = new StringBuilder();
            numbers.forEach(
                    number -> lines.append(verb).append(' ').append(number).append("\r\n"));
            commands.put(verb + " with numbers that are none", lines.toString());
        }
        commands.put(
                "TOP", "TOP 1 -1\r\nTOP 1 99999999999999999999\r\nTOP 1\r\nTOP\r\nTOP 1 0 0\r\nTOP 1 2147483648\r\n");
        commands.put("second login", "USER x\r\nPASS y\r\nAUTH PLAIN AHgAeA==\r\nSTLS\r\n");
        commands.put("5,000 pipelined commands", "STAT\r\nNOOP\r\n".repeat(2_500));
        commands.put("thousand marks and none", "DELE 1\r\nRSET\r\n".repeat(1_000));
        commands.put("thousand listings", "UIDL\r\nLIST\r\n".repeat(500));
        commands.put("half a command", "RETR ");
        return commands;
    }

    private static void waiting(Door door, List<HostileCase> cases) {
        byte[] command = HostileOctets.octets("USER " + "a".repeat(60) + "@mail.test\r\n");
        cases.add(HostileCase.of("command, octet by octet", door, Stage.GREETED, client -> client.trickle(command))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("silence", door, Stage.GREETED, "").ending(Ending.PATIENT));
        cases.add(HostileCase.of("silence behind USER", door, Stage.GREETED, "USER x\r\n")
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("response that does not come", door, Stage.GREETED, "AUTH PLAIN\r\n")
                .ending(Ending.PATIENT));
        byte[] commands = HostileOctets.octets("CAPA\r\n".repeat(COMMANDS));
        cases.add(HostileCase.of("commands without reading", door, Stage.GREETED, client -> client.sendDeaf(commands))
                .ending(Ending.PATIENT));
        byte[] reads = HostileOctets.octets("RETR 1\r\nUIDL\r\n".repeat(READS));
        cases.add(HostileCase.of("reads without reading", door, Stage.WORKING, client -> client.sendDeaf(reads))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("reads and gone", door, Stage.WORKING, client -> client.send(reads))
                .ending(Ending.RESET));
        cases.add(HostileCase.of("gone behind DELE", door, Stage.WORKING, "DELE 1\r\n")
                .ending(Ending.RESET));
    }
}
