package org.packetboat.e2e;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

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
        SMTP("smtp-gateway", 9001),
        IMAP("imap-gateway", 9002),
        POP3("pop3-gateway", 9003);

        private final String process;
        private final int management;

        Spoken(String process, int management) {
            this.process = process;
            this.management = management;
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

    /** Whether clients log in there; other servers do not. */
    boolean hasLogin() {
        return this != SMTP;
    }
}
