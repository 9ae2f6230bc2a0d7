package org.packetboat.pop3.adapter;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.Accounts;

/** Logins, checked by mailbox-service. */
record GrpcAccounts(DirectoryClient directory, BearerTokens bearerTokens) implements Accounts {
    @Override
    public Authority<Account> authority(InetAddress client) {
        return directory.authority("pop3", client).map(known -> new Account(known.accountId(), known.address()));
    }
}
