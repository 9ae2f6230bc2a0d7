package org.packetboat.smtp.port;

import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.smtp.RcptParameters;

/** A forward-path as given at RCPT, with what was said of it and what it resolved to then. */
public record AcceptedRecipient(ForwardPath forwardPath, RcptParameters parameters, Resolution resolution) {}
