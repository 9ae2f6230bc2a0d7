package org.packetboat.local.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What the launcher decides about the broker, and the broker's configuration that follows from it.
 *
 * @param data the directory of logs and metadata
 * @param port of the broker's listener on loopback
 * @param controllerPort of the controller's listener on loopback
 * @param readyFile written once clients are served and all topics exist
 * @param flush when records reach the disk
 */
record BrokerSettings(Path data, int port, int controllerPort, Path readyFile, Flush flush) {
    static final String LISTENER = "BROKER";
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    static final int NODE_ID = 1;

    private static final int LARGEST_RECORD = 2 << 20;

    /** When a record is written to the disk itself; always before that it is in the page cache, safe from a killed process. */
    enum Flush {
        /** Left to the operating system. */
        BY_SYSTEM,
        /** Before the acknowledgement. */
        EVERY_RECORD
    }

    static BrokerSettings from(Map<String, String> environment) {
        return new BrokerSettings(
                Path.of(required(environment, "PACKETBOAT_LOCAL_DATA")),
                Integer.parseInt(required(environment, "PACKETBOAT_LOCAL_PORT")),
                Integer.parseInt(required(environment, "PACKETBOAT_LOCAL_CONTROLLER_PORT")),
                Path.of(required(environment, "PACKETBOAT_LOCAL_READY_FILE")),
                Boolean.parseBoolean(environment.get("PACKETBOAT_LOCAL_SYNC")) ? Flush.EVERY_RECORD : Flush.BY_SYSTEM);
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", Integer.toString(NODE_ID));
        properties.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        properties.setProperty("inter.broker.listener.name", LISTENER);
        properties.setProperty(
                "listener.security.protocol.map", LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.setProperty(
                "listeners",
                LISTENER + "://" + bootstrapServers() + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", data.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("unclean.leader.election.enable", "false");
        properties.setProperty("message.max.bytes", Integer.toString(LARGEST_RECORD));
        if (flush == Flush.EVERY_RECORD) {
            properties.setProperty("log.flush.interval.messages", "1");
        }
        single(properties);
        small(properties);
        quick(properties);
        return properties;
    }

    /** One broker: nothing can have a second replica. */
    private static void single(Properties properties) {
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(topic + ".replication.factor", "1");
            properties.setProperty(topic + ".num.partitions", "4");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        // Offsets outlive the records of mail.accepted (architecture 2.5).
        properties.setProperty("offsets.retention.minutes", Integer.toString(60 * 24 * 60));
    }

    /** Sized for a machine that also runs everything else. */
    private static void small(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "1");
        properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.setProperty("metadata.log.max.snapshot.interval.ms", "86400000");
        properties.setProperty("metadata.max.idle.interval.ms", "10000");
    }

    /** A broker that was killed is back in seconds: its old session has to expire before it is served again. */
    private static void quick(Properties properties) {
        properties.setProperty("broker.session.timeout.ms", "2000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
        properties.setProperty("initial.broker.registration.timeout.ms", "30000");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.min.session.timeout.ms", "2000");
        properties.setProperty("group.consumer.min.session.timeout.ms", "2000");
        properties.setProperty("controlled.shutdown.max.retries", "1");
    }
}
