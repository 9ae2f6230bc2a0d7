package org.packetboat.e2e;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;

/** A listener that mail clients or other servers come to. */
enum Door {
    SMTP(Spoken.SMTP, Stack::smtp),
    SUBMISSION(Spoken.SMTP, Stack::submission),
    SUBMISSIONS(Spoken.SMTP, Stack::submissions),
    IMAP(Spoken.IMAP, Stack::imap),
    IMAPS(Spoken.IMAP, Stack::imaps),
    POP3(Spoken.POP3, Stack::pop3),
    POP3S(Spoken.POP3, Stack::pop3s);

    static final Set<Door> ENCRYPTED = EnumSet.of(SUBMISSIONS, IMAPS, POP3S);
    static final Set<Door> CLEAR = EnumSet.complementOf(EnumSet.copyOf(ENCRYPTED));

    /** What is spoken, by which process, and where that tells about itself by the documentation's numbers. */
    enum Spoken {
        SMTP("smtp-gateway", 9001, "220", "STARTTLS", "220"),
        IMAP("imap-gateway", 9002, "* OK", "s STARTTLS", "s OK"),
        POP3("pop3-gateway", 9003, "+OK", "STLS", "+OK");

        private final String process;
        private final int management;
        private final String greeting;
        private final String startTls;
        private final String goAhead;

        Spoken(String process, int management, String greeting, String startTls, String goAhead) {
            this.process = process;
            this.management = management;
            this.greeting = greeting;
            this.startTls = startTls;
            this.goAhead = goAhead;
        }

        /** Reads a reply, of several lines in SMTP. */
        private void expect(Wire wire, String beginning) throws IOException {
            String line = wire.readLine();
            while (this == SMTP && line.startsWith("-", 3)) {
                line = wire.readLine();
            }
            if (!line.startsWith(beginning)) {
                throw new IOException("unexpected: " + line);
            }
        }

        String process() {
            return process;
        }

        int management() {
            return management;
        }

        List<Door> doors() {
            return List.of(Door.values()).stream()
                    .filter(door -> door.spoken == this)
                    .toList();
        }
    }

    private final Spoken spoken;
    private final ToIntFunction<Stack> port;

    Door(Spoken spoken, ToIntFunction<Stack> port) {
        this.spoken = spoken;
        this.port = port;
    }

    Spoken spoken() {
        return spoken;
    }

    int port(Stack stack) {
        return port.applyAsInt(stack);
    }

    /** TLS from the first octet. */
    boolean encrypted() {
        return ENCRYPTED.contains(this);
    }

    /**
     * Encrypts a connection on which nothing was read yet in this door's way, and reads the greeting before or after that.
     *
     * @param name asked for in the handshake
     */
    ExtendedSSLSession enter(Wire wire, SSLContext trust, Optional<String> name) throws IOException {
        if (encrypted()) {
            ExtendedSSLSession session = wire.encrypt(trust, name);
            spoken.expect(wire, spoken.greeting);
            return session;
        }
        spoken.expect(wire, spoken.greeting);
        if (spoken == Spoken.SMTP) {
            wire.line("EHLO client.test");
            spoken.expect(wire, "250");
        }
        wire.line(spoken.startTls);
        spoken.expect(wire, spoken.goAhead);
        return wire.encrypt(trust, name);
    }

    /** Whether clients log in there; other servers do not. */
    boolean hasLogin() {
        return this != SMTP;
    }
}
