package org.packetboat.imap.codec;

import java.util.List;
import java.util.Optional;

/**
 * What a client says about itself with ID (RFC 2971 §3.1).
 *
 * @param fields in the order of the command; none for {@code NIL} and {@code ()}
 */
public record ClientId(List<Field> fields) {
    /** Fields of a client, at most (RFC 2971 §3.3). */
    static final int MOST_FIELDS = 30;

    /** Octets of a field's name, at most. */
    static final int MOST_NAME_OCTETS = 30;

    /** Octets of a value, at most. */
    static final int MOST_VALUE_OCTETS = 1_024;

    /** Copies the list. */
    public ClientId {
        fields = List.copyOf(fields);
    }

    /** One of them. */
    public record Field(String name, Optional<String> value) {}

    /** The value of a field, in any case; empty when there is none. */
    public Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst()
                .flatMap(Field::value);
    }
}
