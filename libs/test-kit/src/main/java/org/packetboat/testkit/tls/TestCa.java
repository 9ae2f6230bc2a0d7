package org.packetboat.testkit.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certification authority of one test, and what it has issued. */
public final class TestCa {
    private static final char[] PASSWORD = "test".toCharArray();
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2099-01-01T00:00:00Z");

    private final Issued root;
    private long serial = 1;

    /** @param name told apart by it in certificates */
    public TestCa(String name) {
        KeyPair keys = keys();
        root = new Issued(
                keys.getPrivate(), List.of(sign("CN=" + name, keys, keys.getPrivate(), "CN=" + name, List.of(), true)));
    }

    /** A private key with its certificate and those above it. */
    public record Issued(PrivateKey key, List<X509Certificate> chain) {}

    /** A certificate for servers of these names; names of digits and dots or with colons are addresses. */
    public Issued server(String... names) {
        List<GeneralName> alternatives = new ArrayList<>();
        for (String name : names) {
            boolean address = name.contains(":") || name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
            alternatives.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return issue("CN=" + names[0], alternatives);
    }

    /** A certificate for the user of these mail addresses. */
    public Issued client(String... addresses) {
        return issue(
                "CN=client",
                List.of(addresses).stream()
                        .map(address -> new GeneralName(GeneralName.rfc822Name, address))
                        .toList());
    }

    private Issued issue(String subject, List<GeneralName> names) {
        KeyPair keys = keys();
        X509Certificate certificate = sign(
                subject,
                keys,
                root.key(),
                root.chain().getFirst().getSubjectX500Principal().getName(),
                names,
                false);
        return new Issued(keys.getPrivate(), List.of(certificate, root.chain().getFirst()));
    }

    private static KeyManagerFactory keyManagers(Issued identity) {
        try {
            KeyStore store = empty();
            store.setKeyEntry(
                    "identity", identity.key(), PASSWORD, identity.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, PASSWORD);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A trust store with this authority. */
    public KeyStore authorities() {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("ca", root.chain().getFirst());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts what this authority has issued. */
    public TrustManagerFactory trust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities());
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that trusts this authority, and shows {@code identity} if asked. */
    public SSLContext context(@Nullable Issued identity) {
        return context(identity == null ? null : keyManagers(identity).getKeyManagers());
    }

    /** The same for a client that shows its certificate also to a server that does not know who issued it. */
    public SSLContext insisting(Issued identity) {
        X509ExtendedKeyManager keys =
                (X509ExtendedKeyManager) keyManagers(identity).getKeyManagers()[0];
        return context(new KeyManager[] {new Insisting(keys)});
    }

    private SSLContext context(KeyManager @Nullable [] keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Insisting extends X509ExtendedKeyManager {
        private static final String KEY_TYPE = "EC";

        private final X509ExtendedKeyManager keys;

        Insisting(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return keys.getClientAliases(keyType, null);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.chooseClientAlias(new String[] {KEY_TYPE}, null, null);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    /** The authority's list of certificates that are no longer good; PEM. */
    public String revoke(Issued... revoked) {
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(root.chain().getFirst(), Date.from(FROM));
        builder.setNextUpdate(Date.from(UNTIL));
        for (Issued issued : revoked) {
            builder.addCRLEntry(issued.chain().getFirst().getSerialNumber(), Date.from(FROM), 0);
        }
        try {
            return pem(
                    "X509 CRL",
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.key()))
                            .getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the authority's certificate. */
    public Path write(Path pem) throws IOException {
        return Files.writeString(pem, pem("CERTIFICATE", encoded(root.chain().getFirst())));
    }

    /** Writes {@code name.pem} and {@code name.key} (PKCS #8). */
    public static void write(Issued issued, Path directory, String name) throws IOException {
        StringBuilder chain = new StringBuilder();
        issued.chain().forEach(certificate -> chain.append(pem("CERTIFICATE", encoded(certificate))));
        Files.writeString(directory.resolve(name + ".pem"), chain);
        Files.writeString(
                directory.resolve(name + ".key"),
                pem("PRIVATE KEY", issued.key().getEncoded()));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] octets) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets)
                + "\n-----END " + what + "-----\n";
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(
            String subject, KeyPair keys, PrivateKey issuerKey, String issuer, List<GeneralName> names, boolean ca) {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.valueOf(serial++),
                Date.from(FROM),
                Date.from(UNTIL),
                new X500Name(subject),
                keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (!ca) {
                // As public authorities have it.
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
