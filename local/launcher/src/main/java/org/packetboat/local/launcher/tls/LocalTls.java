package org.packetboat.local.launcher.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directory {@code tls} of a data directory. It is made at the first start; later ones renew certificates that are about to end or lack a
 * name, and never an authority. Clients trust {@link #mailAuthority}; services and servers trust {@link #internalAuthority} alone among each other.
 */
public final class LocalTls {
    private static final String MAIL_DOMAIN = "mail.test";

    private final Path directory;

    private LocalTls(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes what is missing.
     *
     * @param bind address of the mail ports
     * @param processes services and servers that talk to each other
     */
    public static LocalTls prepare(Path data, InetAddress bind, List<String> processes, InstantSource clock)
            throws IOException {
        LocalTls tls = new LocalTls(data.toAbsolutePath().resolve("tls"));
        Files.createDirectories(tls.directory);
        Authority mail = Authority.open(tls.directory, "ca", "Packetboat local CA", clock);
        mail.certify(tls.mail(), mailNames(bind), Authority.Usage.SERVER);
        Authority internal = Authority.open(tls.directory, "internal-ca", "Packetboat internal CA", clock);
        for (String process : processes) {
            SubjectNames names = SubjectNames.of(process, Set.of(process, "localhost"), SubjectNames.loopback());
            internal.certify(tls.internal(process), names, Authority.Usage.SERVER_AND_CLIENT);
        }
        return tls;
    }

    /** This, if {@code PACKETBOAT_LOCAL_TLS=true} asks for encrypted links between services and servers. */
    public Optional<LocalTls> forLinks(Map<String, String> environment) {
        return Boolean.parseBoolean(environment.get("PACKETBOAT_LOCAL_TLS")) ? Optional.of(this) : Optional.empty();
    }

    /** What mail clients trust; PEM. */
    public Path mailAuthority() {
        return directory.resolve("ca.pem");
    }

    /** Of the mail ports. */
    public CertificateFiles mail() {
        return CertificateFiles.in(directory, "mail");
    }

    /** What services and servers trust; PEM. */
    public Path internalAuthority() {
        return directory.resolve("internal-ca.pem");
    }

    /** Of a service or server towards the others, whichever side it is on. */
    public CertificateFiles internal(String process) {
        return CertificateFiles.in(directory, process);
    }

    private static SubjectNames mailNames(InetAddress bind) throws IOException {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", MAIL_DOMAIN));
        SubjectNames.machine().ifPresent(hosts::add);
        Set<InetAddress> addresses = new LinkedHashSet<>(SubjectNames.loopback());
        if (!bind.isAnyLocalAddress()) {
            addresses.add(bind);
        }
        return SubjectNames.of(MAIL_DOMAIN, hosts, addresses);
    }
}
