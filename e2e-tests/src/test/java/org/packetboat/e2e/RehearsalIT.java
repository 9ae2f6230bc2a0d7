package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The traffic that a build trains the JVMs with: every step of it is answered, and it leaves what it says. */
class RehearsalIT {
    @Test
    void playsEveryProtocol() throws Exception {
        Stack stack = Stack.shared();
        stack.packetboat("rehearse", "--seconds", "2").expectSuccess();

        try (ImapWire imap = ImapWire.login(stack.imap(), "actor0@rehearsal.test", "rehearsal")) {
            assertThat(imap.command("SELECT INBOX").expectOk().exists()).isPositive();
            assertThat(imap.command("SELECT Archive").expectOk().exists()).isPositive();
        }
    }
}
