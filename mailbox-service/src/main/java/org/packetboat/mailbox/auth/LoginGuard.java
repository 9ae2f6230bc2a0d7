package org.packetboat.mailbox.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.packetboat.mail.network.Network;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.store.LoginTable;
import org.packetboat.mailbox.store.LoginTable.Failures;
import org.packetboat.mailbox.store.LoginTable.Found;
import org.packetboat.mailbox.store.LoginTable.Keys;
import org.packetboat.mailbox.store.LoginTable.Standing;
import org.packetboat.mailbox.store.LoginTable.Thresholds;

/**
 * Slows down whoever guesses passwords: counts failed logins by client address and by login and network, for all instances together, and answers with
 * a delay that grows and then with a block. An account's owner cannot be locked out by others: from a network that the account has logged in from of
 * late there is neither. Thread-safe.
 */
public final class LoginGuard {
    private static final Logger LOG = Logger.getLogger(LoginGuard.class);
    private static final int ADDRESS_IPV6_PREFIX = 64;
    private static final int NETWORK_IPV4_PREFIX = 24;
    private static final int NETWORK_IPV6_PREFIX = 48;
    private static final int HASH_OCTETS = 16;
    /** Counts under way that nobody waits for; what comes beyond is lost. */
    private static final int MAX_UNAWAITED = 256;

    private final LoginTable table;
    private final LoginTurns turns;
    private final SharedSecret secret;
    private final LoginRules rules;
    private final AuthMetrics metrics;
    private final Semaphore unawaited = new Semaphore(MAX_UNAWAITED);

    public LoginGuard(LoginTable table, LoginTurns turns, SharedSecret secret, LoginRules rules, AuthMetrics metrics) {
        this.table = table;
        this.turns = turns;
        this.secret = secret;
        this.rules = rules;
        this.metrics = metrics;
    }

    /**
     * One login under way.
     *
     * @param keys what it is counted under; empty strings where a client has no address
     */
    public record Visit(Keys keys, boolean isCounted) {}

    /**
     * @param clientAddress in digits; a caller that knows none is not counted
     * @param login as it is looked up, known or not
     */
    public Visit visit(String clientAddress, String login) throws InterruptedException {
        Optional<InetAddress> address = address(clientAddress);
        if (address.isEmpty()) {
            return new Visit(Keys.NONE, false);
        }
        Network alone = Network.of(address.get());
        String network = alone.wider(NETWORK_IPV4_PREFIX, NETWORK_IPV6_PREFIX).toString();
        String hash = HexFormat.of().formatHex(secret.derive("login", login, HASH_OCTETS));
        String byAddress = alone.wider(alone.prefix(), ADDRESS_IPV6_PREFIX).toString();
        return new Visit(
                new Keys("address " + byAddress, "login " + hash + " " + network, network),
                !rules.exempt().contains(address.get()));
    }

    private static Optional<InetAddress> address(String text) {
        int zone = text.indexOf('%');
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("client address is none", e);
        }
    }

    /** The account, and what came before from there, in one question. */
    public Found find(String address, Keys keys) throws InterruptedException {
        return turns.take(Claim.of(keys), () -> table.find(address, keys));
    }

    /** How long the client waits to hear that it is blocked; empty when it may try. */
    public Optional<Duration> block(Visit visit, Standing standing) {
        return isWatched(visit, standing)
                ? block(standing.isAddressBlocked(), standing.isLoginBlocked())
                : Optional.empty();
    }

    /**
     * The same after a check that succeeded: guesses that were made at once have all passed the first question, and those beyond the threshold shall
     * not hear what they hit. Asks again, but not for networks that are known.
     */
    public Optional<Duration> blockMeanwhile(Visit visit, String login, Standing before) throws InterruptedException {
        return isWatched(visit, before) ? block(visit, find(login, visit.keys()).standing()) : Optional.empty();
    }

    private static boolean isWatched(Visit visit, Standing standing) {
        return visit.isCounted() && !standing.isKnownNetwork();
    }

    private Optional<Duration> block(boolean isAddressBlocked, boolean isLoginBlocked) {
        if (isAddressBlocked) {
            metrics.blocked(AuthMetrics.Scope.ADDRESS);
        } else if (isLoginBlocked) {
            metrics.blocked(AuthMetrics.Scope.ACCOUNT);
        } else {
            return Optional.empty();
        }
        return Optional.of(rules.maxDelay());
    }

    /**
     * What a client hears whose check failed.
     *
     * @param isBlocked whether others have crossed the threshold meanwhile, so that it must not hear that it was wrong
     */
    public record Failed(boolean isBlocked, Duration delay) {}

    /**
     * Counts it. From a network that the account is known in it counts for the account alone: a telephone with an old password does not block the
     * office's address.
     *
     * @throws OverloadException when the count could only be sent off, so that nobody can tell how many there are
     */
    public Failed failed(Visit visit, Standing standing) throws InterruptedException {
        if (!visit.isCounted()) {
            return new Failed(false, Duration.ZERO);
        }
        Keys keys = standing.isKnownNetwork() ? visit.keys().withoutAddress() : visit.keys();
        Failures failures = count(keys);
        if (standing.isKnownNetwork()) {
            return new Failed(false, Duration.ZERO);
        }
        Optional<Duration> block = block(failures.isAddressBlocked(), failures.isLoginBlocked());
        return new Failed(block.isPresent(), block.orElse(rules.delayAfter(failures.most())));
    }

    private Failures count(Keys keys) throws InterruptedException {
        try {
            return turns.take(Claim.of(keys), () -> table.countFailure(keys, thresholds()));
        } catch (OverloadException e) {
            countUnawaited(keys);
            throw e;
        }
    }

    /** Else wrong guesses would cost nothing while right ones are told from them. */
    private void countUnawaited(Keys keys) {
        if (!unawaited.tryAcquire()) {
            LOG.debug("failed login not counted");
            return;
        }
        table.sendFailure(keys, thresholds()).stage().whenComplete((_, failure) -> {
            unawaited.release();
            if (failure != null) {
                LOG.debug("failed login not counted", failure);
            }
        });
    }

    private Thresholds thresholds() {
        return new Thresholds(rules.addressFailures(), rules.accountFailures(), rules.blockTime(), rules.window());
    }

    /** Remembers where the account logs in from; does not wait for it. */
    public void succeeded(Visit visit, long accountId, Standing standing) {
        if (visit.keys().network().isEmpty()) {
            return;
        }
        if (!standing.isNoted()) {
            table.noteNetwork(accountId, visit.keys().network());
        }
        if (standing.loginFailures() > 0) {
            table.forgetFailures(visit.keys());
        }
    }
}
