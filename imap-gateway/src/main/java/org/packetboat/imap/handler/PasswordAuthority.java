package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;

/** Knows passwords alone. */
record PasswordAuthority(MailboxClient mailboxes, String clientAddress) implements Authority<Account> {
    @Override
    public Account password(String login, String password) throws InterruptedException {
        return mailboxes.authenticate(login, password, clientAddress);
    }

    @Override
    public ScramParameters scramParameters(String login) {
        throw notSupported();
    }

    @Override
    public ScramVerified<Account> scram(String login, byte[] authMessage, byte[] clientProof) {
        throw notSupported();
    }

    @Override
    public Account bearer(Optional<String> login, String token) {
        throw notSupported();
    }

    @Override
    public Account certificate(Optional<String> login, List<String> addresses) {
        throw notSupported();
    }

    private static RefusedException notSupported() {
        return new RefusedException(Refusal.NOT_SUPPORTED, "mechanism");
    }
}
