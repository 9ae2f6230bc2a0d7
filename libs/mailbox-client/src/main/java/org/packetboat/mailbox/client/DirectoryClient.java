package org.packetboat.mailbox.client;

import java.time.Duration;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;

/** Addresses, aliases and passwords. Thread-safe; see {@link MailboxChannel} for how calls end. */
public final class DirectoryClient {
    private final Caller caller;

    DirectoryClient(Caller caller) {
        this.caller = caller;
    }

    /** The same with another deadline for each call. */
    public DirectoryClient withDeadline(Duration deadline) {
        return new DirectoryClient(caller.withDeadline(deadline));
    }

    /** What an address means here and now. */
    public ResolveResponse resolve(ResolveRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getResolveMethod(), request);
    }

    /** Checks a password; refused with {@code AUTHENTICATION_FAILED} when it does not fit, whatever the reason. */
    public AuthenticateResponse authenticate(AuthenticateRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getAuthenticateMethod(), request);
    }

    /** VRFY and EXPN. */
    public ExpandResponse expand(ExpandRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getExpandMethod(), request);
    }
}
