package org.packetboat.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.packetboat.mail.failure.UnavailableException;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;

/** Asked in turn, each several times if packets are lost. A question that is open holds a descriptor, and an answer memory: both are bounded. */
final class NameServers extends ExtendedResolver {
    private static final int MOST_QUESTIONS = 256;

    /** Who is to be mailed has a handful of servers; a hundred are sent to cost us something. */
    private static final int MOST_RECORDS = 100;

    private final Semaphore room = new Semaphore(MOST_QUESTIONS);

    /**
     * @param attempt after which the next one is asked
     * @param all after which none is
     */
    NameServers(List<? extends Resolver> servers, Duration attempt, Duration all) {
        super(servers.toArray(Resolver[]::new));
        setTimeout(all);
        servers.forEach(server -> server.setTimeout(attempt));
        setRetries(Math.toIntExact(all.dividedBy(attempt) + 1));
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(new UnavailableException("too many questions are open"));
        }
        boolean isSent = false;
        try {
            CompletionStage<Message> answer = super.sendAsync(query, executor)
                    .whenComplete((_, _) -> room.release())
                    .thenApply(NameServers::usable);
            isSent = true;
            return answer;
        } finally {
            if (!isSent) {
                room.release();
            }
        }
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
}
