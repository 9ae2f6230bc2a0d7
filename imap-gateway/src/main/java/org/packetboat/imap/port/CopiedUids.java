package org.packetboat.imap.port;

import java.util.List;

/** Position by position: {@code source[i]} became {@code target[i]}. */
public record CopiedUids(long uidValidity, List<Long> source, List<Long> target) {}
