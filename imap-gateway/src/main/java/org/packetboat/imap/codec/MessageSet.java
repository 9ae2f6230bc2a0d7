package org.packetboat.imap.codec;

/** Which messages a command is about: the command says {@code UID} or it does not, the numbers mean one or the other. */
public sealed interface MessageSet {
    /** The numbers as written. */
    NumberSet numbers();

    /** Message sequence numbers (RFC 3501 §2.3.1.2). */
    record BySequence(NumberSet numbers) implements MessageSet {}

    /** Unique identifiers (RFC 3501 §2.3.1.1); those that do not exist are ignored without an error (§6.4.8). */
    record ByUid(NumberSet numbers) implements MessageSet {}
}
