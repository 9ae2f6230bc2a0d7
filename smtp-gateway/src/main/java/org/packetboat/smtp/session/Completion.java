package org.packetboat.smtp.session;

import org.packetboat.mail.smtp.SmtpReply;

/** How a command ended: what the client hears, and where the conversation stands then. */
public record Completion(SmtpReply reply, SmtpState next) {}
