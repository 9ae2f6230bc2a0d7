package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/** What no protocol wants to hear, at every door. */
final class HostileOctets {
    private static final long SEED = 20261124L;

    private HostileOctets() {}

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        Map<String, byte[]> payloads = payloads();
        for (Door door : Door.values()) {
            payloads.forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.GREETED, octets)));
            for (String title : List.of("noise", "8-bit words", "line without an end")) {
                byte[] octets = payloads.get(title);
                if (octets != null) {
                    cases.add(HostileCase.of(title, door, Stage.GREETED, octets).ending(Ending.RESET));
                    cases.add(HostileCase.of(title, door, Stage.WORKING, octets));
                    cases.add(HostileCase.of(title, door, Stage.WORKING, octets).ending(Ending.CLOSE));
                }
            }
            proxyHeaders()
                    .forEach((title, octets) -> cases.add(HostileCase.of(title, door, Stage.RAW, octets)
                            .ending(Ending.PATIENT)
                            .never("250", "* CAPABILITY", "IMPLEMENTATION")));
        }
        return cases;
    }

    static Map<String, byte[]> payloads() {
        Map<String, byte[]> payloads = new LinkedHashMap<>();
        payloads.put("nothing", new byte[0]);
        payloads.put("one NUL", octets("\0"));
        payloads.put("NUL in a command", octets("NO\0OP\r\nNOOP \0\r\n\0NOOP\r\nNOOP\0\r\n"));
        payloads.put("64 KiB of NUL", new byte[65_536]);
        payloads.put("bare CR", octets("NOOP\rNOOP\rNOOP\r"));
        payloads.put("bare LF", octets("NOOP\nNOOP\n\n\nNOOP\n"));
        payloads.put("CR CR LF", octets("NOOP\r\r\nNOOP\r\n\r\r\n"));
        payloads.put("LF CR", octets("NOOP\n\rNOOP\n\r"));
        payloads.put("empty lines", octets("\r\n".repeat(5_000)));
        payloads.put("empty LF lines", octets("\n".repeat(50_000)));
        payloads.put("spaces", octets(" ".repeat(5_000) + "\r\n"));
        payloads.put("tabs", octets("\t\t\tNOOP\t\r\n"));
        payloads.put("line without an end", octets("NOOP " + "x".repeat(300_000)));
        payloads.put("line of 1 MiB", octets("a NOOP " + "x".repeat(1 << 20) + "\r\nNOOP\r\n"));
        payloads.put("overlong lines", octets(("x".repeat(20_000) + "\r\n").repeat(50)));
        payloads.put("8-bit words", octets("\u00e9\u00ff\u0080 \u00fe\u00fe\r\na \u00e9\u00e8\r\nNOOP \u00a0\r\n"));
        payloads.put("invalid UTF-8", octets("a NOOP \u00c0\u0080\u00ed\u00a0\u0080\u00f8\u0088\u0080\u0080\r\n"));
        payloads.put(
                "telnet negotiation", octets("\u00ff\u00fd\u0018\u00ff\u00fb\42\u00ff\u00fa\u0018\1\u00ff\u00f0\r\n"));
        payloads.put("HTTP", octets("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nNOOP\r\n"));
        payloads.put("HTTP/2", octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"));
        payloads.put("SSH", octets("SSH-2.0-OpenSSH_9.9\r\n\0\0\5\24\6\24"));
        payloads.put("escape sequences", octets("\33[2J\33]0;x\7NOOP\r\n"));
        payloads.put("format strings", octets("%s%n%x%n ${jndi:ldap://127.0.0.1/x} {0} {{7*7}}\r\n"));
        payloads.put("TLS hello in the clear", TlsRecords.hello(0x0303, 0x0301));
        payloads.put("noise", noise(100_000));
        payloads.put("noise in lines", noiseInLines());
        payloads.put("half a command", octets("NOO"));
        payloads.put("command and a half", octets("a NOOP\r\nNOO"));
        payloads.put("many unknown commands", octets("a XYZZY\r\n".repeat(2_000)));
        return payloads;
    }

    private static Map<String, byte[]> proxyHeaders() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("PROXY v1", octets("PROXY TCP4 192.0.2.1 192.0.2.2 1025 25\r\nEHLO x\r\na CAPABILITY\r\nCAPA\r\n"));
        headers.put("PROXY v1 unknown", octets("PROXY UNKNOWN\r\nEHLO x\r\na CAPABILITY\r\nCAPA\r\n"));
        headers.put("PROXY v1 cut", octets("PROXY TCP4 192.0.2.1"));
        headers.put(
                "PROXY v2",
                octets("\r\n\r\n\0\r\nQUIT\n\u0021\21\0\14\300\0\2\1\300\0\2\2\4\1\0\31EHLO x\r\na CAPABILITY\r\n"));
        headers.put("PROXY v2 local, 64 KiB", octets("\r\n\r\n\0\r\nQUIT\n\u0020\0\u00ff\u00ff" + "\0".repeat(65_535)));
        return headers;
    }

    static byte[] noise(int count) {
        byte[] octets = new byte[count];
        new Random(SEED).nextBytes(octets);
        return octets;
    }

    private static byte[] noiseInLines() {
        Random random = new Random(SEED);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            byte[] line = new byte[random.nextInt(200)];
            random.nextBytes(line);
            lines.append("a")
                    .append(i)
                    .append(' ')
                    .append(new String(line, ISO_8859_1))
                    .append("\r\n");
        }
        return octets(lines.toString());
    }

    static byte[] octets(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
