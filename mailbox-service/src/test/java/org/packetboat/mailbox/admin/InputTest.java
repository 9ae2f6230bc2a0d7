package org.packetboat.mailbox.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.mailbox.account.AdminException;

class InputTest {
    @Test
    void whatIsMissingIsInvalid() {
        assertThat(Input.<String>requiredAll(List.of("a", "b"), "targets")).containsExactly("a", "b");
        assertThatThrownBy(() -> Input.requiredAll(null, "targets")).isInstanceOf(AdminException.class);
        assertThatThrownBy(() -> Input.requiredAll(Arrays.asList("a", null), "targets"))
                .isInstanceOf(AdminException.class);
    }

    @Test
    void whatTheDatabaseCannotHoldIsInvalid() {
        assertThat(Input.storable("a", "after")).isEqualTo("a");
        assertThatThrownBy(() -> Input.storable("a\0", "after")).isInstanceOf(AdminException.class);
    }
}
