package org.packetboat.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.concurrent.Executors;

/** An OpenID Connect issuer on loopback with one key, as far as a service that checks tokens sees one. */
final class TokenIssuer implements AutoCloseable {
    static final String AUDIENCE = "mail";
    private static final String KEY = "one";

    private final HttpServer server;
    private final KeyPair key;

    TokenIssuer() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer":"%s","jwks_uri":"%s/keys"}""".formatted(name(), name())));
        server.createContext("/keys", exchange -> answer(exchange, keys()));
        server.start();
    }

    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token for this address that is good for the next minutes. */
    String token(String address) throws GeneralSecurityException {
        return token(address, KEY);
    }

    /** One that says that this key has signed it. */
    String token(String address, String keyId) throws GeneralSecurityException {
        long now = System.currentTimeMillis() / 1000;
        String signed = encode("{\"alg\":\"RS256\",\"kid\":\"" + keyId + "\"}") + "."
                + encode("""
                {"iss":"%s","aud":"%s","sub":"1","email":"%s","exp":%d}""".formatted(name(), AUDIENCE, address, now + 1800));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encode(signature.sign());
    }

    private String keys() {
        RSAPublicKey known = (RSAPublicKey) key.getPublic();
        return """
                {"keys":[{"kty":"RSA","kid":"%s","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}""".formatted(KEY, encode(unsigned(known.getModulus())), encode(unsigned(known.getPublicExponent())));
    }

    /** Without the octet that carries nothing but the sign (RFC 7518 §2). */
    private static byte[] unsigned(BigInteger number) {
        byte[] octets = number.toByteArray();
        return octets[0] == 0 ? java.util.Arrays.copyOfRange(octets, 1, octets.length) : octets;
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
