package org.packetboat.imap.port;

import java.util.List;

/** What appended messages are called from now on. */
public record AppendedUids(long uidValidity, List<Long> uids) {}
