package org.packetboat.smtp.port;

import org.packetboat.mail.address.ForwardPath;

/** A forward-path as given at RCPT, with what it resolved to then. */
public record AcceptedRecipient(ForwardPath forwardPath, Resolution resolution) {}
