package org.packetboat.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An Exim of a test's own, with its own configuration, spool and port. It takes mail for {@code exim.test} into Maildirs, and from this machine mail for everybody. */
final class Exim implements AutoCloseable {
    static final String NAME = "mx.exim.test";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final InetSocketAddress address;

    private Exim(Path folder, InetSocketAddress address) {
        this.folder = folder;
        this.address = address;
    }

    /**
     * What an instance is made of.
     *
     * @param users local parts at {@code exim.test}
     * @param routers for mail elsewhere, in the form of its configuration
     * @param transports that these name
     */
    record Setup(
            InetSocketAddress address,
            Peers.Certificate certificate,
            List<String> users,
            String routers,
            String transports) {}

    /** @param folder made by {@link Peers#folder}; deleted in the end */
    static Exim start(Path folder, Setup setup) throws IOException {
        Files.createDirectory(folder.resolve("mail"));
        Files.createDirectory(folder.resolve("spool"));
        // With a configuration of its caller's it keeps no privileges, and delivers as its own user.
        Peers.asRoot(
                "chown",
                "Debian-exim",
                folder.resolve("mail").toString(),
                folder.resolve("spool").toString());
        String program = Peers.unpacked("usr/sbin/exim4");
        Path config = Files.writeString(folder.resolve("exim.conf"), """
                exim_path = %1$s
                spool_directory = %2$s/spool
                log_file_path = %2$s/spool/%%slog
                pid_file_path = %2$s/spool/pid
                primary_hostname = %3$s
                local_interfaces = %4$s
                daemon_smtp_ports = %5$d
                notifier_socket =
                keep_environment =
                disable_ipv6 = true
                deliver_drop_privilege = true
                host_lookup =
                rfc1413_query_timeout = 0s
                log_selector = +received_recipients +smtp_protocol_error +tls_certificate_verified
                tls_advertise_hosts = *
                tls_certificate = %6$s
                tls_privatekey = %7$s
                smtputf8_advertise_hosts = *
                dsn_advertise_hosts = *
                acl_smtp_rcpt = recipient
                begin acl
                recipient:
                  accept domains = exim.test
                         verify = recipient
                  accept hosts = 127.0.0.0/8
                         ! domains = exim.test
                  deny message = 5.1.1 nobody of that name here
                begin routers
                mailboxes:
                  driver = accept
                  domains = exim.test
                  local_parts = %8$s
                  transport = maildir
                  no_more
                nobody:
                  driver = redirect
                  domains = exim.test
                  data = :fail: 5.1.1 nobody of that name here
                  allow_fail
                %9$s
                begin transports
                maildir:
                  driver = appendfile
                  directory = %2$s/mail/$local_part_data
                  maildir_format
                  create_directory
                  directory_mode = 0755
                  mode = 0644
                %10$s
                begin retry
                * * F,1h,1s
                """.formatted(
                        program,
                        folder,
                        NAME,
                        setup.address().getAddress().getHostAddress(),
                        setup.address().getPort(),
                        setup.certificate().chain(),
                        setup.certificate().key(),
                        String.join(" : ", setup.users()),
                        setup.routers(),
                        setup.transports()));
        // It reads no configuration that others could have written.
        Peers.asRoot("chown", "root", config.toString());
        Exim exim = new Exim(folder, setup.address());
        try {
            Peers.asRoot(program, "-C", config.toString(), "-bd", "-q1m");
            Await.until("Exim", exim::answers);
        } catch (AssertionError e) {
            exim.close();
            throw e;
        }
        return exim;
    }

    private boolean answers() {
        try (SmtpWire smtp = connect()) {
            return smtp.command("QUIT") == 221;
        } catch (IOException e) {
            return false;
        }
    }

    /** As a program of this machine that sends by it. */
    SmtpWire connect() throws IOException {
        return new SmtpWire(new Wire(address, LIMIT));
    }

    Peers.Maildirs mail() {
        return new Peers.Maildirs(folder.resolve("mail"));
    }

    String log() {
        return Peers.asRoot("cat", folder.resolve("spool/mainlog").toString());
    }

    @Override
    public void close() {
        try {
            String pid =
                    Peers.asRoot("cat", folder.resolve("spool/pid").toString()).strip();
            Peers.asRoot("kill", pid);
            Await.until("end of Exim", () -> !Files.exists(Path.of("/proc", pid)));
        } catch (AssertionError | IOException e) {
            System.err.println("Exim has not ended: " + e.getMessage());
        }
        Peers.asRoot("rm", "-rf", folder.toString());
    }
}
