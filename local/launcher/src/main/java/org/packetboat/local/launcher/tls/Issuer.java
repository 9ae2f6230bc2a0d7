package org.packetboat.local.launcher.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates (RFC 5280) on P-256; apart from its callers, because a start that has nothing to sign need not load all this. */
final class Issuer {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(365);

    /** For clocks that are behind. */
    private static final Duration HEAD_START = Duration.ofHours(1);

    private static final int SERIAL_BITS = 120;

    private final X509Certificate authority;
    private final PrivateKey key;

    Issuer(X509Certificate authority, PrivateKey key) {
        this.authority = authority;
        this.key = key;
    }

    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Signed by itself. */
    static X509Certificate authority(String title, KeyPair keys, Instant now)
            throws GeneralSecurityException, IOException {
        X500Principal name = name(title);
        X509v3CertificateBuilder builder = builder(name, name, keys.getPublic(), now, AUTHORITY_LIFE);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return signed(builder, keys.getPrivate());
    }

    X509Certificate issue(SubjectNames names, PublicKey subject, Authority.Usage usage, Instant now)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder =
                builder(authority.getSubjectX500Principal(), name(names.title()), subject, now, LIFE);
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(usage)));
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        return signed(builder, key);
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Duration life)
            throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(now.minus(HEAD_START)),
                Date.from(now.plus(life)),
                subject,
                key);
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        return builder;
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPurposeId[] purposes(Authority.Usage usage) {
        return switch (usage) {
            case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            case SERVER_AND_CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        };
    }

    private static GeneralNames alternatives(SubjectNames names) {
        return new GeneralNames(Stream.concat(
                        names.hosts().stream().sorted().map(host -> new GeneralName(GeneralName.dNSName, host)),
                        names.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .sorted()
                                .map(address -> new GeneralName(GeneralName.iPAddress, withoutScope(address))))
                .toArray(GeneralName[]::new));
    }

    /** An IPv6 address of one link is bound with the link's name, which is no part of the address. */
    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }

    private static X500Principal name(String title) {
        return new X500Principal("CN=" + title + ", O=Packetboat");
    }
}
