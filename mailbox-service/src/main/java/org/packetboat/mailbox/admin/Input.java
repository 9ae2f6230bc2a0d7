package org.packetboat.mailbox.admin;

import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.account.AdminException;

/** What requests must hold. */
final class Input {
    private Input() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw AdminException.invalid("the field " + field + " is missing");
        }
        return value;
    }
}
