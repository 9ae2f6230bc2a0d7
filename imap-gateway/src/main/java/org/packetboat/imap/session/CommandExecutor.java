package org.packetboat.imap.session;

import org.packetboat.imap.codec.ImapCommand;

/** Runs commands that the rules allow; every gateway has one, shared by its sessions. */
public interface CommandExecutor {
    /**
     * Runs a command on its connection's lane and blocks as long as it takes.
     *
     * @throws org.packetboat.mail.failure.MailFailure mapped by {@code ImapReplyMapper} alone
     */
    Completion execute(ImapState state, ImapCommand command, Exchange exchange) throws InterruptedException;
}
