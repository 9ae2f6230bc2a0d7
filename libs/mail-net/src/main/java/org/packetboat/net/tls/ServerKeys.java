package org.packetboat.net.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a certificate by the name that the client asks for (SNI, RFC 6066 §3), the first that fits; where none fits, or none is asked for, the
 * first of all with a key that the client can check. The JDK's own choice does not look at the name of a certificate whose key usage lacks key
 * agreement, as those of public authorities do. Thread-safe.
 */
public final class ServerKeys extends X509ExtendedKeyManager {
    /** RFC 5280 §4.2.1.6, dNSName. */
    private static final int DNS_NAME = 2;

    private final List<Identity> identities;

    /**
     * A key and whose it is.
     *
     * @param chain the key's own certificate first
     */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {
        private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8};
        private static final int SALT_OCTETS = 32;

        /**
         * Lets the key sign and the certificate verify. The two may come from files of which one alone was replaced when they were read.
         *
         * @throws IllegalArgumentException when the key is that of another certificate, or of no kind that TLS uses
         */
        public Identity {
            chain = List.copyOf(chain);
            if (!belongs(key, chain.getFirst().getPublicKey())) {
                throw new IllegalArgumentException(
                        "not the key of the certificate of " + chain.getFirst().getSubjectX500Principal());
            }
        }

        private static boolean belongs(PrivateKey key, PublicKey certified) {
            try {
                Signature signature = signature(certified);
                signature.initSign(key);
                signature.update(NONCE);
                byte[] signed = signature.sign();
                signature.initVerify(certified);
                signature.update(NONCE);
                return signature.verify(signed);
            } catch (GeneralSecurityException _) {
                return false; // a key of another kind
            }
        }

        private static Signature signature(PublicKey certified) throws GeneralSecurityException {
            return switch (certified.getAlgorithm()) {
                case "EC" -> Signature.getInstance("SHA256withECDSA");
                case "RSA" -> Signature.getInstance("SHA256withRSA");
                case "RSASSA-PSS" -> {
                    Signature signature = Signature.getInstance("RSASSA-PSS");
                    AlgorithmParameterSpec own = certified instanceof RSAKey rsa ? rsa.getParams() : null;
                    signature.setParameter(
                            own != null
                                    ? own
                                    : new PSSParameterSpec(
                                            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT_OCTETS, 1));
                    yield signature;
                }
                default -> Signature.getInstance(certified.getAlgorithm());
            };
        }

        /** Says nothing of the key. */
        @Override
        public String toString() {
            return "Identity[" + chain.getFirst().getSubjectX500Principal() + "]";
        }

        private boolean isOfType(String keyType) {
            return chain.getFirst().getPublicKey().getAlgorithm().equals(keyType);
        }

        private boolean isFor(String name) {
            return names().anyMatch(own -> matches(own, name));
        }

        private Stream<String> names() {
            try {
                Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
                return alternatives == null
                        ? Stream.empty()
                        : alternatives.stream()
                                .filter(alternative -> alternative.getFirst().equals(DNS_NAME))
                                .map(alternative ->
                                        alternative.get(1).toString().toLowerCase(Locale.ROOT));
            } catch (CertificateParsingException e) {
                return Stream.empty();
            }
        }

        /** RFC 9525 §6.3: a wildcard is one whole label, the first. */
        private static boolean matches(String own, String name) {
            if (!own.startsWith("*.")) {
                return own.equals(name);
            }
            int dot = name.indexOf('.');
            return dot > 0 && own.substring(1).equals(name.substring(dot));
        }
    }

    /** @throws IllegalArgumentException without any */
    public ServerKeys(List<Identity> identities) {
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("no key");
        }
        this.identities = List.copyOf(identities);
    }

    /** In their order. */
    public List<Identity> identities() {
        return identities;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String name = engine.getHandshakeSession() instanceof ExtendedSSLSession session ? requested(session) : "";
        boolean known = !name.isEmpty() && identities.stream().anyMatch(identity -> identity.isFor(name));
        return first(identity -> identity.isOfType(keyType) && (!known || identity.isFor(name)));
    }

    private static String requested(ExtendedSSLSession session) {
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(asked -> ((SNIHostName) asked).getAsciiName().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    private @Nullable String first(Predicate<Identity> fits) {
        return aliases(fits).findFirst().orElse(null);
    }

    private Stream<String> aliases(Predicate<Identity> fits) {
        return IntStream.range(0, identities.size())
                .filter(i -> fits.test(identities.get(i)))
                .mapToObj(Integer::toString);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String[] aliases = aliases(identity -> identity.isOfType(keyType)).toArray(String[]::new);
        return aliases.length == 0 ? null : aliases;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return first(identity -> identity.isOfType(keyType));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
