package org.packetboat.local.launcher.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a certificate is for.
 *
 * @param title the subject's common name, which nobody compares
 * @param hosts in lower case
 */
record SubjectNames(String title, Set<String> hosts, Set<InetAddress> addresses) {
    private static final Integer DNS = 2;
    private static final Integer ADDRESS = 7;

    static SubjectNames of(String title, Set<String> hosts, Set<InetAddress> addresses) {
        return new SubjectNames(title, Set.copyOf(hosts), Set.copyOf(addresses));
    }

    static Set<InetAddress> loopback() throws UnknownHostException {
        return Set.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"));
    }

    /** This machine's name, when it has one that a certificate can hold. */
    static Optional<String> machine() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            boolean isHost =
                    name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.'))
                            && name.chars().anyMatch(Character::isLetter)
                            && !name.startsWith(".")
                            && !name.endsWith(".");
            return isHost ? Optional.of(name) : Optional.empty();
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }

    /** Whether a certificate has all of these names. */
    boolean areIn(X509Certificate certificate) throws IOException {
        Set<String> missingHosts = new HashSet<>(hosts);
        Set<InetAddress> missingAddresses = new HashSet<>(addresses);
        for (List<?> name : alternatives(certificate)) {
            String value = String.valueOf(name.get(1));
            if (DNS.equals(name.getFirst())) {
                missingHosts.remove(value.toLowerCase(Locale.ROOT));
            } else if (ADDRESS.equals(name.getFirst())) {
                missingAddresses.remove(InetAddress.getByName(value));
            }
        }
        return missingHosts.isEmpty() && missingAddresses.isEmpty();
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            throw new IOException("names of a certificate cannot be read", e);
        }
    }
}
