package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.network.NetworkSet;

final class LoginRulesTest {
    private final LoginRules rules = new LoginRules(
            NetworkSet.EMPTY,
            3,
            Duration.ofMillis(500),
            Duration.ofSeconds(8),
            50,
            10,
            Duration.ofMinutes(15),
            Duration.ofMinutes(15));

    @Test
    void delaysGrowUpToTheirBound() {
        assertThat(rules.delayAfter(1)).isZero();
        assertThat(rules.delayAfter(3)).isZero();
        assertThat(rules.delayAfter(4)).isEqualTo(Duration.ofMillis(500));
        assertThat(rules.delayAfter(5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.delayAfter(8)).isEqualTo(Duration.ofSeconds(8));
        assertThat(rules.delayAfter(9)).isEqualTo(Duration.ofSeconds(8));
        assertThat(rules.delayAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(8));
    }
}
