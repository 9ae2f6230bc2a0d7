package org.packetboat.mailbox.admin;

import java.util.ArrayList;
import java.util.List;
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

    /** A text that the database can hold, which knows no NUL. */
    static String storable(String text, String field) {
        if (text.indexOf('\0') >= 0) {
            throw AdminException.invalid("the field " + field + " has a NUL");
        }
        return text;
    }

    /** A list without nulls. */
    static <T> List<T> requiredAll(@Nullable List<? extends @Nullable T> values, String field) {
        List<T> all = new ArrayList<>();
        for (T value : required(values, field)) {
            all.add(required(value, field));
        }
        return all;
    }
}
