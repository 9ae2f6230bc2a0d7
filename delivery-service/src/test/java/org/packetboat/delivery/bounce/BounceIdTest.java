package org.packetboat.delivery.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.dsn.RecipientStatus;
import org.packetboat.mail.dsn.RecipientStatus.Action;

class BounceIdTest {
    private static final DeliveryId MESSAGE = new DeliveryId(new UUID(1, 2));

    @Test
    void aRepeatHasTheSame() {
        assertThat(of(Action.FAILED, "5.1.1")).isEqualTo(of(Action.FAILED, "4.4.7"));
        assertThat(of(Action.FAILED, "5.7.2")).isEqualTo(of(Action.FAILED, "5.7.2"));
    }

    /** One does not say the other: an account behind the same address may fail when its sender has heard of the list. */
    @Test
    void aListThatIsClosedIsNoRecipientThatFails() {
        assertThat(of(Action.FAILED, "5.7.2")).isNotEqualTo(of(Action.FAILED, "4.4.7"));
    }

    @Test
    void aDelayIsNoFailure() {
        assertThat(of(Action.DELAYED, "4.4.7")).isNotEqualTo(of(Action.FAILED, "4.4.7"));
    }

    private static DeliveryId of(Action action, String status) {
        return BounceId.of(MESSAGE, new RecipientStatus("all@mail.test", action, status, ""));
    }
}
