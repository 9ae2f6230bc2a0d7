package org.packetboat.smtp.session;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.net.server.Farewell;
import org.packetboat.net.server.RawInput;
import org.packetboat.net.tls.TlsSession;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Login;

/** A handler's view of its connection. */
final class ConnectionExchange implements Exchange {
    private final Connection connection;
    private final SmtpSettings settings;
    private final Role role;
    private @Nullable Proxied proxied;
    private ChunkSource chunk = ChunkSource.empty();
    /** When the message has to be there that comes now. */
    private Deadline messageEnd = new Deadline(0);

    ConnectionExchange(Connection connection, SmtpSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.role = Role.of(connection.listener());
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public InetAddress clientAddress() {
        Proxied client = proxied;
        return client == null ? connection.clientAddress() : client.address();
    }

    @Override
    public InetAddress connectedAddress() {
        return connection.clientAddress();
    }

    @Override
    public boolean hasClientCertificate() {
        return connection.tls().map(TlsSession::hasClientCertificate).orElse(false);
    }

    @Override
    public Optional<Proxied> proxied() {
        return Optional.ofNullable(proxied);
    }

    @Override
    public void become(Proxied client) {
        proxied = client;
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
            case Frame.Line line -> {
                checkEnding(line.ending());
                yield Octets.of(line.octets());
            }
            case Frame.Overlong overlong -> {
                checkEnding(overlong.ending());
                throw new LimitException(Limit.COMMAND_LINE, "response too long");
            }
            case Frame.GivenUp _ -> {
                connection.close();
                throw new LimitException(Limit.COMMAND_LINE, "response without an end");
            }
            case Frame.LiteralPending _, Frame.LiteralRefused _, Frame.PromptWanted _ ->
                throw new IllegalStateException("SMTP has no literals");
        };
    }

    private void checkEnding(Frame.Ending ending) {
        if (settings.lineEnds().refuses(role, ending)) {
            throw new RefusedException(Refusal.BARE_COMMAND_END);
        }
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
        DataSource source = raw();
        connection.out().write(goAhead.octets());
        flush();
        return source;
    }

    @Override
    public void flush() throws InterruptedException {
        connection.out().flush();
    }

    private DataSource raw() {
        RawInput raw = connection.input().enterRaw();
        return new DataSource() {
            @Override
            public ByteBuffer take() throws InterruptedException {
                if (isOverdue()) {
                    connection
                            .out()
                            .write(SmtpReplyMapper.farewell(Farewell.SLOW_COMMAND)
                                    .octets());
                    connection.close();
                    throw new InterruptedException("a message that never ends");
                }
                return raw.take();
            }

            @Override
            public void leave(ByteBuffer commands) {
                raw.leave(commands);
            }
        };
    }

    /** Whoever said what XCLIENT told may be another one from here on. */
    void forgetProxied() {
        proxied = null;
    }

    /** DATA, or the first BDAT: from here on a client has so long, whatever is done with what it sends. */
    void beginMessage() {
        messageEnd = Deadline.in(settings.limits().messageTime());
    }

    /** Whether the message that comes now takes longer than any may. */
    boolean isOverdue() {
        return messageEnd.left().isNegative();
    }

    /** BDAT was read: so many octets come next, whatever becomes of it. */
    void openChunk(long octets) {
        chunk = octets == 0 ? ChunkSource.empty() : ChunkSource.of(raw(), octets);
    }

    /** Lets pass what is left of it. */
    void skipChunk() throws InterruptedException {
        chunk.skip();
    }

    @Override
    public ChunkSource chunk() {
        return chunk;
    }
}
