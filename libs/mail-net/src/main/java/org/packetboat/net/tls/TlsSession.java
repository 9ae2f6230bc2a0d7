package org.packetboat.net.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.sasl.ChannelBinding;

/** What the server knows of an encrypted connection. Immutable, thread-safe. */
public final class TlsSession implements ChannelBinding {
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_OCTETS = 32;
    private static final int RFC822_NAME = 1;

    private final SSLSession session;

    /** @param session of a handshake that succeeded */
    public TlsSession(SSLSession session) {
        this.session = session;
    }

    /** "TLSv1.2" or "TLSv1.3". */
    public String protocol() {
        return session.getProtocol();
    }

    /** IANA's name of the cipher suite. */
    public String cipher() {
        return session.getCipherSuite();
    }

    /** Whether the client has shown a certificate that was verified. */
    public boolean hasClientCertificate() {
        try {
            return session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException _) {
            return false;
        }
    }

    /** The mail addresses of the client's certificate, which was verified; empty without one. */
    public List<String> certificateAddresses() {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? addresses(certificate.getSubjectAlternativeNames())
                    : List.of();
        } catch (SSLPeerUnverifiedException | CertificateParsingException _) {
            return List.of();
        }
    }

    private static List<String> addresses(@Nullable Collection<List<?>> names) {
        if (names == null) {
            return List.of();
        }
        return names.stream()
                .filter(name -> name.get(0).equals(RFC822_NAME) && name.get(1) instanceof String)
                .map(name -> (String) name.get(1))
                .toList();
    }

    @Override
    public Optional<byte[]> data(String type) {
        return switch (type) {
            case TLS_EXPORTER -> exported();
            case TLS_SERVER_END_POINT -> endPoint();
            default -> Optional.empty();
        };
    }

    /** RFC 9266 §4.2: of TLS 1.2 only with the extended master secret, which the JDK does not tell of. */
    private Optional<byte[]> exported() {
        if (!protocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(extended.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_OCTETS));
        } catch (SSLKeyException e) {
            throw new IllegalStateException("keying material cannot be exported", e);
        }
    }

    /** RFC 5929 §4.1: the hash of the certificate's signature, but SHA-256 for MD5 and SHA-1. */
    private Optional<byte[]> endPoint() {
        Certificate[] own = session.getLocalCertificates();
        if (own == null || own.length == 0 || !(own[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        String hash = hashOf(certificate.getSigAlgName());
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("certificate cannot be hashed", e);
        }
    }

    private static String hashOf(String signature) {
        String name = signature.toUpperCase(Locale.ROOT);
        if (name.startsWith("SHA384")) {
            return "SHA-384";
        }
        if (name.startsWith("SHA512")) {
            return "SHA-512";
        }
        boolean known = name.startsWith("SHA256") || name.startsWith("SHA1") || name.startsWith("MD5");
        // Ed25519 and RSASSA-PSS name no single hash here: the binding is undefined for them.
        return known ? "SHA-256" : "";
    }

    @Override
    public String toString() {
        return protocol() + " " + cipher();
    }
}
