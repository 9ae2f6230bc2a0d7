package org.packetboat.local.launcher.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The five services. The name is the module's, the process' and the one in {@code stop NAME}. */
public enum Service {
    MAILBOX("mailbox-service", Map.of("http", 8080, "management", 9005), "-Xmx224m"),
    DELIVERY("delivery-service", Map.of("management", 9004), "-Xmx160m"),
    SMTP(
            "smtp-gateway",
            Map.of("smtp", 2525, "submission", 2587, "submissions", 2465, Service.LMTP, 2024, "management", 9001),
            "-Xmx160m"),
    IMAP("imap-gateway", Map.of("imap", 2143, "imaps", 2993, "management", 9002), "-Xmx320m"),
    POP3("pop3-gateway", Map.of("pop3", 2110, "pop3s", 2995, "management", 9003), "-Xmx224m");

    /** Eight processes share the machine: what one hands over to itself between threads is lost to the others. */
    private static final int EVENT_LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

    /** What few need, on a port that others like as well: where it is taken, a stack goes without. */
    static final String LMTP = "lmtp";

    /** A second instance listens this much higher. */
    static final int INSTANCE_STEP = 10_000;

    private final String module;
    private final Map<String, Integer> basePorts;
    private final String heap;

    Service(String module, Map<String, Integer> basePorts, String heap) {
        this.module = module;
        this.basePorts = basePorts;
        this.heap = heap;
    }

    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.module.equals(name))
                .findFirst();
    }

    public String module() {
        return module;
    }

    /** The ports of the first instance, by what is spoken there, before any offset. */
    Map<String, Integer> basePorts() {
        return basePorts;
    }

    List<String> javaOptions() {
        return List.of(
                "-Xms32m",
                heap,
                "-Xss512k",
                "-Dquarkus.vertx.event-loops-pool-size=" + EVENT_LOOPS,
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED");
    }
}
