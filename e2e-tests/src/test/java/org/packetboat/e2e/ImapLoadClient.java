package org.packetboat.e2e;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Selects a mailbox, then idles, changes flags and reads, and knows which of its changes were answered. */
final class ImapLoadClient extends LoadClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String user;
    private int tag;
    private int acknowledged = -1;
    private int tried = -1;

    ImapLoadClient(Target target, String user, LoadReport report, long seed) {
        super("imap", target, report, seed);
        this.user = user;
    }

    /** Whether the keyword that marks the last change is one that this client can have left. */
    boolean mayHaveLeft(String flags) {
        return acknowledged < 0 || flags.contains("step" + acknowledged) || flags.contains("step" + tried);
    }

    String user() {
        return user;
    }

    @Override
    void session(Wire wire) throws IOException, SentAwayException {
        String greeting = wire.readLine();
        if (greeting.startsWith("* BYE")) {
            throw new SentAwayException(greeting);
        }
        command(wire, "LOGIN " + user + " secret");
        beServed();
        command(wire, "SELECT INBOX");
        while (goesOn()) {
            switch (random.nextInt(6)) {
                case 0 -> command(wire, "NOOP");
                case 1 -> store(wire);
                case 2 -> command(wire, "FETCH 1 (FLAGS BODY.PEEK[])");
                default -> idle(wire);
            }
            rest();
        }
        command(wire, "LOGOUT");
    }

    private void store(Wire wire) throws SentAwayException {
        tried = acknowledged + 1;
        command(wire, "STORE 1 FLAGS (step" + tried + ")");
        acknowledged = tried;
        report.count("imap stores");
    }

    private void idle(Wire wire) throws SentAwayException {
        String name = send(wire, "IDLE");
        awaitLine(wire, name, "+ ");
        try {
            wire.timeout(Duration.ofMillis(200 + random.nextInt(2_000)));
            String line = wire.readLine();
            if (line.startsWith("* BYE")) {
                report.count("imap sent away while idle");
                throw new SentAwayException(line);
            }
        } catch (SocketTimeoutException e) {
            report.count("imap idled");
        } catch (IOException e) {
            cut("IDLE", e);
            throw new SentAwayException("IDLE");
        }
        try {
            wire.timeout(PATIENCE);
            wire.line("DONE");
        } catch (IOException e) {
            cut("DONE", e);
            throw new SentAwayException("DONE");
        }
        awaitLine(wire, name, name + " ");
    }

    private void command(Wire wire, String command) throws SentAwayException {
        String name = send(wire, command);
        awaitLine(wire, name + " " + command, name + " ");
    }

    private String send(Wire wire, String command) throws SentAwayException {
        String name = "t" + ++tag;
        try {
            wire.line(name + " " + command);
        } catch (IOException e) {
            cut(command, e);
            throw new SentAwayException(command);
        }
        return name;
    }

    /** Reads up to the line that ends a command, or to a goodbye in place of the whole answer. */
    private void awaitLine(Wire wire, String command, String start) throws SentAwayException {
        String before = "";
        boolean goodbye = false;
        try {
            String line = wire.readLine();
            while (!line.startsWith(start)) {
                int open = line.lastIndexOf('{');
                if (line.startsWith("* BYE")) {
                    goodbye = true;
                } else {
                    before = line;
                    if (line.endsWith("}")) {
                        wire.readOctets(Integer.parseInt(line.substring(open + 1, line.length() - 1)));
                    }
                }
                line = wire.readLine();
            }
            if (start.startsWith("t") && !line.startsWith(start + "OK")) {
                report.cut("imap " + command + ": " + line);
                throw new SentAwayException(line);
            }
        } catch (IOException e) {
            if (!goodbye || !before.isEmpty()) {
                cut(command + " after '" + before + "'", e);
            }
            throw new SentAwayException("goodbye");
        }
    }
}
