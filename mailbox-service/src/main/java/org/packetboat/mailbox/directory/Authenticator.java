package org.packetboat.mailbox.directory;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.AuthenticateResponse.Outcome;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.contracts.mailbox.ScramProof;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mailbox.auth.AuthMetrics;
import org.packetboat.mailbox.auth.LoginGuard;
import org.packetboat.mailbox.auth.LoginGuard.Visit;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.auth.OverloadException;
import org.packetboat.mailbox.auth.PasswordCheck;
import org.packetboat.mailbox.auth.ScramAuthMessage;
import org.packetboat.mailbox.auth.StaleParametersException;
import org.packetboat.mailbox.auth.TokenVerifier;
import org.packetboat.mailbox.auth.UnknownLogins;
import org.packetboat.mailbox.store.LoginTable.Found;
import org.packetboat.mailbox.store.LoginTable.Keys;
import org.packetboat.mailbox.store.LoginTable.LoginAccount;

/**
 * Checks logins. Each reads the account's row, so that a removed account and a changed password count at once, and with it what came before from
 * there. Thread-safe.
 */
public final class Authenticator {
    /** Longer ones were never set, see {@link org.packetboat.mailbox.account.Accounts}. */
    public static final int MAX_PASSWORD_CHARACTERS = 1_024;

    private static final int MAX_ADDRESSES = 16;
    /** How long a gateway holds a client back that is told to come later: asking again at once is what keeps the database busy. */
    private static final Duration OVERLOAD_PAUSE = Duration.ofSeconds(2);

    private static final ByteString NO_SIGNATURE = ByteString.EMPTY;

    private final LoginGuard guard;
    private final PasswordCheck passwords;
    private final UnknownLogins unknown;
    private final TokenVerifier tokens;
    private final AuthMetrics metrics;

    public Authenticator(
            LoginGuard guard,
            PasswordCheck passwords,
            UnknownLogins unknown,
            TokenVerifier tokens,
            AuthMetrics metrics) {
        this.guard = guard;
        this.passwords = passwords;
        this.unknown = unknown;
        this.tokens = tokens;
        this.metrics = metrics;
    }

    /** Whether it fits; if so the server's signature, which is empty except for SCRAM. */
    @FunctionalInterface
    private interface Check {
        Optional<ByteString> run(Optional<LoginAccount> account, Claim claim) throws InterruptedException;
    }

    /** An answer for every login, good or not; unavailable when nobody can tell now. */
    public AuthenticateResponse authenticate(AuthenticateRequest request) throws InterruptedException {
        AuthMetrics.Mechanism mechanism = switch (request.getCredentialCase()) {
            case PASSWORD -> AuthMetrics.Mechanism.PASSWORD;
            case SCRAM -> AuthMetrics.Mechanism.SCRAM;
            case BEARER_TOKEN -> AuthMetrics.Mechanism.BEARER;
            case CERTIFICATE -> AuthMetrics.Mechanism.CERTIFICATE;
            case CREDENTIAL_NOT_SET -> throw new IllegalArgumentException("no credential");
        };
        AuthMetrics.Outcome outcome = AuthMetrics.Outcome.UNAVAILABLE;
        try {
            AuthenticateResponse response = judge(request, mechanism);
            outcome = AuthMetrics.Outcome.valueOf(response.getOutcome().name());
            return response;
        } catch (OverloadException _) {
            outcome = AuthMetrics.Outcome.OVERLOADED;
            return failure(Outcome.OVERLOADED, OVERLOAD_PAUSE);
        } catch (StaleParametersException _) {
            return failure(Outcome.UNAVAILABLE, Duration.ZERO);
        } finally {
            metrics.login(request.getProtocol(), mechanism, outcome);
        }
    }

    private AuthenticateResponse judge(AuthenticateRequest request, AuthMetrics.Mechanism mechanism)
            throws InterruptedException {
        return switch (mechanism) {
            case PASSWORD -> password(request, LoginName.typed(request.getLogin()));
            case SCRAM -> scram(request, LoginName.typed(request.getLogin()));
            case BEARER -> bearer(request);
            case CERTIFICATE -> certificate(request);
        };
    }

    /** @param login as the directory has it */
    private AuthenticateResponse judge(AuthenticateRequest request, String login, Check check)
            throws InterruptedException {
        Visit visit = guard.visit(request.getClientAddress(), login);
        Found found = guard.find(login, visit.keys());
        Optional<Duration> block = guard.block(visit, found.standing());
        if (block.isPresent()) {
            return failure(Outcome.BLOCKED, block.get());
        }
        Optional<ByteString> signature = check.run(found.account(), Claim.of(login, visit, found.standing()));
        if (signature.isEmpty() || found.account().isEmpty()) {
            LoginGuard.Failed failed = guard.failed(visit, found.standing());
            return failure(failed.isBlocked() ? Outcome.BLOCKED : Outcome.REFUSED, failed.delay());
        }
        Optional<Duration> blockMeanwhile = guard.blockMeanwhile(visit, login, found.standing());
        if (blockMeanwhile.isPresent()) {
            return failure(Outcome.BLOCKED, blockMeanwhile.get());
        }
        LoginAccount account = found.account().get();
        guard.succeeded(visit, account.accountId(), found.standing());
        return AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.OK)
                .setAccountId(account.accountId())
                .setAddress(account.address())
                .setServerSignature(signature.get())
                .build();
    }

    private static AuthenticateResponse failure(Outcome outcome, Duration delay) {
        return AuthenticateResponse.newBuilder()
                .setOutcome(outcome)
                .setDelayMillis((int) delay.toMillis())
                .build();
    }

    private static Optional<ByteString> proven(boolean isGood) {
        return isGood ? Optional.of(NO_SIGNATURE) : Optional.empty();
    }

    private AuthenticateResponse password(AuthenticateRequest request, String login) throws InterruptedException {
        String password = request.getPassword();
        return judge(
                request,
                login,
                (account, claim) -> proven(password.length() <= MAX_PASSWORD_CHARACTERS
                        && passwords.fits(account, login, claim, password)));
    }

    private AuthenticateResponse scram(AuthenticateRequest request, String login) throws InterruptedException {
        return judge(request, login, (account, _) -> fits(account, login, request.getScram()));
    }

    /** A password that was hashed anew or set since the client was told of the salt makes a good proof look wrong, and is nobody's guess. */
    private Optional<ByteString> fits(Optional<LoginAccount> account, String login, ScramProof proof)
            throws InterruptedException {
        byte[] message = proof.getAuthMessage().toByteArray();
        Optional<ScramParameters> told = ScramAuthMessage.parameters(message);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        if (!ScramAuthMessage.isAbout(told.get(), parameters(login, account))) {
            throw new StaleParametersException();
        }
        return account.flatMap(LoginAccount::keys)
                .flatMap(keys -> keys.verify(message, proof.getClientProof().toByteArray()))
                .map(ByteString::copyFrom);
    }

    /** The token decides who it is; a login beside it has to be the same. */
    private AuthenticateResponse bearer(AuthenticateRequest request) throws InterruptedException {
        String owner =
                tokens.address(request.getBearerToken()).map(LoginName::vouched).orElse(LoginName.NOBODY);
        String login = request.getLogin().isEmpty() ? owner : LoginName.typed(request.getLogin());
        boolean isOwners = !owner.equals(LoginName.NOBODY) && owner.equals(login);
        return judge(request, login, (_, _) -> proven(isOwners));
    }

    /** A login beside the certificate has to be one of its addresses; without one it is the first that has an account. */
    private AuthenticateResponse certificate(AuthenticateRequest request) throws InterruptedException {
        List<String> addresses = request.getCertificate().getAddressesList().stream()
                .limit(MAX_ADDRESSES)
                .map(LoginName::vouched)
                .filter(address -> !address.equals(LoginName.NOBODY))
                .toList();
        String login = request.getLogin().isEmpty() ? firstAccount(addresses) : LoginName.typed(request.getLogin());
        return judge(request, login, (_, _) -> proven(addresses.contains(login)));
    }

    private String firstAccount(List<String> addresses) throws InterruptedException {
        for (String address : addresses) {
            if (addresses.size() == 1
                    || guard.find(address, Keys.NONE).account().isPresent()) {
                return address;
            }
        }
        return LoginName.NOBODY;
    }

    /** Salt and iterations, of an unknown login as well; nothing of them for who is blocked. */
    public ScramParametersResponse scramParameters(ScramParametersRequest request) throws InterruptedException {
        try {
            String login = LoginName.typed(request.getLogin());
            Visit visit = guard.visit(request.getClientAddress(), login);
            Found found = guard.find(login, visit.keys());
            Optional<Duration> block = guard.block(visit, found.standing());
            return block.isPresent()
                    ? noParameters(request, Outcome.BLOCKED, block.get())
                    : response(parameters(login, found.account()));
        } catch (OverloadException _) {
            return noParameters(request, Outcome.OVERLOADED, OVERLOAD_PAUSE);
        }
    }

    private ScramParameters parameters(String login, Optional<LoginAccount> account) throws InterruptedException {
        Optional<ScramKeys> keys = account.flatMap(LoginAccount::keys);
        return keys.isPresent()
                ? new ScramParameters(keys.get().salt(), keys.get().iterations())
                : unknown.parameters(login);
    }

    private static ScramParametersResponse response(ScramParameters parameters) {
        return ScramParametersResponse.newBuilder()
                .setOutcome(Outcome.OK)
                .setSalt(ByteString.copyFrom(parameters.salt()))
                .setIterations(parameters.iterations())
                .build();
    }

    private ScramParametersResponse noParameters(ScramParametersRequest request, Outcome outcome, Duration delay) {
        metrics.login(request.getProtocol(), AuthMetrics.Mechanism.SCRAM, AuthMetrics.Outcome.valueOf(outcome.name()));
        return ScramParametersResponse.newBuilder()
                .setOutcome(outcome)
                .setDelayMillis((int) delay.toMillis())
                .build();
    }
}
