package org.packetboat.imap.handler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;

/**
 * Messages of one APPEND (RFC 3502) on their way into storage: each is stored while the next ones arrive, so that they share packs, and its octets
 * are forgotten then. What is kept of all of them until the end is bounded. Lane only.
 */
final class MessageBatch implements AutoCloseable {
    /** Messages of one APPEND. */
    static final int MOST = 1_000;

    /** What is known of them, above all their headers. */
    private static final long MOST_OCTETS = 2 << 20;

    private static final int STORING = 8;

    private final MessageReceiver receiver;
    private final ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor();
    private final ArrayDeque<Future<NewMessage>> storing = new ArrayDeque<>();
    private final List<NewMessage> stored = new ArrayList<>();
    private long octets;

    MessageBatch(MessageReceiver receiver) {
        this.receiver = receiver;
    }

    /** Takes over {@code incoming}. */
    void add(MessageWriter.Incoming incoming, AppendMessage message) throws InterruptedException {
        storing.add(lanes.submit(() -> {
            try (incoming) {
                return receiver.store(incoming, message);
            }
        }));
        if (storing.size() > STORING) {
            await();
        }
        if (stored.size() + storing.size() > MOST) {
            throw new LimitException(Limit.OTHER, "messages of one APPEND");
        }
    }

    /** All of them, in order. */
    List<NewMessage> stored() throws InterruptedException {
        while (!storing.isEmpty()) {
            await();
        }
        return stored;
    }

    private void await() throws InterruptedException {
        try {
            NewMessage message = storing.remove().get();
            octets += message.body().getSerializedSize();
            stored.add(message);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
        if (octets > MOST_OCTETS) {
            throw new LimitException(Limit.OTHER, "headers of one APPEND");
        }
    }

    /** Gives up what is still being stored. */
    @Override
    public void close() {
        storing.forEach(message -> message.cancel(true));
        lanes.close();
    }
}
