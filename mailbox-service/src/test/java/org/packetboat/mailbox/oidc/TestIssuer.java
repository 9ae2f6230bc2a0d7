package org.packetboat.mailbox.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** An issuer on the loopback interface. */
public final class TestIssuer implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonWebKey> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    final AtomicInteger fetches = new AtomicInteger();
    volatile Runnable onFetch = () -> {};
    volatile boolean silent;
    volatile boolean broken;
    volatile String discoveredName;

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/realm/.well-known/openid-configuration",
                exchange -> answer(
                        exchange, "{\"issuer\":\"" + discoveredName + "\",\"jwks_uri\":\"" + name() + "/keys\"}"));
        server.createContext("/realm/keys", exchange -> {
            fetches.incrementAndGet();
            onFetch.run();
            answer(exchange, new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        });
        server.start();
        discoveredName = name();
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        if (silent) {
            await();
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(broken ? 500 : 200, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
    }

    /** A new RSA key, published. */
    public PublicJsonWebKey rsa(String id) throws JoseException {
        PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2_048);
        key.setKeyId(id);
        return publish(key);
    }

    PublicJsonWebKey publish(PublicJsonWebKey key) {
        keys.add(key);
        return key;
    }

    void withdrawAll() {
        keys.clear();
    }

    /** Claims of a good token for the audience {@code mail}. */
    public JwtClaims claims(String email) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(name());
        claims.setAudience("mail");
        claims.setSubject("1");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setClaim("email", email);
        return claims;
    }

    public static String sign(JwtClaims claims, PublicJsonWebKey key, String algorithm) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
