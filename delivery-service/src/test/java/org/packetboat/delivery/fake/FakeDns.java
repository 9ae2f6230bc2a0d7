package org.packetboat.delivery.fake;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.dns.MailDns;
import org.packetboat.mail.failure.UnavailableException;

/** Names that a test has given out; all others do not exist. */
public final class FakeDns implements MailDns {
    private final Map<String, Exchangers> exchangers = new ConcurrentHashMap<>();
    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean away;
    private volatile String dead = "";
    private volatile Runnable waiting = () -> {};

    public FakeDns mx(String domain, Exchanger... records) {
        exchangers.put(domain, new Exchangers.Found(List.of(records)));
        return this;
    }

    /** The name exists, without MX. */
    public FakeDns noMx(String domain) {
        exchangers.put(domain, new Exchangers.None());
        return this;
    }

    public FakeDns address(String host, String... literals) {
        addresses.put(
                host, List.of(literals).stream().map(InetAddress::ofLiteral).toList());
        return this;
    }

    public void setAway(boolean away) {
        this.away = away;
    }

    /** The name servers of hosts whose names begin so do not answer; {@code waiting} is what a question costs. */
    public void setDead(String prefix, Runnable waiting) {
        dead = prefix;
        this.waiting = waiting;
    }

    /** How many there were. */
    public int questions() {
        return questions.get();
    }

    @Override
    public Exchangers exchangers(String domain) {
        questions.incrementAndGet();
        failIfAway();
        return exchangers.getOrDefault(domain, new Exchangers.NoSuchName());
    }

    @Override
    public List<InetAddress> addresses(String host) {
        questions.incrementAndGet();
        failIfAway();
        if (!dead.isEmpty() && host.startsWith(dead)) {
            waiting.run();
            throw new UnavailableException("told to be dead");
        }
        return addresses.getOrDefault(host, List.of());
    }

    private void failIfAway() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
