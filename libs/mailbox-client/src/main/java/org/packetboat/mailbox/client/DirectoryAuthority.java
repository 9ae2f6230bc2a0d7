package org.packetboat.mailbox.client;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.AuthenticateResponse.Outcome;
import org.packetboat.contracts.mailbox.ClientCertificate;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.contracts.mailbox.ScramProof;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;

/** Asks mailbox-service, which counts the failures of all gateways together, and waits as long as it says before it tells of one. */
final class DirectoryAuthority implements Authority<LoggedIn> {
    private final DirectoryClient directory;
    private final String protocol;
    private final String client;

    DirectoryAuthority(DirectoryClient directory, String protocol, InetAddress client) {
        this.directory = directory;
        this.protocol = protocol;
        // Whom nobody knows the address of: they are not counted together.
        this.client = client.isAnyLocalAddress() ? "" : client.getHostAddress();
    }

    @Override
    public LoggedIn password(String login, String password) throws InterruptedException {
        return loggedIn(ask(request(login).setPassword(password)));
    }

    @Override
    public ScramParameters scramParameters(String login) throws InterruptedException {
        ScramParametersResponse response = directory.scramParameters(ScramParametersRequest.newBuilder()
                .setLogin(login)
                .setProtocol(protocol)
                .setClientAddress(client)
                .build());
        check(response.getOutcome(), response.getDelayMillis());
        return new ScramParameters(response.getSalt().toByteArray(), response.getIterations());
    }

    @Override
    public ScramVerified<LoggedIn> scram(String login, byte[] authMessage, byte[] clientProof)
            throws InterruptedException {
        AuthenticateResponse response = ask(request(login)
                .setScram(ScramProof.newBuilder()
                        .setAuthMessage(ByteString.copyFrom(authMessage))
                        .setClientProof(ByteString.copyFrom(clientProof))));
        return new ScramVerified<>(
                loggedIn(response), response.getServerSignature().toByteArray());
    }

    @Override
    public LoggedIn bearer(Optional<String> login, String token) throws InterruptedException {
        return loggedIn(ask(request(login.orElse("")).setBearerToken(token)));
    }

    @Override
    public LoggedIn certificate(Optional<String> login, List<String> addresses) throws InterruptedException {
        return loggedIn(ask(request(login.orElse(""))
                .setCertificate(ClientCertificate.newBuilder().addAllAddresses(addresses))));
    }

    private AuthenticateRequest.Builder request(String login) {
        return AuthenticateRequest.newBuilder()
                .setLogin(login)
                .setProtocol(protocol)
                .setClientAddress(client);
    }

    private AuthenticateResponse ask(AuthenticateRequest.Builder request) throws InterruptedException {
        AuthenticateResponse response = directory.authenticate(request.build());
        check(response.getOutcome(), response.getDelayMillis());
        return response;
    }

    /** Returns when it is OK. */
    private static void check(Outcome outcome, int delayMillis) throws InterruptedException {
        switch (outcome) {
            case OK -> {}
            case REFUSED -> throw late(Refusal.AUTHENTICATION_FAILED, delayMillis);
            case BLOCKED -> throw late(Refusal.LOGIN_BLOCKED, delayMillis);
            case OVERLOADED -> {
                pause(delayMillis);
                throw new UnavailableException("mailbox-service has too many logins to check");
            }
            case UNAVAILABLE -> throw new UnavailableException("the account's keys were changed during the login");
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalStateException("no outcome of a login");
        }
    }

    private static RefusedException late(Refusal reason, int delayMillis) throws InterruptedException {
        pause(delayMillis);
        return new RefusedException(reason);
    }

    private static void pause(int delayMillis) throws InterruptedException {
        // Nobody counts it down: it ends with the time or with the connection.
        CountDownLatch never = new CountDownLatch(1);
        if (never.await(delayMillis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("counted down");
        }
    }

    private static LoggedIn loggedIn(AuthenticateResponse response) {
        return new LoggedIn(response.getAccountId(), response.getAddress());
    }
}
