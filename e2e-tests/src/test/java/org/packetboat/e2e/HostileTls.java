package org.packetboat.e2e;

import static org.packetboat.e2e.HostileOctets.octets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/** Attacks on TLS, from the first octet and behind STARTTLS and STLS. */
final class HostileTls {
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;
    /** What the server must not say to what was injected. */
    private static final String[] INJECTED = {"250", "214", "inj ", "IMPLEMENTATION"};

    private HostileTls() {}

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        for (Door door : Door.ENCRYPTED) {
            records()
                    .forEach((title, octets) -> cases.add(
                            HostileCase.of(title, door, Stage.RAW, octets).ending(Ending.PATIENT)));
            cutHandshakes(door, cases);
            withinTls(door, cases);
        }
        for (Door door : Door.CLEAR) {
            upgrades(door, cases);
        }
        return cases;
    }

    private static Map<String, byte[]> records() {
        byte[] hello = TlsRecords.hello(TLS_1_2, TLS_1_0);
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("a command in the clear", octets("EHLO x\r\na NOOP\r\nCAPA\r\n"));
        records.put("SSL 2 hello", octets("\u0080\u002e\1\0\2\0\25\0\0\0\20\7\0\300\3\0\200\1\0\200" + "x".repeat(26)));
        records.put("SSL 3 hello", TlsRecords.hello(0x0300, 0x0300));
        records.put("TLS 1.0 hello", TlsRecords.hello(TLS_1_0, TLS_1_0));
        records.put("TLS 1.1 hello", TlsRecords.hello(0x0302, TLS_1_0));
        records.put("hello of version 0", TlsRecords.hello(0, TLS_1_0));
        records.put("hello of version 0xffff", TlsRecords.hello(0xffff, 0xffff));
        records.put("record of 65,535 octets", octets("\26\3\1\u00ff\u00ff" + "\1".repeat(65_535)));
        records.put("empty records", repeated(TlsRecords.record(TlsRecords.HANDSHAKE, TLS_1_2), 20_000));
        records.put(
                "handshake message of 16 MiB",
                concat(
                        TlsRecords.record(TlsRecords.HANDSHAKE, TLS_1_2, octets("\1\u00ff\u00ff\u00ff")),
                        repeated(TlsRecords.record(TlsRecords.HANDSHAKE, TLS_1_2, new byte[16_384]), 100)));
        records.put(
                "hello in records of one octet",
                inOctets(TlsRecords.handshake(1, TlsRecords.clientHello(TLS_1_2)), 40));
        records.put("two hellos", concat(hello, hello));
        records.put("a hundred hellos", repeated(hello, 100));
        records.put("hello and noise", concat(hello, HostileOctets.noise(100_000)));
        records.put("hello that lies about its length", octets("\26\3\1\0\12\1\0\0\u00ff\3\3xxxx"));
        records.put("hello with nothing in it", TlsRecords.record(22, TLS_1_0, TlsRecords.handshake(1)));
        records.put("server hello", TlsRecords.record(22, TLS_1_2, TlsRecords.handshake(2, new byte[40])));
        records.put("finished first", TlsRecords.record(22, TLS_1_2, TlsRecords.handshake(20, new byte[12])));
        records.put("hello request", TlsRecords.record(22, TLS_1_2, TlsRecords.handshake(0)));
        records.put("application data first", TlsRecords.record(TlsRecords.APPLICATION_DATA, TLS_1_2, new byte[64]));
        records.put("heartbeat first", TlsRecords.record(TlsRecords.HEARTBEAT, TLS_1_2, octets("\1\100\0")));
        records.put("heartbeat behind hello", concat(hello, TlsRecords.record(24, TLS_1_2, octets("\1\100\0"))));
        records.put(
                "change cipher spec flood",
                concat(hello, repeated(TlsRecords.record(TlsRecords.CHANGE_CIPHER_SPEC, TLS_1_2, (byte) 1), 5_000)));
        records.put("fatal alert", TlsRecords.record(TlsRecords.ALERT, TLS_1_2, (byte) 2, (byte) 40));
        records.put("alert flood", repeated(TlsRecords.record(TlsRecords.ALERT, TLS_1_2, (byte) 1, (byte) 90), 5_000));
        records.put("record of an unknown type", TlsRecords.record(99, TLS_1_2, new byte[100]));
        return records;
    }

    private static void cutHandshakes(Door door, List<HostileCase> cases) {
        byte[] hello = TlsRecords.hello(TLS_1_2, TLS_1_0);
        for (int length : new int[] {0, 1, 4, 5, 9, hello.length / 2, hello.length - 1}) {
            byte[] cut = Arrays.copyOf(hello, length);
            String title = "hello cut after " + length;
            cases.add(HostileCase.of(title, door, Stage.RAW, cut).ending(Ending.PATIENT));
            cases.add(HostileCase.of(title, door, Stage.RAW, cut));
            cases.add(HostileCase.of(title, door, Stage.RAW, cut).ending(Ending.RESET));
        }
        cases.add(HostileCase.of("hello left alone", door, Stage.RAW, hello).ending(Ending.PATIENT));
        cases.add(HostileCase.of("hello and reset", door, Stage.RAW, hello).ending(Ending.RESET));
        cases.add(HostileCase.of("hello, octet by octet", door, Stage.RAW, client -> client.trickle(hello))
                .ending(Ending.PATIENT));
    }

    private static void withinTls(Door door, List<HostileCase> cases) {
        byte[] record = TlsRecords.record(TlsRecords.APPLICATION_DATA, TLS_1_2, new byte[200]);
        cases.add(HostileCase.of("forged record", door, Stage.LOGGED_IN, client -> client.sendRaw(record))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of(
                        "half a record", door, Stage.LOGGED_IN, client -> client.sendRaw(Arrays.copyOf(record, 100)))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of(
                        "half a record", door, Stage.LOGGED_IN, client -> client.sendRaw(Arrays.copyOf(record, 100)))
                .ending(Ending.RESET));
        cases.add(HostileCase.of(
                        "in the clear behind TLS",
                        door,
                        Stage.LOGGED_IN,
                        client -> client.sendRaw(octets("NOOP\r\nQUIT\r\n")))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of(
                        "hello behind the handshake",
                        door,
                        Stage.LOGGED_IN,
                        client -> client.sendRaw(TlsRecords.hello(TLS_1_2, TLS_1_2)))
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("STARTTLS within TLS", door, Stage.GREETED, "STARTTLS\r\na STARTTLS\r\nSTLS\r\n"));
        cases.add(HostileCase.of("renegotiation", door, Stage.RAW, client -> {
                    client.encrypt("TLSv1.2");
                    client.readAlong();
                    for (int i = 0; i < 200; i++) {
                        client.shakeHandsAgain();
                        client.pause(Duration.ofMillis(20));
                    }
                })
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("new keys for ever, unread", door, Stage.RAW, client -> {
                    client.encrypt("TLSv1.3");
                    for (int i = 0; i < 200_000; i++) {
                        client.shakeHandsAgain();
                    }
                    throw new AssertionError("the server has answered 200,000 requests for new keys");
                })
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("new keys, again and again", door, Stage.RAW, client -> {
            client.encrypt("TLSv1.3");
            client.readAlong();
            for (int i = 0; i < 500; i++) {
                client.shakeHandsAgain();
            }
        }));
    }

    /** What is glued to the command, whole or in halves (CVE-2011-0411). */
    private static void upgrades(Door door, List<HostileCase> cases) {
        String command = command(door);
        Map<String, byte[]> injected = new LinkedHashMap<>();
        injected.put("a command", octets(probe(door)));
        injected.put("half a command", octets(probe(door).substring(0, 3)));
        injected.put("one octet", octets("x"));
        injected.put("an empty line", octets("\r\n"));
        injected.put("a hello", TlsRecords.hello(TLS_1_2, TLS_1_0));
        injected.put("a command and a hello", concat(octets(probe(door)), TlsRecords.hello(TLS_1_2, TLS_1_0)));
        injected.put("a thousand commands", octets(probe(door).repeat(1_000)));
        injected.put("64 KiB without an end", octets("x".repeat(65_536)));
        injected.forEach((title, octets) -> {
            HostileCase glued = HostileCase.of(
                            "STARTTLS with " + title, door, Stage.GREETED, concat(octets(command), octets))
                    .never(INJECTED);
            cases.add(glued.ending(Ending.PATIENT));
            cases.add(glued);
            cases.add(HostileCase.of("STARTTLS and then " + title, door, Stage.GREETED, client -> {
                        client.send(command);
                        client.line();
                        client.readAlong();
                        client.sendRaw(octets);
                    })
                    .never(INJECTED)
                    .ending(title.equals("a hello") ? Ending.HALF_CLOSE : Ending.PATIENT));
        });
        cases.add(HostileCase.of("two STARTTLS", door, Stage.GREETED, command + command)
                .never(INJECTED));
        cases.add(HostileCase.of("STARTTLS with an argument", door, Stage.GREETED, command.strip() + " x\r\n"));
        cases.add(HostileCase.of("STARTTLS and silence", door, Stage.GREETED, command)
                .ending(Ending.PATIENT));
        cases.add(HostileCase.of("STARTTLS and reset", door, Stage.GREETED, command)
                .ending(Ending.RESET));
        cases.add(HostileCase.of("STARTTLS behind a login", door, Stage.LOGGED_IN, command)
                .never("IMPLEMENTATION"));
        cases.add(HostileCase.of("STARTTLS twice", door, Stage.GREETED, client -> {
            client.send(command);
            client.line();
            client.encrypt();
            client.readAlong();
            client.send(command + command);
        }));
        cases.add(HostileCase.of("renegotiation behind STARTTLS", door, Stage.GREETED, client -> {
                    client.send(command);
                    client.line();
                    client.encrypt("TLSv1.2");
                    client.readAlong();
                    for (int i = 0; i < 200; i++) {
                        client.shakeHandsAgain();
                        client.pause(Duration.ofMillis(20));
                    }
                })
                .ending(Ending.PATIENT));
    }

    private static String command(Door door) {
        return switch (door.spoken()) {
            case SMTP -> "STARTTLS\r\n";
            case IMAP -> "a STARTTLS\r\n";
            case POP3 -> "STLS\r\n";
        };
    }

    private static String probe(Door door) {
        return switch (door.spoken()) {
            case SMTP -> "NOOP\r\n";
            case IMAP -> "inj NOOP\r\n";
            case POP3 -> "CAPA\r\n";
        };
    }

    private static byte[] inOctets(byte[] octets, int most) {
        byte[] all = new byte[0];
        for (int i = 0; i < Math.min(most, octets.length); i++) {
            all = concat(all, TlsRecords.record(TlsRecords.HANDSHAKE, TLS_1_0, octets[i]));
        }
        return all;
    }

    private static byte[] repeated(byte[] octets, int count) {
        byte[] all = new byte[octets.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(octets, 0, all, i * octets.length, octets.length);
        }
        return all;
    }

    private static byte[] concat(byte[] one, byte... other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
