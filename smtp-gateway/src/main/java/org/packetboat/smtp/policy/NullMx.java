package org.packetboat.smtp.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger.Level;
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
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.Role;

/**
 * Refuses mail of strangers from domains that take none (RFC 7505 §4.2), to which no bounce could go, and tells who relays at once that a destination takes
 * none (§4.1). Our own domains may look like that from outside. While DNS does not answer everything passes, and each waits for it for a bounded time.
 */
public final class NullMx implements Policy {
    private static final System.Logger LOG = System.getLogger(NullMx.class.getName());
    private final MailDns dns;
    private final RecipientDirectory directory;
    private final Counter refused;
    private final Counter unknown;

    /**
     * @param dns remembers what was answered and what was not, does not wait for long, and bounds how many wait at once
     * @param directory knows which domains are our own
     */
    public NullMx(MailDns dns, RecipientDirectory directory, MeterRegistry registry) {
        this.dns = dns;
        this.directory = directory;
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
                    checkSender(sender);
                }
            }
            case Stage.Rcpt(var _, var _, ForwardPath.Address(MailAddress recipient), Destination destination) -> {
                if (destination == Destination.ELSEWHERE) {
                    checkRecipient(recipient);
                }
            }
            case Stage.Introduced _, Stage.Mail _, Stage.Rcpt _, Stage.Data _ -> {}
        }
    }

    private void checkSender(MailAddress sender) throws InterruptedException {
        if (isNull(sender.domain()) && isElsewhere(sender)) {
            throw refused(Refusal.SENDER_NULL_MX, sender.domain());
        }
    }

    private void checkRecipient(MailAddress recipient) throws InterruptedException {
        if (isNull(recipient.domain())) {
            throw refused(Refusal.RECIPIENT_NULL_MX, recipient.domain());
        }
    }

    private RefusedException refused(Refusal reason, Domain domain) {
        refused.increment();
        return new RefusedException(reason, "domain=" + domain);
    }

    /** Whatever else there is against an address, if it is ours a bounce finds its way. */
    private boolean isElsewhere(MailAddress sender) throws InterruptedException {
        try {
            var unused = directory.resolve(new ForwardPath.Address(sender), 0, ReversePath.NULL);
            return false;
        } catch (RefusedException e) {
            return e.reason() == Refusal.RELAYING_DENIED;
        } catch (UnavailableException e) {
            LOG.log(Level.DEBUG, "directory did not answer", e);
            return false;
        }
    }

    private boolean isNull(Domain domain) throws InterruptedException {
        if (!(domain instanceof Domain.Name)) {
            return false;
        }
        try {
            return dns.exchangers(domain.folded()) instanceof Exchangers.Found found && found.isNullMx();
        } catch (UnavailableException e) {
            LOG.log(Level.DEBUG, "DNS did not answer", e);
            unknown.increment();
            return false;
        }
    }
}
