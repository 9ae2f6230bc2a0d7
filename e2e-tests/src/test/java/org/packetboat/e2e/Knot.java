package org.packetboat.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A DNS server (Knot) of a test's own, which knows one top-level domain. */
final class Knot implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Programs.Running server;

    private Knot(Path folder, int port, Programs.Running server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param records of the zone {@code test}, in the form of RFC 1035 §5, with names relative to it
     * @param broken zones that it should have and cannot load: questions about them end in SERVFAIL
     */
    static Knot start(String records, String... broken) throws IOException {
        Path folder = Peers.folder("knot");
        int port = Peers.freePort();
        Files.writeString(folder.resolve("test.zone"), """
                $ORIGIN test.
                $TTL 60
                @ SOA ns hostmaster 1 3600 600 86400 60
                @ NS ns
                ns A 127.0.0.1
                """ + records);
        StringBuilder zones = new StringBuilder("  - domain: test\n    file: test.zone\n");
        for (String zone : broken) {
            zones.append("  - domain: ").append(zone).append("\n    file: none.zone\n");
        }
        Path config = Files.writeString(folder.resolve("knot.conf"), """
                server:
                    rundir: %1$s
                    listen: 127.0.0.1@%2$d
                    background-workers: 1
                    udp-workers: 1
                    tcp-workers: 1
                log:
                  - target: stdout
                    any: info
                database:
                    storage: %1$s/db
                template:
                  - id: default
                    storage: %1$s
                zone:
                %3$s""".formatted(folder, port, zones));
        Programs.Running server =
                Programs.start(Map.of(), List.of(Peers.unpacked("usr/sbin/knotd"), "-c", config.toString()));
        Knot knot = new Knot(folder, port, server);
        try {
            Await.until("knotd", () -> server.output().contains("server started"));
        } catch (AssertionError e) {
            System.err.println(server.output());
            knot.close();
            throw e;
        }
        return knot;
    }

    /** For {@code PACKETBOAT_DNS_SERVERS}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.close();
        Stack.deleteTree(folder);
    }
}
