package org.packetboat.smtp.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.packetboat.dns.MailDns;
import org.packetboat.dns.MailDns.Exchangers;
import org.packetboat.mail.address.Domain;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.smtp.policy.Stage.Destination;
import org.packetboat.smtp.policy.Stage.Standing;
import org.packetboat.smtp.session.Role;

/**
 * Refuses mail of strangers from domains that take none (RFC 7505 §4.2), to which no bounce could go, and tells who relays at once that a destination takes
 * none (§4.1). While DNS does not answer everything passes, and after a few silences nobody waits for it.
 */
public final class NullMx implements Policy {
    private static final System.Logger LOG = System.getLogger(NullMx.class.getName());
    private static final int MOST_SILENCES = 3;
    private static final long UNASKED_NANOS = Duration.ofSeconds(30).toNanos();
    /** Waiting for less is none: a server that says that it does not know is not silent. */
    private static final long SILENCE_NANOS = Duration.ofMillis(250).toNanos();

    private final MailDns dns;
    private final LongSupplier nanoTime;
    private final Counter refused;
    private final Counter unknown;
    /** In a row. */
    private final AtomicInteger silences = new AtomicInteger();

    private final AtomicLong silentSince = new AtomicLong();

    /**
     * @param dns remembers its answers, and does not wait for long
     * @param nanoTime tells when to ask again
     */
    public NullMx(MailDns dns, LongSupplier nanoTime, MeterRegistry registry) {
        this.dns = dns;
        this.nanoTime = nanoTime;
        this.refused = Counter.builder("packetboat.null.mx.refused")
                .description("Senders and recipients whose domains take no mail")
                .register(registry);
        this.unknown = Counter.builder("packetboat.null.mx.unknown")
                .description("Those that passed because DNS did not answer")
                .register(registry);
    }

    @Override
    public void check(Stage stage) throws InterruptedException {
        switch (stage) {
            case Stage.Mail(Stage.Client client, ReversePath.Address(MailAddress sender)) -> {
                // Behind LMTP is a server that has checked what it took.
                if (client.standing() == Standing.STRANGER && client.role() == Role.TRANSFER) {
                    check(sender.domain(), Refusal.SENDER_NULL_MX);
                }
            }
            case Stage.Rcpt(var _, var _, ForwardPath.Address(MailAddress recipient), Destination destination) -> {
                if (destination == Destination.ELSEWHERE) {
                    check(recipient.domain(), Refusal.RECIPIENT_NULL_MX);
                }
            }
            case Stage.Introduced _, Stage.Mail _, Stage.Rcpt _, Stage.Data _ -> {}
        }
    }

    private void check(Domain domain, Refusal reason) throws InterruptedException {
        if (domain instanceof Domain.Name
                && exchangers(domain.folded()).filter(NullMx::isNull).isPresent()) {
            refused.increment();
            throw new RefusedException(reason, "domain=" + domain);
        }
    }

    private static boolean isNull(Exchangers exchangers) {
        return exchangers instanceof Exchangers.Found found && found.isNullMx();
    }

    private Optional<Exchangers> exchangers(String domain) throws InterruptedException {
        long began = nanoTime.getAsLong();
        if (silences.get() >= MOST_SILENCES && began - silentSince.get() < UNASKED_NANOS) {
            unknown.increment();
            return Optional.empty();
        }
        try {
            Exchangers exchangers = dns.exchangers(domain);
            silences.set(0);
            return Optional.of(exchangers);
        } catch (UnavailableException e) {
            LOG.log(Level.DEBUG, "DNS did not answer", e);
            unknown.increment();
            long now = nanoTime.getAsLong();
            if (now - began >= SILENCE_NANOS) {
                silentSince.set(now);
                silences.incrementAndGet();
            }
            return Optional.empty();
        }
    }
}
