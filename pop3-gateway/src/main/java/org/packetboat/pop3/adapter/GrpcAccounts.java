package org.packetboat.pop3.adapter;

import java.net.InetAddress;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.mailbox.client.LoggedIn;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;

/** Passwords, checked by mailbox-service. */
record GrpcAccounts(DirectoryClient directory) implements Accounts {
    @Override
    public Account authenticate(String login, String password, InetAddress client) throws InterruptedException {
        LoggedIn known = directory.authority("pop3", client).password(login, password);
        return new Account(known.accountId(), known.address());
    }
}
