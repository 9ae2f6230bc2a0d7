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
import org.packetboat.pop3.FakeBackends;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Link;
import org.packetboat.pop3.session.LoginDelays;

class LoginTest {
    private final FakeBackends backends = new FakeBackends();

    /** Or nobody could open it before the end of its lease. */
    @Test
    void theMaildropOfAUserWithTooManySessionsIsFreedAgain() {
        Login login = new Login(backends, new LoginDelays(Duration.ZERO, System::nanoTime));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> login.open(new Account(7, "alice@mail.test"), new OneTooMany()))
                .returns(Refusal.TOO_MANY_SESSIONS, RefusedException::reason);
        assertThat(backends.locked()).isFalse();
    }

    private record OneTooMany() implements Client {
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
        public void loggedIn(Account account) {
            throw new RefusedException(Refusal.TOO_MANY_SESSIONS);
        }
    }
}
