package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** HAProxy in front of two instances of each gateway: it tells them the client's address and asks them whether they are ready. */
final class Balancer implements AutoCloseable {
    private static final int SECOND_INSTANCE = 10_000;

    /** A port of a gateway and where that gateway says whether it is ready. */
    record Backend(int port, int management) {}

    private final Process process;
    private final Path folder;
    private final Map<String, Integer> ports;

    private Balancer(Process process, Path folder, Map<String, Integer> ports) {
        this.process = process;
        this.folder = folder;
        this.ports = ports;
    }

    static Balancer start(Stack stack) throws IOException {
        Map<String, Backend> backends = new TreeMap<>(Map.of(
                "smtp", new Backend(stack.smtp(), stack.management(9001)),
                "submissions", new Backend(stack.submissions(), stack.management(9001)),
                "imap", new Backend(stack.imap(), stack.management(9002)),
                "imaps", new Backend(stack.imaps(), stack.management(9002)),
                "pop3", new Backend(stack.pop3(), stack.management(9003)),
                "pop3s", new Backend(stack.pop3s(), stack.management(9003))));
        List<Integer> free = freePorts(backends.size());
        Map<String, Integer> ports = new TreeMap<>();
        StringBuilder config = new StringBuilder("""
                global
                    maxconn 4000
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 10m
                    timeout server 10m
                    timeout check 2s
                    retries 5
                    option redispatch 1
                    balance roundrobin
                    option httpchk GET /q/health/ready
                    http-check expect status 200
                    default-server inter 500ms fall 1 rise 1 check send-proxy-v2
                """);
        backends.forEach((name, backend) -> {
            int port = free.get(ports.size());
            ports.put(name, port);
            config.append(listen(name, port, backend));
        });
        Path folder = Files.createTempDirectory("packetboat-haproxy");
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
        Process process = new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Balancer balancer = new Balancer(process, folder, ports);
        Await.until("HAProxy", balancer::listens);
        return balancer;
    }

    private static String listen(String name, int port, Backend backend) {
        return """
                listen %s
                    bind 127.0.0.1:%d
                    server one 127.0.0.1:%d port %d
                    server two 127.0.0.1:%d port %d
                """.formatted(
                        name,
                        port,
                        backend.port(),
                        backend.management(),
                        backend.port() + SECOND_INSTANCE,
                        backend.management() + SECOND_INSTANCE);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("HAProxy ended:\n" + Files.readString(folder.resolve("log")));
        }
        try (Wire wire = new Wire(InetAddress.getByName("127.0.0.6"), port("smtp"), Duration.ofSeconds(5))) {
            return wire.readLine().startsWith("220");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens for clients of "smtp", "submissions", "imap", "imaps", "pop3" or "pop3s". */
    int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException(name);
        }
        return port;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            System.err.print(Files.readString(folder.resolve("log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Stack.deleteTree(folder);
        }
    }
}
