package org.packetboat.imap.adapter;

import java.net.InetAddress;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.Logins;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.DirectoryClient;

/** Logins, checked by mailbox-service. */
record DirectoryLogins(DirectoryClient directory, BearerTokens bearerTokens) implements Logins {
    @Override
    public Authority<Account> authority(InetAddress client) {
        return directory.authority("imap", client).map(in -> new Account(in.accountId(), in.address()));
    }
}
