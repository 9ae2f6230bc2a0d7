package org.packetboat.imap.session;

import org.packetboat.imap.port.Logins;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.net.flow.Compression;
import org.packetboat.net.metrics.ProtocolMetrics;

/** What all sessions of a gateway share. */
public record SessionServices(
        CommandExecutor executor,
        MailboxClient mailboxes,
        ChangeHub changes,
        Logins logins,
        SessionLimits limits,
        Reuse reuse,
        IdleGauge idling,
        Compression compression,
        ProtocolMetrics metrics) {}
