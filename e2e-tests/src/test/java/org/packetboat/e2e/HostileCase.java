package org.packetboat.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One attack.
 *
 * @param stage where it begins
 * @param never texts of which none may be in the answer
 */
record HostileCase(
        String title, Door door, HostileClient.Stage stage, Script script, Ending ending, List<String> never) {
    /** What is done. A server that hangs up in the middle of it does well: IOExceptions may pass. */
    @FunctionalInterface
    interface Script {
        void play(HostileClient client) throws IOException;
    }

    /** How the client leaves. */
    enum Ending {
        /** Ends its output and reads to the end, which has to come. */
        HALF_CLOSE,
        /** Stays until the server has enough, which it must have. */
        PATIENT,
        /** Closes at once. */
        CLOSE,
        /** With RST. */
        RESET
    }

    static HostileCase of(String title, Door door, HostileClient.Stage stage, Script script) {
        return new HostileCase(title, door, stage, script, Ending.HALF_CLOSE, List.of());
    }

    /** Sends these octets, in Latin-1, and reads along. */
    static HostileCase of(String title, Door door, HostileClient.Stage stage, String octets) {
        return of(title, door, stage, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    static HostileCase of(String title, Door door, HostileClient.Stage stage, byte[] octets) {
        return of(title, door, stage, client -> {
            client.readAlong();
            client.send(octets);
        });
    }

    HostileCase ending(Ending other) {
        return new HostileCase(title, door, stage, script, other, never);
    }

    HostileCase never(String... texts) {
        return new HostileCase(title, door, stage, script, ending, List.of(texts));
    }

    /** Unique among all cases. */
    String name() {
        return door + " " + stage + " " + ending + ": " + title;
    }
}
