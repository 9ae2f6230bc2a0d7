package org.packetboat.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.UnavailableException;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * Asked in turn, in the order in which they were named: the first one may be the only one that knows some zones, and refuse all others.
 *
 * <ul>
 *   <li>Who says that it fails, or does not want to answer, is followed by the next, and not asked again. When all say so, nobody has answered.
 *   <li>Who is silent is followed by the next as well, and asked again when its turn comes round: packets are lost. What the next one knows is the answer.
 *   <li>Who was silent a moment ago is asked last, so that a server that is down is not waited for again and again.
 *   <li>That a name does not exist, or has no such records, is believed when those before it that were not heard were asked once more: it may be theirs, and
 *       mail for it would bounce.
 * </ul>
 *
 * <p>A question that is open holds a descriptor, and an answer memory: both are bounded. Settings are those of each server.
 */
final class NameServers implements Resolver {
    private static final int MOST_QUESTIONS = 256;

    /** Who is to be mailed has a handful of servers; a hundred are sent to cost us something. */
    private static final int MOST_RECORDS = 100;

    private final List<NameServer> servers;
    private final Semaphore room = new Semaphore(MOST_QUESTIONS);
    private final long allNanos;

    /** Of one question: a server that cannot be reached says so at once, all the time. */
    private final int mostAttempts;

    /**
     * @param servers at least one
     * @param attempt after which the next one is asked
     * @param all after which none is
     */
    NameServers(List<NameServer> servers, Duration attempt, Duration all) {
        this.servers = List.copyOf(servers);
        allNanos = all.toNanos();
        mostAttempts = Math.multiplyExact(servers.size(), Math.toIntExact(all.dividedBy(attempt) + 1));
        setTimeout(attempt);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(new UnavailableException("too many questions are open"));
        }
        return new Question(query, executor)
                .ask()
                .whenComplete((_, _) -> room.release())
                .thenApply(NameServers::usable);
    }

    /** Before anything looks into its records. One that is cut off, and was not to be asked for again, says nothing. */
    private static Message usable(Message answer) {
        Header header = answer.getHeader();
        if (header.getFlag(Flags.TC)) {
            throw new CompletionException(new IOException("the answer is cut off"));
        }
        int records = header.getCount(Section.ANSWER)
                + header.getCount(Section.AUTHORITY)
                + header.getCount(Section.ADDITIONAL);
        if (records > MOST_RECORDS) {
            throw new CompletionException(new IOException("the answer has " + records + " records"));
        }
        return answer;
    }

    /** On its way from server to server; with one of them at a time. */
    private final class Question {
        private final Message query;
        private final Executor executor;
        private final long sinceNanos = System.nanoTime();
        private final Deque<NameServer> turns;
        private int attempts;

        /** That there is nothing, as long as one before it that was not heard may know better. */
        private @Nullable Message unlessKnown;

        Question(Message query, Executor executor) {
            this.query = query;
            this.executor = executor;
            turns = new ArrayDeque<>(servers.size());
            List<NameServer> silent = new ArrayList<>();
            for (NameServer server : servers) {
                (server.isSilent() ? silent : turns).add(server);
            }
            turns.addAll(silent);
        }

        /** Asks whose turn it is. */
        CompletionStage<Message> ask() {
            NameServer server = turns.remove();
            attempts++;
            return server.sendAsync(query, executor)
                    .handleAsync(
                            (answer, silence) -> answer == null ? notHeard(server, silence) : heard(server, answer),
                            executor)
                    .thenCompose(Function.identity());
        }

        /** Unless it is nobody's turn, or all have had their time: then this is how it ends. */
        private CompletionStage<Message> goOn(Throwable failure) {
            boolean isOver = turns.isEmpty() || attempts == mostAttempts || System.nanoTime() - sinceNanos >= allNanos;
            if (!isOver) {
                return ask();
            }
            return unlessKnown == null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(unlessKnown);
        }

        private CompletionStage<Message> notHeard(NameServer server, Throwable silence) {
            if (unlessKnown == null) {
                turns.add(server);
            }
            return goOn(silence);
        }

        /** RFC 1035 §4.1.1: the response codes but these two are failures, of which the next server need not know. */
        private CompletionStage<Message> heard(NameServer server, Message answer) {
            int code = answer.getRcode();
            if (code == Rcode.NOERROR && hasRecords(answer)) {
                return CompletableFuture.completedFuture(answer);
            }
            if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                unlessKnown = answer;
                turns.removeIf(other -> servers.indexOf(other) > servers.indexOf(server));
            }
            return goOn(new IOException("a name server says " + Rcode.string(code)));
        }

        /** Of the kind that was asked for: aliases alone lead nowhere. */
        private boolean hasRecords(Message answer) {
            int type = query.getQuestion().getType();
            return answer.getSection(Section.ANSWER).stream().anyMatch(record -> record.getType() == type);
        }
    }

    @Override
    public void setTimeout(Duration timeout) {
        servers.forEach(server -> server.setTimeout(timeout));
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        servers.forEach(server -> server.setIgnoreTruncation(flag));
    }

    @Override
    public void setPort(int port) {
        servers.forEach(server -> server.setPort(port));
    }

    @Override
    public void setTCP(boolean flag) {
        servers.forEach(server -> server.setTCP(flag));
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        servers.forEach(server -> server.setEDNS(version, payloadSize, flags, options));
    }

    @Override
    public void setTSIGKey(TSIG key) {
        servers.forEach(server -> server.setTSIGKey(key));
    }
}
