package org.packetboat.imap.port;

import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.Flags;

/** A message to append, whose octets are stored. */
public record NewMessage(StoredBody body, Flags flags, long internalDateMillis) {}
