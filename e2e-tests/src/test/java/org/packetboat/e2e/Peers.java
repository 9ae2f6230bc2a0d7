package org.packetboat.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What servers of others have in common that a test starts as instances of its own. */
final class Peers {
    private static final Path SCRIPTS = Stack.root().resolve("e2e-tests/src/test/scripts");
    /** Where those are that have no place in the system. */
    private static final Path UNPACKED = Stack.root().resolve("e2e-tests/target/peers");
    /** Between the ports of stacks and those that the kernel gives to clients. */
    private static final int LOWEST_PORT = 26_000;

    private static final int PORTS = 5_000;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration MAIL_LIMIT = Duration.ofMinutes(2);

    private Peers() {}

    /** Installs what is missing; a server that cannot be installed fails the test. */
    static void install() {
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(SCRIPTS.resolve("install-peers.sh").toString(), UNPACKED.toString()))
                .expectSuccess();
    }

    /** A program among those that were unpacked. */
    static String unpacked(String path) {
        return UNPACKED.resolve(path).toString();
    }

    /** A folder that servers may enter that give up their privileges. */
    static Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory("packetboat-" + name);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A port that nobody listens on, at any address of this machine. */
    static int freePort() throws IOException {
        Random random = new Random();
        IOException last = new IOException("no free port");
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = LOWEST_PORT + random.nextInt(PORTS);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Servers change to users of their own, which only root may. */
    static String asRoot(String... command) {
        List<String> words = new ArrayList<>();
        if (!isRoot()) {
            words.addAll(List.of("sudo", "-n"));
        }
        words.addAll(List.of(command));
        return Programs.run(LIMIT, words).expectSuccess().output();
    }

    /** Who gets the files of mailboxes: whoever runs the tests, but root, to whom servers write nothing. */
    static String mailUser() {
        return isRoot() ? "nobody" : System.getProperty("user.name");
    }

    static String userId(String user) {
        return Programs.run(LIMIT, List.of("id", "-u", user))
                .expectSuccess()
                .output()
                .strip();
    }

    static String groupId(String user) {
        return Programs.run(LIMIT, List.of("id", "-g", user))
                .expectSuccess()
                .output()
                .strip();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** A certificate for a server's name, and the authority that has signed it. */
    record Certificate(Path authority, Path chain, Path key) {
        static Certificate of(String name, Path folder) throws IOException {
            Path tls = Files.createDirectory(folder.resolve("tls"));
            String request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 ";
            for (String command : List.of(
                    request + "-subj /CN=authority -keyout ca.key -out ca.pem",
                    request + "-subj /CN=" + name + " -addext subjectAltName=DNS:" + name
                            + " -addext basicConstraints=CA:FALSE -CA ca.pem -CAkey ca.key -keyout key.pem -out cert.pem")) {
                Programs.run(LIMIT, List.of("sh", "-c", "cd \"$1\" && " + command, "sh", tls.toString()))
                        .expectSuccess();
            }
            // Servers read it after they have given up their privileges.
            Files.setPosixFilePermissions(tls.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
            return new Certificate(tls.resolve("ca.pem"), tls.resolve("cert.pem"), tls.resolve("key.pem"));
        }
    }

    /** Mailboxes of a server in Maildir form, below one folder. */
    record Maildirs(Path folder) {
        /** Waits for the one message of a user. */
        byte[] awaitOne(String user) throws IOException {
            Path fresh = folder.resolve(user).resolve("new");
            Await.until(
                    "mail for " + user + " in " + folder,
                    MAIL_LIMIT,
                    () -> Files.isDirectory(fresh) && !list(fresh).isEmpty());
            List<Path> messages = list(fresh);
            if (messages.size() != 1) {
                throw new AssertionError(messages.size() + " messages for " + user);
            }
            return Files.readAllBytes(messages.getFirst());
        }

        private static List<Path> list(Path folder) throws IOException {
            try (var files = Files.list(folder)) {
                return files.toList();
            }
        }
    }
}
