package org.packetboat.local.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Unpacks the binaries and makes the cluster, each unless it is there; ends with 0 when the server can be started. */
public final class PrepareCluster {
    private PrepareCluster() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        Path binaries = Path.of(required(environment, "PACKETBOAT_LOCAL_BINARIES"));
        Path data = Path.of(required(environment, "PACKETBOAT_LOCAL_DATA"));
        // As root the server refuses to run: the launcher says how to give up root first.
        String prefix = environment.getOrDefault("PACKETBOAT_LOCAL_UNPRIVILEGED", "");
        List<String> unprivileged = prefix.isEmpty() ? List.of() : List.of(prefix.split(" ", -1));

        new Binaries(binaries).unpackOnce();
        new Cluster(binaries, data, unprivileged)
                .createOnce(
                        required(environment, "PACKETBOAT_LOCAL_SUPERUSER_PASSWORD"),
                        Map.of(
                                "mailbox", required(environment, "PACKETBOAT_LOCAL_MAILBOX_PASSWORD"),
                                "delivery", required(environment, "PACKETBOAT_LOCAL_DELIVERY_PASSWORD")));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}
