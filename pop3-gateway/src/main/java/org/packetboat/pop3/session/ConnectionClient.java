package org.packetboat.pop3.session;

import java.net.InetAddress;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.pop3.port.Account;

/** A client at the other end of a connection. */
record ConnectionClient(Connection socket) implements Client {
    @Override
    public InetAddress address() {
        return socket.clientAddress();
    }

    @Override
    public String connection() {
        return socket.id();
    }

    @Override
    public Link link() {
        Link.StartTls startTls = socket.offersStartTls() ? Link.StartTls.OFFERED : Link.StartTls.NOT_OFFERED;
        return Link.of(saslChannel().confidentiality(), startTls);
    }

    @Override
    public SaslChannel saslChannel() {
        return socket.saslChannel();
    }

    @Override
    public Octets response() throws InterruptedException {
        return switch (socket.input().nextFrame()) {
            case Frame.Line(var octets, var ending) -> Octets.of(octets);
            case Frame.Overlong(var beginning, var _) -> throw new LimitException(Limit.COMMAND_LINE, "SASL response");
            case Frame.LiteralPending pending -> throw noLiterals();
            case Frame.GivenUp givenUp -> {
                socket.close();
                throw new LimitException(Limit.COMMAND_LINE, "SASL response without an end");
            }
            case Frame.LiteralRefused refused -> throw noLiterals();
            case Frame.PromptWanted prompt -> throw noLiterals();
        };
    }

    @Override
    public void startTls(byte[] goAhead) throws InterruptedException {
        socket.startTls(goAhead);
    }

    @Override
    public Account login(String mechanism, LoginAttempt<Account> attempt) throws InterruptedException {
        return socket.login(mechanism, attempt, Account::address);
    }

    @Override
    public void loggedIn(Account account) {
        socket.loggedIn(account.address());
    }

    private static IllegalStateException noLiterals() {
        return new IllegalStateException("POP3 has no literals");
    }
}
