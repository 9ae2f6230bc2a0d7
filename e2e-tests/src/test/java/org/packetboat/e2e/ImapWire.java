package org.packetboat.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Just enough of an IMAP client to send commands and to keep every answer with its literals. */
final class ImapWire implements AutoCloseable {
    /** One untagged answer: its text with literals left as {n}, and those literals in order. */
    record Untagged(String text, List<byte[]> literals) {}

    /** Everything up to the tagged answer. */
    record Answer(List<Untagged> untagged, String tagged) {
        boolean ok() {
            return tagged.startsWith("OK");
        }

        Answer expectOk() {
            if (!ok()) {
                throw new AssertionError(tagged);
            }
            return this;
        }

        /** The number in front of EXISTS of the last such answer, or -1. */
        int exists() {
            int count = -1;
            for (Untagged answer : untagged) {
                if (answer.text().endsWith(" EXISTS")) {
                    count = Integer.parseInt(
                            answer.text().substring(2, answer.text().length() - 7));
                }
            }
            return count;
        }
    }

    final Wire wire;
    private int tag;

    ImapWire(int port) throws IOException {
        this(port, Duration.ofSeconds(60));
    }

    ImapWire(int port, Duration timeout) throws IOException {
        this(new Wire(port, timeout));
    }

    /** On a connection that nothing was read from yet. */
    ImapWire(Wire wire) throws IOException {
        this.wire = wire;
        String greeting = wire.readLine();
        if (!greeting.startsWith("* OK")) {
            throw new IOException(greeting);
        }
    }

    static ImapWire login(int port, String user, String password) throws IOException {
        ImapWire imap = new ImapWire(port);
        imap.command("LOGIN " + user + " " + password).expectOk();
        return imap;
    }

    Answer command(String command) throws IOException {
        String name = "t" + ++tag;
        wire.line(name + " " + command);
        return answer(name);
    }

    /** A command with literals in it that wait for nothing (RFC 7888). */
    Answer command(byte[] command) throws IOException {
        String name = "t" + ++tag;
        wire.send(ascii(name + " "));
        wire.send(command);
        wire.line("");
        return answer(name);
    }

    /** APPEND with a synchronising literal. */
    Answer append(String mailbox, String flags, byte[] message) throws IOException {
        String name = "t" + ++tag;
        wire.line(name + " APPEND " + mailbox + " " + flags + " {" + message.length + "}");
        String line = wire.readLine();
        while (line.startsWith("*")) {
            line = wire.readLine();
        }
        if (!line.startsWith("+")) {
            return new Answer(List.of(), line.substring(name.length() + 1));
        }
        wire.send(message);
        wire.line("");
        return answer(name);
    }

    /** A message with its flags, in parentheses. */
    record Upload(String flags, byte[] message) {}

    /** Several messages in one APPEND (RFC 3502), in literals that wait for nothing (RFC 7888 §3). */
    Answer append(String mailbox, List<Upload> uploads) throws IOException {
        String name = "t" + ++tag;
        wire.send(ascii(name + " APPEND " + mailbox));
        for (Upload upload : uploads) {
            wire.line(" " + upload.flags() + " {" + upload.message().length + "+}");
            wire.send(upload.message());
        }
        wire.line("");
        return answer(name);
    }

    /** Enters IDLE; returns the tag with which {@link #done} is answered. */
    String idle() throws IOException {
        String name = "t" + ++tag;
        wire.line(name + " IDLE");
        String line = wire.readLine();
        while (!line.startsWith("+")) {
            line = wire.readLine();
        }
        return name;
    }

    Answer done(String name) throws IOException {
        wire.line("DONE");
        return answer(name);
    }

    Untagged untagged() throws IOException {
        return untagged(wire.readLine());
    }

    /** Everything up to the tagged answer. */
    Answer answer(String name) throws IOException {
        List<Untagged> untagged = new ArrayList<>();
        while (true) {
            String line = wire.readLine();
            if (line.startsWith(name + " ")) {
                return new Answer(untagged, line.substring(name.length() + 1));
            }
            untagged.add(untagged(line));
        }
    }

    private Untagged untagged(String first) throws IOException {
        StringBuilder text = new StringBuilder(first);
        List<byte[]> literals = new ArrayList<>();
        String line = first;
        while (line.endsWith("}")) {
            int open = line.lastIndexOf('{');
            literals.add(wire.readOctets(Integer.parseInt(line.substring(open + 1, line.length() - 1))));
            line = wire.readLine();
            text.append(line);
        }
        return new Untagged(text.toString(), literals);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        wire.close();
    }
}
