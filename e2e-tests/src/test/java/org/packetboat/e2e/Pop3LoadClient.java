package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;

/** Logs in, reads its messages and leaves, again and again. A server that goes away closes without a word (RFC 1939 §3). */
final class Pop3LoadClient extends LoadClient {
    /**
     * A command that is on its way while the server closes between two commands gets no answer, and nothing that either side says in POP3 tells
     * this from a cut; but its client hears of the end at once. What waits longer was in the server's hands.
     */
    private static final Duration CROSSING = Duration.ofMillis(500);

    static final String CROSSED = "pop3 commands that crossed a close";

    private final String user;

    Pop3LoadClient(Target target, String user, LoadReport report, long seed) {
        super("pop3", target, report, seed);
        this.user = user;
    }

    @Override
    void session(Wire wire) throws IOException, SentAwayException {
        if (!wire.readLine().startsWith("+OK")) {
            throw new SentAwayException("greeting");
        }
        say(wire, "USER " + user);
        String login = say(wire, "PASS secret");
        if (login.startsWith("-ERR [IN-USE]")) {
            // The session that was sent away is still giving its lock back.
            report.count("pop3 in use");
            rest(100, 300);
            return;
        }
        require(login, "PASS");
        beServed();
        for (int i = 0; i < 6 && goesOn(); i++) {
            require(say(wire, "STAT"), "STAT");
            retrieve(wire);
            rest();
        }
        require(say(wire, "QUIT"), "QUIT");
    }

    private void retrieve(Wire wire) throws SentAwayException {
        require(say(wire, "RETR 1"), "RETR");
        try {
            while (!wire.readLine().equals(".")) {
                // the message
            }
            report.count("pop3 retrieved");
        } catch (IOException e) {
            cut("RETR", e);
            throw new SentAwayException("RETR");
        }
    }

    private String say(Wire wire, String command) throws SentAwayException {
        long start = System.nanoTime();
        try {
            if (wire.isOver()) {
                throw new SentAwayException("between two commands");
            }
            start = System.nanoTime();
            wire.line(command);
            return wire.readLine();
        } catch (IOException e) {
            if (Wire.isClosedBetweenLines(e) && System.nanoTime() - start < CROSSING.toNanos()) {
                report.count(CROSSED);
            } else {
                cut(command, e);
            }
            throw new SentAwayException(command);
        }
    }

    private void require(String reply, String command) {
        if (!reply.startsWith("+OK")) {
            report.cut("pop3 " + command + ": " + reply);
        }
    }
}
