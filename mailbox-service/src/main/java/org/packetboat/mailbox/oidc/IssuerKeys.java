package org.packetboat.mailbox.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.packetboat.mail.failure.UnavailableException;

/**
 * The public keys of an issuer. Fetched with the first token, then once an hour, and for a key that is not among them, but not more than once in a
 * while, since anybody can name a key. While the issuer is away those that are known stay good. Thread-safe.
 */
final class IssuerKeys {
    private static final Logger LOG = Logger.getLogger(IssuerKeys.class);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Issuer issuer;
    private final JsonDocuments documents;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Known known = new Known(List.of(), Instant.MIN, Instant.MIN);

    /** @param askedAt when the issuer last answered or failed to */
    private record Known(List<JsonWebKey> keys, Instant fetchedAt, Instant askedAt) {
        /** Whether the issuer has never answered. */
        boolean isNothing() {
            return fetchedAt.equals(Instant.MIN);
        }

        /** Whether the issuer was asked in vain since. */
        boolean isStale() {
            return fetchedAt.isBefore(askedAt);
        }
    }

    IssuerKeys(Issuer issuer, JsonDocuments documents, InstantSource clock) {
        this.issuer = issuer;
        this.documents = documents;
        this.clock = clock;
    }

    /** Those that are known, fetched if that was long ago. */
    List<JsonWebKey> current() throws InterruptedException {
        Known now = known;
        if (!isOver(now.fetchedAt, LIFETIME)) {
            return now.keys;
        }
        if (now.isNothing()) {
            return fetch(now).keys;
        }
        return fetching.tryLock() ? fetchLocked(now).keys : now.keys;
    }

    /** Those that there are after a key was not found; empty when it is too early to ask again. */
    Optional<List<JsonWebKey>> newer() throws InterruptedException {
        Known now = known;
        boolean mayAsk = isOver(now.askedAt, now.isStale() ? PAUSE_AFTER_FAILURE : PAUSE);
        Known latest = mayAsk ? fetch(now) : now;
        if (latest.isStale()) {
            throw new UnavailableException("the token issuer's new keys cannot be had");
        }
        return mayAsk ? Optional.of(latest.keys) : Optional.empty();
    }

    private boolean isOver(Instant since, Duration duration) {
        return since.equals(Instant.MIN) || !clock.instant().isBefore(since.plus(duration));
    }

    /** One thread asks; those that cannot do with what is known wait and take what it got, which may be the keys from before. */
    private Known fetch(Known before) throws InterruptedException {
        fetching.lockInterruptibly();
        return fetchLocked(before);
    }

    private Known fetchLocked(Known before) throws InterruptedException {
        try {
            if (known != before) {
                return usable(known);
            }
            if (before.isStale() && !isOver(before.askedAt, PAUSE_AFTER_FAILURE)) {
                return usable(before);
            }
            try {
                List<JsonWebKey> keys = publicKeys(documents.fetch(jwksUri()));
                Instant now = clock.instant();
                known = new Known(keys, now, now);
            } catch (IOException | JoseException | IllegalArgumentException e) {
                LOG.warnf(e, "keys of the token issuer cannot be had");
                known = new Known(before.keys, before.fetchedAt, clock.instant());
            }
            return usable(known);
        } finally {
            fetching.unlock();
        }
    }

    private static Known usable(Known known) {
        if (known.isNothing()) {
            throw new UnavailableException("the token issuer's keys are not known");
        }
        return known;
    }

    private URI jwksUri() throws IOException, InterruptedException {
        if (issuer.jwksUri().isPresent()) {
            return issuer.jwksUri().get();
        }
        Map<String, Object> metadata = documents.fetch(issuer.discovery());
        // OpenID Connect Discovery 1.0 §4.3: else another issuer of the same host could stand in for it.
        if (!issuer.name().equals(metadata.get("issuer"))) {
            throw new IOException("discovery names another issuer");
        }
        return metadata.get("jwks_uri") instanceof String uri ? Issuer.check(URI.create(uri)) : noUri();
    }

    private static URI noUri() throws IOException {
        throw new IOException("discovery names no keys");
    }

    /** Keys that are shared secrets are none of ours. */
    private static List<JsonWebKey> publicKeys(Map<String, Object> document) throws JoseException {
        return new JsonWebKeySet(JsonUtil.toJson(document))
                .getJsonWebKeys().stream()
                        .filter(PublicJsonWebKey.class::isInstance)
                        .toList();
    }
}
