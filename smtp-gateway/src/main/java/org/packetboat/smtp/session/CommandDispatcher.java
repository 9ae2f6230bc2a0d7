package org.packetboat.smtp.session;

import org.packetboat.mail.smtp.SmtpCommand;

/** Leads a command to its handler. */
@FunctionalInterface
public interface CommandDispatcher {
    /**
     * Executes a command that the rules have let through.
     *
     * @throws org.packetboat.mail.failure.MailFailure when it fails; the state is then unchanged, or {@code Ready} after DATA
     */
    Completion dispatch(SmtpState state, SmtpCommand command, Exchange exchange) throws InterruptedException;
}
