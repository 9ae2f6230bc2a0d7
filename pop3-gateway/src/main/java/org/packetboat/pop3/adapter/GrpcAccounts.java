package org.packetboat.pop3.adapter;

import java.net.InetAddress;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;

/** Passwords, checked by mailbox-service. */
record GrpcAccounts(DirectoryClient directory) implements Accounts {
    @Override
    public Account authenticate(String login, String password, InetAddress client) throws InterruptedException {
        AuthenticateResponse response = directory.authenticate(AuthenticateRequest.newBuilder()
                .setLogin(login)
                .setPassword(password)
                .setProtocol("pop3")
                .setClientAddress(client.getHostAddress())
                .build());
        return new Account(response.getAccountId(), response.getAddress());
    }
}
