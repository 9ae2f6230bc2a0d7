package org.packetboat.pop3.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.pop3.port.Account;

class LoginDelaysTest {
    private static final Account ALICE = new Account(7, "alice@mail.test");
    private static final Account BOB = new Account(8, "bob@mail.test");

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
    private final LoginDelays delays = new LoginDelays(Duration.ofSeconds(10), clock::get);

    @Test
    void keepsAnAccountWaitingAndNobodyElse() {
        delays.loggedIn(ALICE);
        pass(Duration.ofSeconds(5));
        delays.loggedIn(BOB);
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertTooSoon(ALICE);
        pass(Duration.ofNanos(1));
        assertThatCode(() -> delays.check(ALICE)).doesNotThrowAnyException();
        assertTooSoon(BOB);
    }

    @Test
    void countsFromTheLastLogin() {
        delays.loggedIn(ALICE);
        pass(Duration.ofSeconds(10));
        delays.loggedIn(ALICE);
        pass(Duration.ofSeconds(9));
        assertTooSoon(ALICE);
    }

    @Test
    void isNotThereUnlessItIsConfigured() {
        LoginDelays none = new LoginDelays(Duration.ZERO, clock::get);
        none.loggedIn(ALICE);
        assertThatCode(() -> none.check(ALICE)).doesNotThrowAnyException();
    }

    private void assertTooSoon(Account account) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> delays.check(account))
                .returns(Refusal.LOGIN_TOO_SOON, RefusedException::reason);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
