package org.packetboat.mailbox.admin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Duration;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.MailboxService;
import org.packetboat.mailbox.store.StatisticsTable.Statistics;

/** What anyone may know at a glance: whether it runs, and how much there is. No names, no secrets. */
@Path("/")
public final class StatusPage {
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Packetboat</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 3em auto; max-width: 40em; padding: 0 1em; color: #222 }
            table { border-collapse: collapse } td, th { padding: .2em 1em .2em 0; text-align: left }
            td.n { text-align: right; font-variant-numeric: tabular-nums }
            </style></head>
            <body>
            <h1>Packetboat</h1>
            <p>Mailbox service: <strong>%s</strong>, up for %s.</p>
            %s
            <p>Administration: <code>/api/v1/domains</code>, <code>/api/v1/accounts</code>, <code>/api/v1/aliases</code>,
            <code>/api/v1/lists</code>, <code>/api/v1/forwards</code>, <code>/api/v1/catch-alls</code> with a bearer key, or <code>./packetboat account --help</code>.</p>
            </body>
            </html>
            """;

    private static final String TABLE = """
            <table>
            <tr><th>Domains</th><td class="n">%d</td></tr>
            <tr><th>Accounts</th><td class="n">%d</td></tr>
            <tr><th>Aliases</th><td class="n">%d</td></tr>
            <tr><th>Mailboxes</th><td class="n">%d</td></tr>
            <tr><th>Messages</th><td class="n">%d</td></tr>
            <tr><th>Octets</th><td class="n">%d</td></tr>
            </table>
            """;

    private final MailboxService service;

    StatusPage(MailboxService service) {
        this.service = service;
    }

    @GET
    @Produces("text/html; charset=utf-8")
    public String page() throws InterruptedException {
        Duration up = service.upFor();
        String since = "%d d %02d:%02d h".formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart());
        return PAGE.formatted(service.isReady() ? "ready" : "waiting for the database", since, table());
    }

    private String table() throws InterruptedException {
        if (!service.isReady()) {
            return "";
        }
        try {
            Statistics now = service.statistics();
            return TABLE.formatted(
                    now.domains(), now.accounts(), now.aliases(), now.mailboxes(), now.messages(), now.octets());
        } catch (UnavailableException e) {
            return "";
        }
    }
}
