package org.packetboat.mailbox.admin;

/** What a failed request is answered with; fixed English. */
public record Problem(String error) {}
