package org.packetboat.mailbox.client;

import java.net.InetAddress;
import java.time.Duration;
import org.packetboat.contracts.mailbox.AdmitSubmissionRequest;
import org.packetboat.contracts.mailbox.AdmitSubmissionResponse;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.contracts.mailbox.CountRecipientsResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ListMembersRequest;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.mail.sasl.Authority;

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

    /** Logins of one client; for as long as its connection lasts. */
    public Authority<LoggedIn> authority(String protocol, InetAddress client) {
        return new DirectoryAuthority(this, protocol, client);
    }

    /** Whether a login is good; the answer says so, also if it is not. */
    public AuthenticateResponse authenticate(AuthenticateRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getAuthenticateMethod(), request);
    }

    /** What SCRAM tells a client first. */
    public ScramParametersResponse scramParameters(ScramParametersRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getScramParametersMethod(), request);
    }

    /** VRFY and EXPN. */
    public ExpandResponse expand(ExpandRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getExpandMethod(), request);
    }

    /** What a login may send. */
    public AdmitSubmissionResponse admitSubmission(AdmitSubmissionRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getAdmitSubmissionMethod(), request);
    }

    /** Counts recipients that a login writes to, or gives them back: that is tried once, since a repeat would count again and let it write to more. */
    public CountRecipientsResponse countRecipients(CountRecipientsRequest request) throws InterruptedException {
        if (request.getRecipients() < 0) {
            return caller.once(DirectoryGrpc.getCountRecipientsMethod(), request);
        }
        return caller.unary(DirectoryGrpc.getCountRecipientsMethod(), request);
    }

    /** A page of a mailing list's members. */
    public ListMembersResponse listMembers(ListMembersRequest request) throws InterruptedException {
        return caller.unary(DirectoryGrpc.getListMembersMethod(), request);
    }
}
