package org.packetboat.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An instance of Postfix of a test's own, with its own configuration, queue and port; the system's is left alone. It takes mail for {@code postfix.test} into
 * Maildirs, and from this machine mail for everybody. Its log has every line of SMTP that it says and hears.
 */
final class Postfix implements AutoCloseable {
    static final String NAME = "mx.postfix.test";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final InetSocketAddress address;

    private Postfix(Path folder, InetSocketAddress address) {
        this.folder = folder;
        this.address = address;
    }

    /**
     * What an instance is made of.
     *
     * @param users local parts at {@code postfix.test}
     * @param settings more lines of main.cf
     * @param services more lines of master.cf
     */
    record Setup(InetSocketAddress address, List<String> users, String settings, String services) {}

    /** @param folder made by {@link Peers#folder}; deleted in the end */
    static Postfix start(Path folder, Setup setup) throws IOException {
        Path etc = Files.createDirectories(folder.resolve("etc"));
        for (String name : List.of("log", "queue", "mail", "data")) {
            Files.createDirectory(folder.resolve(name));
        }
        String mailUser = Peers.mailUser();
        Peers.asRoot("chown", mailUser, folder.resolve("mail").toString());
        Peers.asRoot("chown", "postfix", folder.resolve("data").toString());
        Peers.asRoot("chown", "root", folder.resolve("queue").toString(), etc.toString());
        StringBuilder users = new StringBuilder();
        setup.users()
                .forEach(user ->
                        users.append(user).append("@postfix.test ").append(user).append("/\n"));
        Files.writeString(etc.resolve("users"), users);
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = %2$s
                mydestination =
                local_recipient_maps =
                alias_maps =
                inet_interfaces = loopback-only
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                smtp_dns_support_level = disabled
                smtp_host_lookup = native
                virtual_mailbox_domains = postfix.test
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = texthash:%1$s/etc/users
                virtual_minimum_uid = 1
                virtual_uid_maps = static:%3$s
                virtual_gid_maps = static:%4$s
                maillog_file = %1$s/log/mail
                maillog_file_prefixes = %1$s
                debug_peer_list = 127.0.0.0/8
                debug_peer_level = 1
                smtpd_tls_received_header = yes
                %5$s
                """.formatted(
                        folder, NAME, Peers.userId(mailUser), Peers.groupId(mailUser), setup.settings()));
        Files.writeString(etc.resolve("master.cf"), """
                %s:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                tlsmgr unix - - n 1000? 1 tlsmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                proxywrite unix - - n - 1 proxymap
                smtp unix - - n - - smtp
                lmtp unix - - n - - lmtp
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                showq unix n - n - - showq
                %s
                """.formatted(
                setup.address().getAddress().getHostAddress(), setup.address().getPort(), setup.services()));
        Postfix postfix = new Postfix(folder, setup.address());
        try {
            Peers.asRoot("postfix", "-c", etc.toString(), "start");
            Await.until("Postfix", postfix::answers);
        } catch (AssertionError e) {
            if (Files.exists(folder.resolve("log/mail"))) {
                System.err.println(postfix.log());
            }
            postfix.close();
            throw e;
        }
        return postfix;
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

    /** Has it read its files again. */
    void reload() {
        Peers.asRoot("postfix", "-c", folder.resolve("etc").toString(), "reload");
    }

    String log() {
        return Peers.asRoot("cat", folder.resolve("log/mail").toString());
    }

    @Override
    public void close() {
        try {
            Peers.asRoot("postfix", "-c", folder.resolve("etc").toString(), "stop");
        } catch (AssertionError e) {
            System.err.println(e.getMessage());
        }
        Peers.asRoot("rm", "-rf", folder.toString());
    }
}
