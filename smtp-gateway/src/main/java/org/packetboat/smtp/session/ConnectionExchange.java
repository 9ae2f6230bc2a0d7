package org.packetboat.smtp.session;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.net.server.RawInput;
import org.packetboat.smtp.port.Login;

/** A handler's view of its connection. */
record ConnectionExchange(Connection connection) implements Exchange {
    @Override
    public InetAddress clientAddress() {
        return connection.clientAddress();
    }

    @Override
    public boolean offersStartTls() {
        return connection.offersStartTls();
    }

    @Override
    public SaslChannel saslChannel() {
        return connection.saslChannel();
    }

    @Override
    public Octets ask(String challenge) throws InterruptedException {
        connection.out().write(SmtpReply.plain(334, challenge).octets());
        return switch (connection.input().nextFrame()) {
            case Frame.Line line -> Octets.of(line.octets());
            case Frame.Overlong _ -> throw new LimitException(Limit.COMMAND_LINE, "response too long");
            case Frame.GivenUp _ -> {
                connection.close();
                throw new LimitException(Limit.COMMAND_LINE, "response without an end");
            }
            case Frame.LiteralPending _, Frame.LiteralRefused _, Frame.PromptWanted _ ->
                throw new IllegalStateException("SMTP has no literals");
        };
    }

    @Override
    public Login login(String mechanism, LoginAttempt<Login> attempt) throws InterruptedException {
        return connection.login(mechanism, attempt, Login::address);
    }

    @Override
    public void loggedIn(String user) {
        connection.loggedIn(user);
    }

    @Override
    public DataSource openData(SmtpReply goAhead) throws InterruptedException {
        RawInput raw = connection.input().enterRaw();
        connection.out().write(goAhead.octets());
        return new DataSource() {
            @Override
            public ByteBuffer take() throws InterruptedException {
                return raw.take();
            }

            @Override
            public void leave(ByteBuffer commands) {
                raw.leave(commands);
            }
        };
    }
}
