package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** HAProxy in front of two instances of each gateway: it tells them the client's address and asks them whether they are ready. */
final class Balancer implements AutoCloseable {
    /** In version 2 of the PROXY header in front of every door, and in version 1 in front of this one. */
    static final Door ALSO_BY_VERSION_1 = Door.IMAPS;

    private final Process process;
    private final Path folder;
    private final Map<Door, Integer> ports;
    private final int portOfVersion1;

    private Balancer(Process process, Path folder, Map<Door, Integer> ports, int portOfVersion1) {
        this.process = process;
        this.folder = folder;
        this.ports = ports;
        this.portOfVersion1 = portOfVersion1;
    }

    static Balancer start(Stack stack) throws IOException {
        List<Integer> free = freePorts(Door.values().length + 1);
        Map<Door, Integer> ports = new EnumMap<>(Door.class);
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
                    default-server inter 500ms fall 1 rise 1 check
                """);
        for (Door door : Door.values()) {
            int port = free.get(door.ordinal());
            ports.put(door, port);
            config.append(listen(stack, door.name(), port, door, "send-proxy-v2"));
        }
        int portOfVersion1 = free.getLast();
        config.append(listen(stack, "version-1", portOfVersion1, ALSO_BY_VERSION_1, "send-proxy"));
        Path folder = Files.createTempDirectory("packetboat-haproxy");
        Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
        Process process = new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Balancer balancer = new Balancer(process, folder, ports, portOfVersion1);
        Await.until("HAProxy", balancer::listens);
        return balancer;
    }

    private static String listen(Stack stack, String name, int port, Door door, String header) {
        int management = stack.management(door.spoken().management());
        return """
                listen %s
                    bind 127.0.0.1:%d
                    server one 127.0.0.1:%d port %d %s
                    server two 127.0.0.1:%d port %d %s
                """.formatted(
                        name,
                        port,
                        door.port(stack),
                        management,
                        header,
                        door.port(stack) + Stack.SECOND_INSTANCE,
                        management + Stack.SECOND_INSTANCE,
                        header);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("HAProxy ended:\n" + Files.readString(folder.resolve("log")));
        }
        try (Wire wire = new Wire(InetAddress.getByName("127.0.0.6"), port(Door.SMTP), Duration.ofSeconds(5))) {
            return wire.readLine().startsWith("220");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens for the clients of a door. */
    int port(Door door) {
        return Objects.requireNonNull(ports.get(door));
    }

    /** Where it does so for {@link #ALSO_BY_VERSION_1}, and tells of them in the older header. */
    int portOfVersion1() {
        return portOfVersion1;
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
