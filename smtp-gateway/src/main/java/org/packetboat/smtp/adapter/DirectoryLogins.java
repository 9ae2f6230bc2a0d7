package org.packetboat.smtp.adapter;

import java.net.InetAddress;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.DirectoryClient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.Logins;

/** Logins, checked by mailbox-service. */
record DirectoryLogins(DirectoryClient directory, BearerTokens bearerTokens) implements Logins {
    @Override
    public Authority<Login> authority(InetAddress client) {
        return directory.authority("smtp", client).map(in -> new Login(new AccountId(in.accountId()), in.address()));
    }
}
