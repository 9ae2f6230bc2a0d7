package org.packetboat.delivery.fake;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.packetboat.delivery.port.MailDns;
import org.packetboat.mail.failure.UnavailableException;

/** Names that a test has given out; all others do not exist. */
public final class FakeDns implements MailDns {
    private final Map<String, Exchangers> exchangers = new ConcurrentHashMap<>();
    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private volatile boolean away;

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

    @Override
    public Exchangers exchangers(String domain) {
        failIfAway();
        return exchangers.getOrDefault(domain, new Exchangers.NoSuchName());
    }

    @Override
    public List<InetAddress> addresses(String host) {
        failIfAway();
        return addresses.getOrDefault(host, List.of());
    }

    private void failIfAway() {
        if (away) {
            throw new UnavailableException("told to be away");
        }
    }
}
