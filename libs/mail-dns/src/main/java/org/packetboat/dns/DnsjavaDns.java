package org.packetboat.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.packetboat.mail.failure.UnavailableException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** DNS through dnsjava, with a cache of its own: answers live for their TTL, and what does not exist for at most five minutes. */
public final class DnsjavaDns implements MailDns {
    private static final int CACHED = 20_000;
    private static final int LONGEST_NEGATIVE_SECONDS = 300;
    private static final int LONGEST_SECONDS = 86_400;
    private static final Duration ONE_QUESTION = Duration.ofSeconds(5);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /** For so long nobody is asked again for what nobody has answered. */
    private static final long UNANSWERED_NANOS = Duration.ofMinutes(1).toNanos();

    private final LookupSession session;
    private final Duration patience;
    private final Map<Question, Long> unanswered = new LinkedHashMap<>();

    private record Question(Name name, int type) {}

    private DnsjavaDns(Resolver resolver, Duration patience) {
        this.patience = patience;
        resolver.setTimeout(ONE_QUESTION);
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHED);
        cache.setMaxNCache(LONGEST_NEGATIVE_SECONDS);
        cache.setMaxCache(LONGEST_SECONDS);
        session = LookupSession.builder()
                .resolver(resolver)
                .cache(cache)
                .defaultHostsFileParser()
                .build();
    }

    /** @param servers asked in turn; those of the system if there are none */
    public static DnsjavaDns asking(List<InetSocketAddress> servers) {
        return asking(servers, LONG_ENOUGH);
    }

    /**
     * The same for who has no time.
     *
     * @param patience after which nobody knows; an answer that comes later is remembered nevertheless
     */
    public static DnsjavaDns asking(List<InetSocketAddress> servers, Duration patience) {
        if (servers.isEmpty()) {
            return new DnsjavaDns(new ExtendedResolver(), patience);
        }
        List<Resolver> resolvers = new ArrayList<>();
        servers.forEach(server -> resolvers.add(new SimpleResolver(server)));
        return new DnsjavaDns(new ExtendedResolver(resolvers), patience);
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

    private record Asked(Question question, CompletableFuture<List<Record>> answer) {}

    private Asked ask(Question question) {
        return new Asked(
                question,
                isUnanswered(question)
                        ? CompletableFuture.failedFuture(new UnavailableException("no answer a moment ago"))
                        : session.lookupAsync(question.name(), question.type(), DClass.IN)
                                .thenApply(result -> result.getRecords())
                                .toCompletableFuture());
    }

    private boolean isUnanswered(Question question) {
        synchronized (unanswered) {
            Long since = unanswered.get(question);
            return since != null && System.nanoTime() - since < UNANSWERED_NANOS;
        }
    }

    private void unanswered(Question question) {
        if (isUnanswered(question)) {
            return;
        }
        synchronized (unanswered) {
            unanswered.remove(question);
            if (unanswered.size() >= CACHED) {
                unanswered.remove(unanswered.keySet().iterator().next());
            }
            unanswered.put(question, System.nanoTime());
        }
    }

    /** There is none of what was asked for. */
    private static final class NoRecordsException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean nameExists;

        NoRecordsException(boolean nameExists, Throwable cause) {
            super(cause);
            this.nameExists = nameExists;
        }
    }

    private List<Record> await(Asked asked) throws InterruptedException, NoRecordsException {
        try {
            return asked.answer().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NoSuchDomainException) {
                throw new NoRecordsException(false, cause);
            }
            if (cause instanceof NoSuchRRSetException) {
                throw new NoRecordsException(true, cause);
            }
            unanswered(asked.question());
            throw new UnavailableException("no usable answer", cause == null ? e : cause);
        } catch (TimeoutException e) {
            unanswered(asked.question());
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
