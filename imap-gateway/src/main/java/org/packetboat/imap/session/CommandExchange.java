package org.packetboat.imap.session;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.AppendParser;
import org.packetboat.imap.codec.ClientId;
import org.packetboat.imap.codec.CommandParser;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.Logins;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.SaslServer;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.net.server.LiteralInput;

/** A command's view of its connection. Lane only. */
final class CommandExchange implements Exchange {
    private static final System.Logger LOG = System.getLogger(CommandExchange.class.getName());
    private static final int MOST_LOGGED = 60;

    private final Connection connection;
    private final Logins logins;
    private final SessionLimits limits;
    private final Reuse reuse;
    private final ResponseWriter out;
    private volatile @Nullable AppendMessage goingOnAfter;
    private String tag = "";

    CommandExchange(Connection connection, SessionServices services, ResponseWriter out) {
        this.connection = connection;
        this.logins = services.logins();
        this.limits = services.limits();
        this.reuse = services.reuse();
        this.out = out;
    }

    void begin(String newTag) {
        tag = newTag;
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public ResponseWriter out() {
        return out;
    }

    @Override
    public SaslServer<Account> sasl() {
        return new SaslServer<>(authority(), connection.saslChannel(), logins.bearerTokens());
    }

    @Override
    public Account password(String userid, String password) throws InterruptedException {
        if (!acceptsPasswords()) {
            throw new RefusedException(Refusal.ENCRYPTION_REQUIRED);
        }
        return authority().password(userid, password);
    }

    @Override
    public Account login(String mechanism, LoginAttempt<Account> attempt) throws InterruptedException {
        return connection.login(mechanism, attempt, Account::address);
    }

    private Authority<Account> authority() {
        return logins.authority(connection.clientAddress());
    }

    /** Once in a session as a rule: which programs people use is what an operator asks first when one of them misbehaves. */
    @Override
    public void identified(ClientId client) {
        LOG.log(
                Level.INFO,
                () -> "client identified conn=" + connection.id() + " name=" + told(client, "name") + " version="
                        + told(client, "version") + " os=" + told(client, "os"));
    }

    /** Bounded, and without what could be taken for another field or another line. */
    private static String told(ClientId client, String field) {
        String value = client.value(field).orElse("");
        StringBuilder told = new StringBuilder(MOST_LOGGED);
        for (int i = 0; i < Math.min(value.length(), MOST_LOGGED); i++) {
            char c = value.charAt(i);
            told.append(c > ' ' && c < 127 && c != '=' ? c : '_');
        }
        return told.toString();
    }

    @Override
    public long appendLimit() {
        return limits.messageOctets();
    }

    @Override
    public boolean acceptsPasswords() {
        return connection.saslChannel().isConfidential();
    }

    @Override
    public boolean offersStartTls() {
        return connection.offersStartTls();
    }

    @Override
    public Reuse reuse() {
        return reuse;
    }

    @Override
    public Octets ask(String text) throws InterruptedException {
        out.continuation(text);
        out.flush();
        return line(connection.input().nextFrame());
    }

    @Override
    public AppendSource messages(AppendMessage first) {
        return new Streamed(first);
    }

    @Override
    public boolean isCompressed() {
        return connection.isCompressed();
    }

    /** The message behind which the command goes on at the moment: what is announced now is another one. Event loop or lane. */
    Optional<AppendMessage> goingOnAfter() {
        return Optional.ofNullable(goingOnAfter);
    }

    private static Octets line(Frame frame) {
        return switch (frame) {
            case Frame.Line line -> Octets.of(line.octets());
            case Frame.Overlong overlong -> throw new LimitException(Limit.COMMAND_LINE, "continuation");
            case Frame.LiteralPending pending -> throw new SyntaxException(0, "end of command");
            case Frame.GivenUp givenUp -> throw new OutOfStepException();
            case Frame.LiteralRefused refused -> throw new SyntaxException(0, "end of command");
            case Frame.PromptWanted prompt -> throw new IllegalStateException("answered by the connection");
        };
    }

    /** Message by message, as the client announces them. */
    private final class Streamed implements AppendSource {
        private AppendMessage current;
        private @Nullable LiteralInput literal;

        Streamed(AppendMessage first) {
            current = first;
        }

        @Override
        public void open() throws InterruptedException {
            literal = connection.input().openLiteral();
            out.flush();
        }

        @Override
        public @Nullable ByteBuffer take() throws InterruptedException {
            return opened().take();
        }

        @Override
        public Optional<AppendMessage> next() throws InterruptedException {
            goingOnAfter = current;
            try {
                Optional<AppendMessage> next =
                        AppendParser.next(announcement(connection.input().nextFrame()), current);
                next.ifPresent(message -> current = message);
                return next;
            } finally {
                goingOnAfter = null;
            }
        }

        private Octets announcement(Frame frame) {
            return switch (frame) {
                case Frame.LiteralPending pending -> CommandText.withoutLineEnd(pending.octets());
                case Frame.LiteralRefused refused -> {
                    Octets octets = CommandText.withoutLineEnd(refused.octets());
                    if (CommandParser.announcedAfter(current, octets) == CommandParser.Announced.MESSAGE) {
                        throw new LimitException(Limit.MESSAGE_SIZE, "message");
                    }
                    yield octets;
                }
                case Frame.Line _, Frame.Overlong _, Frame.GivenUp _, Frame.PromptWanted _ -> line(frame);
            };
        }

        private LiteralInput opened() {
            LiteralInput input = literal;
            if (input == null) {
                throw new IllegalStateException("literal is not open");
            }
            return input;
        }
    }
}
