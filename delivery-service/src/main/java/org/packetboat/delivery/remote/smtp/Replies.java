package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replies to commands, which are sent in groups where the server can take that (RFC 2920). A group is heard as a whole: where there are more replies than
 * commands, nobody can tell whose they are, unless the one too many says goodbye, as some do behind a refusal. Used by one thread.
 */
final class Replies {
    private static final System.Logger LOG = System.getLogger(Replies.class.getName());

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Wire wire;
    private final Timeouts timeouts;
    private final List<String> commands;
    private final int group;
    private final ArrayDeque<Reply> replies = new ArrayDeque<>();
    private int said;
    private @Nullable IOException failure;

    /** @param group how many commands are sent at most before their replies are heard */
    Replies(Wire wire, Timeouts timeouts, List<String> commands, int group) {
        this.wire = wire;
        this.timeouts = timeouts;
        this.commands = commands;
        this.group = group;
    }

    /** Of the next command. What comes before a failure counts, whatever comes after; {@link OutOfStepException} when none of them does. */
    Reply next() throws IOException {
        if (replies.isEmpty() && failure == null) {
            int from = said;
            int end = Math.min(commands.size(), said + group);
            do {
                wire.say(commands.get(said++));
            } while (said < end && wire.fits(commands.get(said)));
            wire.flush(timeouts.command());
            hear(said - from);
        }
        if (replies.isEmpty()) {
            throw Objects.requireNonNull(failure);
        }
        return replies.remove();
    }

    /** Nothing follows a goodbye. The end of the connection takes nothing back. */
    private void hear(int count) throws IOException {
        try {
            boolean isClosing = false;
            for (int i = 0; i < count && !isClosing; i++) {
                Reply reply = wire.reply(timeouts.command());
                replies.add(reply);
                isClosing = reply.isClosing();
            }
            if (!isClosing && wire.ahead() == Wire.Ahead.OCTETS) {
                failure = new IOException(farewell().toString());
            }
        } catch (OutOfStepException e) {
            throw e;
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Who says more than it was asked takes its leave, or nobody knows what it says. */
    private Reply farewell() throws OutOfStepException {
        try {
            Reply reply = wire.reply(GOODBYE);
            if (reply.isClosing()) {
                return reply;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "not in step", e);
        }
        throw new OutOfStepException();
    }

    /** Whether one of those that nobody has asked for yet says that the server closes the connection. */
    boolean isClosing() {
        return replies.stream().anyMatch(Reply::isClosing);
    }

    /** No other command is said. Throws what has gone wrong behind the last reply. */
    void end() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
