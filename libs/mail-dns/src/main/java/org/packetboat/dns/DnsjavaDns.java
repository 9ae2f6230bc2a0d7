package org.packetboat.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.UnavailableException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** DNS through dnsjava, with a cache of its own: answers live for their TTL, and what does not exist for at most five minutes. */
public final class DnsjavaDns implements MailDns {
    static {
        lookAtTheTimeOften(System.getProperties());
    }

    private static final int LONGEST_NEGATIVE_SECONDS = 300;
    private static final int LONGEST_SECONDS = 86_400;

    /** For so long nobody is asked again for what nobody has answered. */
    private static final long UNANSWERED_NANOS = Duration.ofMinutes(1).toNanos();

    private final LookupSession session;
    private final Bounds bounds;
    private final Map<Question, Unanswered> unanswered = new LinkedHashMap<>();

    private record Question(Name name, int type) {}

    private record Asked(Question question, CompletableFuture<List<Record>> answer) {}

    /** What nobody had answered when somebody waited for it: the answer may come yet. */
    private record Unanswered(CompletableFuture<List<Record>> answer, long sinceNanos) {}

    /** What becomes of an answer that does not fit into a packet. */
    public enum LargeAnswer {
        /** It is asked for over TCP. */
        FETCHED,
        /** Nobody has answered. */
        LEFT
    }

    /**
     * What questions may cost.
     *
     * @param attempt after which the next server is asked, or the same one again
     * @param patience after which nobody knows; an answer that comes later is remembered nevertheless
     * @param cached answers
     */
    public record Bounds(Duration attempt, Duration patience, int cached, LargeAnswer large) {
        /** For who has time, and has to know. */
        public static final Bounds THOROUGH =
                new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(10), 5_000, LargeAnswer.FETCHED);
    }

    /**
     * A channel lives until dnsjava looks at the time, by default once a second when nothing arrives: longer than the attempts of who is in a hurry, though not
     * than those of {@link Bounds#THOROUGH}. What an operator has set stays.
     */
    static void lookAtTheTimeOften(Properties settings) {
        settings.putIfAbsent("dnsjava.nio.selector_timeout", "100");
    }

    private DnsjavaDns(List<NameServer> servers, Bounds bounds) {
        this.bounds = bounds;
        Resolver resolver = new NameServers(servers, bounds.attempt(), bounds.patience());
        resolver.setIgnoreTruncation(bounds.large() == LargeAnswer.LEFT);
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(bounds.cached());
        cache.setMaxNCache(LONGEST_NEGATIVE_SECONDS);
        cache.setMaxCache(LONGEST_SECONDS);
        session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
    }

    /**
     * @param servers asked in turn, looked up by name if they are unresolved; those of the system if there are none. The next one is asked when one is silent or
     *     fails
     */
    public static DnsjavaDns asking(List<InetSocketAddress> servers, Bounds bounds) {
        List<InetSocketAddress> asked =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        return new DnsjavaDns(
                asked.stream()
                        .map(server -> new NameServer(server, InetAddress::getByName, System::nanoTime))
                        .toList(),
                bounds);
    }

    @Override
    public Exchangers exchangers(String domain) throws InterruptedException {
        try {
            List<Exchanger> exchangers = new ArrayList<>();
            for (Record record : await(ask(new Question(name(domain), Type.MX)))) {
                if (record instanceof MXRecord mx) {
                    exchangers.add(new Exchanger(mx.getPriority(), text(mx.getTarget())));
                }
            }
            return exchangers.isEmpty() ? new Exchangers.None() : new Exchangers.Found(exchangers);
        } catch (NoRecordsException e) {
            return e.nameExists ? new Exchangers.None() : new Exchangers.NoSuchName();
        }
    }

    @Override
    public List<InetAddress> addresses(String host) throws InterruptedException {
        Name name;
        try {
            name = name(host);
        } catch (NoRecordsException _) {
            return List.of();
        }
        Asked v6 = ask(new Question(name, Type.AAAA));
        Asked v4 = ask(new Question(name, Type.A));
        List<InetAddress> addresses = new ArrayList<>();
        UnavailableException unknown = null;
        for (Asked answer : List.of(v6, v4)) {
            try {
                for (Record record : await(answer)) {
                    switch (record) {
                        case AAAARecord aaaa -> addresses.add(named(host, aaaa.getAddress()));
                        case ARecord a -> addresses.add(named(host, a.getAddress()));
                        default -> {}
                    }
                }
            } catch (NoRecordsException _) {
                // The other kind may be there.
            } catch (UnavailableException e) {
                unknown = e;
            }
        }
        if (addresses.isEmpty() && unknown != null) {
            throw unknown;
        }
        return addresses;
    }

    /** Without it the JDK would ask for a name when one is printed. */
    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.getAddress().length + " octets", e);
        }
    }

    private Asked ask(Question question) {
        return new Asked(
                question,
                isUnanswered(question)
                        ? CompletableFuture.failedFuture(new UnavailableException("no answer a moment ago"))
                        : lookUp(question));
    }

    private CompletableFuture<List<Record>> lookUp(Question question) {
        try {
            return session.lookupAsync(question.name(), question.type(), DClass.IN)
                    .thenApply(result -> result.getRecords())
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            // Channels tell by them that an address is none, or of a family that this machine does not have.
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isUnanswered(Question question) {
        synchronized (unanswered) {
            Unanswered before = unanswered.get(question);
            return before != null
                    && System.nanoTime() - before.sinceNanos() < UNANSWERED_NANOS
                    && !isAnswered(before.answer());
        }
    }

    private static boolean isAnswered(CompletableFuture<?> answer) {
        return switch (answer.state()) {
            case SUCCESS -> true;
            case FAILED -> isNone(answer.exceptionNow());
            case RUNNING, CANCELLED -> false;
        };
    }

    /** That there is none is an answer as well. */
    private static boolean isNone(@Nullable Throwable failure) {
        return failure instanceof NoSuchDomainException || failure instanceof NoSuchRRSetException;
    }

    private void unanswered(Asked asked) {
        synchronized (unanswered) {
            unanswered.remove(asked.question());
            if (unanswered.size() >= bounds.cached()) {
                unanswered.remove(unanswered.keySet().iterator().next());
            }
            unanswered.put(asked.question(), new Unanswered(asked.answer(), System.nanoTime()));
        }
    }

    /** There is none of what was asked for. */
    private static final class NoRecordsException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean nameExists;

        NoRecordsException(boolean nameExists, @Nullable Throwable cause) {
            super(cause);
            this.nameExists = nameExists;
        }
    }

    private List<Record> await(Asked asked) throws InterruptedException, NoRecordsException {
        try {
            return asked.answer().get(bounds.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (isNone(cause)) {
                throw new NoRecordsException(cause instanceof NoSuchRRSetException, cause);
            }
            if (cause instanceof UnavailableException notAsked) {
                throw notAsked;
            }
            unanswered(asked);
            throw new UnavailableException("no usable answer", cause == null ? e : cause);
        } catch (TimeoutException e) {
            unanswered(asked);
            throw new UnavailableException("no answer in time", e);
        }
    }

    private static Name name(String host) throws NoRecordsException {
        try {
            return Name.fromString(host, Name.root);
        } catch (TextParseException e) {
            throw new NoRecordsException(false, e);
        }
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }
}
