package org.packetboat.dns;

import java.net.InetAddress;
import java.util.List;

/** What DNS says about where mail goes. Calls block for a bounded time; an {@code UnavailableException} means that nobody knows now. */
public interface MailDns {
    /** MX records of a name in A-labels; CNAMEs are followed. */
    Exchangers exchangers(String domain) throws InterruptedException;

    /** Addresses of a host, IPv6 first; none if it has none or does not exist. */
    List<InetAddress> addresses(String host) throws InterruptedException;

    /**
     * One MX record.
     *
     * @param host without a dot at its end; empty for the root, "."
     */
    record Exchanger(int preference, String host) {}

    /** An answer. */
    sealed interface Exchangers {
        /** At least one, in any order. */
        record Found(List<Exchanger> records) implements Exchangers {
            /** Whether the domain takes no mail (RFC 7505 §3): a root beside others is no null MX, and no host either. */
            public boolean isNullMx() {
                return records.stream().allMatch(record -> record.host().isEmpty());
            }
        }

        /** The name exists and has no MX. */
        record None() implements Exchangers {}

        /** The name does not exist. */
        record NoSuchName() implements Exchangers {}
    }
}
