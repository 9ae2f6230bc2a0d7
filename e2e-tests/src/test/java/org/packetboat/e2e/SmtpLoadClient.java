package org.packetboat.e2e;

import java.io.IOException;
import java.util.Arrays;

/** Sends message after message, several on one connection. */
final class SmtpLoadClient extends LoadClient {
    private final String recipient;
    private final Attempts attempts;

    SmtpLoadClient(Target target, String recipient, Attempts attempts, LoadReport report, long seed) {
        super("smtp", target, report, seed);
        this.recipient = recipient;
        this.attempts = attempts;
    }

    @Override
    void session(Wire wire) throws IOException, SentAwayException {
        String greeting = wire.readLine();
        if (greeting.startsWith("421")) {
            throw new SentAwayException(greeting);
        }
        beServed();
        expect(wire, "EHLO load.test", "250");
        if (encrypted()) {
            // A port of submission.
            expect(wire, "AUTH PLAIN " + HostileClient.base64("\0bob@mail.test\0secret"), "235");
        }
        while (goesOn()) {
            expect(wire, "MAIL FROM:<bob@mail.test>", "250");
            expect(wire, "RCPT TO:<" + recipient + ">", "250");
            String id = attempts.begin();
            expect(wire, "DATA", "354");
            sendData(wire, id);
            rest();
        }
        expect(wire, "QUIT", "221");
    }

    /** Once the server has asked for the data, it has to answer its end. */
    private void sendData(Wire wire, String id) throws SentAwayException {
        byte[] message = Attempts.message(id);
        try {
            wire.send(Arrays.copyOf(message, message.length / 2));
            rest(5, 200);
            wire.send(Arrays.copyOfRange(message, message.length / 2, message.length));
            wire.line(".");
            String reply = wire.readLine();
            if (reply.startsWith("250")) {
                attempts.accepted(id);
                report.count("smtp accepted");
            } else {
                report.cut("smtp data: " + reply);
            }
        } catch (IOException e) {
            cut("data", e);
            throw new SentAwayException("data");
        }
    }

    private void expect(Wire wire, String command, String code) throws SentAwayException {
        String line = "";
        try {
            wire.line(command);
            line = wire.readLine();
            while (line.length() > 3 && line.charAt(3) == '-') {
                line = wire.readLine();
            }
        } catch (IOException e) {
            cut(command + " after '" + line + "'", e);
            throw new SentAwayException(command);
        }
        if (line.startsWith("421")) {
            throw new SentAwayException(line);
        }
        if (!line.startsWith(code)) {
            report.cut("smtp " + command + ": " + line);
            throw new SentAwayException(line);
        }
    }
}
