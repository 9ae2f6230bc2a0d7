package org.packetboat.pop3.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.net.flow.FlowWriter;
import org.packetboat.net.flow.OctetSink;
import org.packetboat.net.flow.ScratchPool;
import org.packetboat.net.server.Connection.LoginAttempt;
import org.packetboat.pop3.FakeBackends;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Link;
import org.packetboat.pop3.session.LoginDelays;
import org.packetboat.pop3.session.Pop3State;

/** Nothing keeps a maildrop locked that nobody has opened, or its user waits for the end of a lease. */
class LoginTest {
    private static final Account ALICE = new Account(7, "alice@mail.test");
    private static final Pop3State FIRST = new Pop3State.Authorization(Pop3State.TextMode.ASCII);

    private final FakeBackends backends = new FakeBackends();
    private final Login login = new Login(backends, new LoginDelays(Duration.ZERO, System::nanoTime));
    private final FlowWriter flow = new FlowWriter(new Gone(), new ScratchPool(1), Duration.ofSeconds(1));
    private final ResponseWriter out = new ResponseWriter(flow);

    @Test
    void theMaildropOfAUserWithTooManySessionsIsFreedAgain() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> login.handle(FIRST, ALICE, new SomeClient(true), out))
                .returns(Refusal.TOO_MANY_SESSIONS, RefusedException::reason);
        assertThat(backends.locked()).isFalse();
    }

    @Test
    void theMaildropOfAClientThatIsGoneMeanwhileIsFreedAgain() throws Exception {
        flow.write(new byte[ScratchPool.BUFFER_OCTETS]);
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> login.handle(FIRST, ALICE, new SomeClient(false), out));
        assertThat(backends.locked()).isFalse();
    }

    private record SomeClient(boolean isOneTooMany) implements Client {
        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public String connection() {
            return "1";
        }

        @Override
        public Link link() {
            return Link.TLS;
        }

        @Override
        public SaslChannel saslChannel() {
            return SaslChannel.clear(SaslChannel.Confidentiality.CLEAR_ALLOWED);
        }

        @Override
        public Octets response() {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public void startTls(byte[] goAhead) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Account login(String mechanism, LoginAttempt<Account> attempt) throws InterruptedException {
            return attempt.run();
        }

        @Override
        public void loggedIn(Account account) {
            if (isOneTooMany) {
                throw new RefusedException(Refusal.TOO_MANY_SESSIONS);
            }
        }
    }

    /** Nothing arrives any more. */
    private static final class Gone implements OctetSink {
        @Override
        public void send(byte[] octets, int offset, int length) {
            throw new AssertionError("sent");
        }

        @Override
        public void sendStable(byte[] octets, int offset, int length) {
            throw new AssertionError("sent");
        }

        @Override
        public boolean writable() {
            return false;
        }

        @Override
        public boolean open() {
            return false;
        }

        @Override
        public void stalled() {}
    }
}
