package org.packetboat.pop3.adapter;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;

/** Passwords, checked by mailbox-service. */
record GrpcAccounts(DirectoryClient directory) implements Accounts {
    @Override
    public Authority<Account> authority(InetAddress client) {
        return new PasswordAuthority(directory, client);
    }

    /** Knows passwords alone. */
    private record PasswordAuthority(DirectoryClient directory, InetAddress client) implements Authority<Account> {
        @Override
        public Account password(String login, String password) throws InterruptedException {
            AuthenticateResponse response = directory.authenticate(AuthenticateRequest.newBuilder()
                    .setLogin(login)
                    .setPassword(password)
                    .setProtocol("pop3")
                    .setClientAddress(client.getHostAddress())
                    .build());
            return new Account(response.getAccountId(), response.getAddress());
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
}
