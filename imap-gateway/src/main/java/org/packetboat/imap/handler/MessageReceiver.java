package org.packetboat.imap.handler;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.session.AppendSource;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

/** Takes the octets of messages from a client. Thread-safe. */
public final class MessageReceiver {
    private final MessageWriter writer;
    private final InstantSource clock;

    /** @param clock gives the internal date of messages that come without one */
    public MessageReceiver(MessageWriter writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * Asks for the octets of a message and takes them.
     *
     * @throws RefusedException EMPTY_MESSAGE, NOT_SUPPORTED for UTF8 that was not enabled (RFC 6855 §4), and octets that cannot be kept as they
     *     are: UNKNOWN_ENCODING
     */
    MessageWriter.Incoming receive(AppendMessage message, AppendSource source, Enabled enabled)
            throws InterruptedException {
        if (message.form() == AppendMessage.Form.UTF8 && !enabled.has(Extension.UTF8_ACCEPT)) {
            throw new RefusedException(Refusal.NOT_SUPPORTED, "UTF8 is not enabled");
        }
        if (message.literal().octets() == 0) {
            throw new RefusedException(Refusal.EMPTY_MESSAGE);
        }
        MessageWriter.Incoming incoming = writer.begin(message.literal().octets());
        boolean complete = false;
        try {
            source.open();
            for (ByteBuffer octets = source.take(); octets != null; octets = source.take()) {
                requireNoNul(octets, message.form());
                incoming.append(octets);
            }
            complete = true;
            return incoming;
        } finally {
            if (!complete) {
                incoming.close();
            }
        }
    }

    /**
     * {@code CHAR8} (RFC 3501 §4.3, §9). In a literal8 it may come, but what is stored is what was sent, and BODY could not send it: there is
     * no transfer encoding in which we would keep it (RFC 3516 §4.4).
     */
    private static void requireNoNul(ByteBuffer octets, AppendMessage.Form form) {
        if (Octets.of(octets).indexOf(0) < 0) {
            return;
        }
        switch (form) {
            case LITERAL -> throw new SyntaxException(0, "message without NUL");
            case LITERAL8, UTF8 -> throw new RefusedException(Refusal.UNKNOWN_ENCODING, "NUL");
        }
    }

    /** Stores the octets; durable when this returns. */
    NewMessage store(MessageWriter.Incoming incoming, AppendMessage message) throws InterruptedException {
        return new NewMessage(
                incoming.store(), message.flags(), message.internalDate().orElseGet(clock::millis));
    }

    /** What is done with a stored message. */
    @FunctionalInterface
    interface Use<T> {
        T apply(NewMessage message) throws InterruptedException;
    }

    /** Stores and uses; a reference that came too late is answered by writing the octets again, once (architecture 4.3). */
    <T> T storeAndUse(MessageWriter.Incoming incoming, AppendMessage message, Use<T> use) throws InterruptedException {
        try {
            return use.apply(store(incoming, message));
        } catch (RefusedException e) {
            if (e.reason() != Refusal.STALE_BLOB) {
                throw e;
            }
            return use.apply(store(incoming, message));
        }
    }
}
