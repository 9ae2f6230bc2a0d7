package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.QuotaResource;
import org.packetboat.imap.codec.QuotaResource.Name;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.QuotaUsage;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * GETQUOTA and GETQUOTAROOT (RFC 9208 §4.1). An account that has a quota has one quota root, with an empty name, for all its mailboxes; one that has
 * none has no quota root. Operators set quotas, so SETQUOTA is refused and QUOTASET not advertised.
 */
public final class QuotaHandler {
    private static final String ROOT = "";
    private static final long UNIT = 1_024;

    private final MailboxClient mailboxes;

    /** Asks {@code mailboxes}. */
    public QuotaHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion quota(ImapState.LoggedIn state, ImapCommand.GetQuota command, ResponseWriter out)
            throws InterruptedException {
        List<QuotaResource> resources = resources(state);
        if (!command.root().equals(ROOT) || resources.isEmpty()) {
            throw new RefusedException(Refusal.NO_SUCH_QUOTA_ROOT);
        }
        out.write(new Response.Quota(ROOT, resources));
        return Completion.ok("Done", state);
    }

    /** The mailbox need not exist (RFC 9208 §4.1.2). */
    Completion quotaRoot(ImapState.LoggedIn state, ImapCommand.GetQuotaRoot command, ResponseWriter out)
            throws InterruptedException {
        List<QuotaResource> resources = resources(state);
        if (resources.isEmpty()) {
            out.write(new Response.QuotaRoots(command.mailbox(), List.of()));
        } else {
            out.write(new Response.QuotaRoots(command.mailbox(), List.of(ROOT)));
            out.write(new Response.Quota(ROOT, resources));
        }
        return Completion.ok("Done", state);
    }

    /** What is limited. A begun unit is used; a limit counts the units that fit into it. */
    private List<QuotaResource> resources(ImapState.LoggedIn state) throws InterruptedException {
        QuotaUsage usage = mailboxes.quota(state.account().id());
        List<QuotaResource> resources = new ArrayList<>(2);
        usage.octetsLimit()
                .ifPresent(limit -> resources.add(
                        new QuotaResource(Name.STORAGE, Math.ceilDiv(usage.octets(), UNIT), limit / UNIT)));
        usage.messagesLimit()
                .ifPresent(limit -> resources.add(new QuotaResource(Name.MESSAGE, usage.messages(), limit)));
        return resources;
    }
}
