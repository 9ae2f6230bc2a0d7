package org.packetboat.imap.codec;

/** Which messages a command is about: the command says {@code UID} or it does not, the numbers mean one or the other. */
public sealed interface MessageSet {
    /** Whether the command says {@code UID}. */
    Numbering numbering();

    /** Message sequence numbers (RFC 3501 §2.3.1.2). */
    record BySequence(NumberSet numbers) implements MessageSet {
        @Override
        public Numbering numbering() {
            return Numbering.SEQUENCE;
        }
    }

    /** Unique identifiers (RFC 3501 §2.3.1.1); those that do not exist are ignored without an error (§6.4.8). */
    record ByUid(NumberSet numbers) implements MessageSet {
        @Override
        public Numbering numbering() {
            return Numbering.UID;
        }
    }

    /** {@code $}: what the last SEARCH with SAVE has found (RFC 5182 §2.1, RFC 9051 §6.4.4.1); the same messages with and without UID. */
    record SavedResult(Numbering numbering) implements MessageSet {}
}
