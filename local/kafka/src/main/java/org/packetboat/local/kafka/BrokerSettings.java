package org.packetboat.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the launcher decides about the broker, and the broker's configuration that follows from it.
 *
 * @param data the directory of logs and metadata
 * @param port of the broker's listener on loopback
 * @param controllerPort of the controller's listener on loopback
 * @param readyFile written once clients are served and all topics exist
 * @param flush when records reach the disk
 * @param login asked for on both listeners, and used by the broker itself
 */
record BrokerSettings(
        Path data, int port, int controllerPort, Path readyFile, Flush flush, Login login, Optional<Certificates> tls) {
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

    /** The one user there is. Both are of letters and digits. */
    record Login(String user, String password) {
        String client() {
            return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                    + "\" password=\"" + password + "\"";
        }

        String server() {
            return client() + " user_" + user + "=\"" + password + "\";";
        }

        @Override
        public String toString() {
            return user;
        }
    }

    /** Our certificate and key, and the authority of both sides, as PEM. */
    record Certificates(String chain, String key, String authority) {
        static Optional<Certificates> from(Map<String, String> environment) throws IOException {
            if (!environment.containsKey("PACKETBOAT_LOCAL_CERTIFICATE")) {
                return Optional.empty();
            }
            return Optional.of(new Certificates(
                    Files.readString(Path.of(required(environment, "PACKETBOAT_LOCAL_CERTIFICATE"))),
                    Files.readString(Path.of(required(environment, "PACKETBOAT_LOCAL_KEY"))),
                    Files.readString(Path.of(required(environment, "PACKETBOAT_LOCAL_AUTHORITY")))));
        }

        @Override
        public String toString() {
            return chain;
        }
    }

    static BrokerSettings from(Map<String, String> environment) throws IOException {
        return new BrokerSettings(
                Path.of(required(environment, "PACKETBOAT_LOCAL_DATA")),
                Integer.parseInt(required(environment, "PACKETBOAT_LOCAL_PORT")),
                Integer.parseInt(required(environment, "PACKETBOAT_LOCAL_CONTROLLER_PORT")),
                Path.of(required(environment, "PACKETBOAT_LOCAL_READY_FILE")),
                Boolean.parseBoolean(environment.get("PACKETBOAT_LOCAL_SYNC")) ? Flush.EVERY_RECORD : Flush.BY_SYSTEM,
                new Login(
                        required(environment, "PACKETBOAT_LOCAL_USER"),
                        required(environment, "PACKETBOAT_LOCAL_PASSWORD")),
                Certificates.from(environment));
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
                "listeners",
                LISTENER + "://" + bootstrapServers() + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        properties.setProperty("log.dirs", data.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("unclean.leader.election.enable", "false");
        properties.setProperty("message.max.bytes", Integer.toString(LARGEST_RECORD));
        if (flush == Flush.EVERY_RECORD) {
            properties.setProperty("log.flush.interval.messages", "1");
        }
        protect(properties);
        single(properties);
        small(properties);
        quick(properties);
        return properties;
    }

    /** What a client of this broker sets. */
    Map<String, Object> client() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", bootstrapServers());
        properties.put("security.protocol", protocol());
        properties.put("sasl.mechanism", "PLAIN");
        properties.put("sasl.jaas.config", login.client() + ";");
        tls.ifPresent(certificates -> {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.certificates", certificates.authority());
        });
        return properties;
    }

    private String protocol() {
        return tls.isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT";
    }

    /** Nobody is served without a password, neither by the broker nor by the controller. */
    private void protect(Properties properties) {
        properties.setProperty(
                "listener.security.protocol.map",
                LISTENER + ":" + protocol() + "," + CONTROLLER_LISTENER + ":" + protocol());
        properties.setProperty("sasl.enabled.mechanisms", "PLAIN");
        properties.setProperty("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.setProperty("sasl.mechanism.controller.protocol", "PLAIN");
        for (String listener : new String[] {LISTENER, CONTROLLER_LISTENER}) {
            properties.setProperty(
                    "listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config", login.server());
        }
        tls.ifPresent(certificates -> {
            properties.setProperty("ssl.enabled.protocols", "TLSv1.3");
            properties.setProperty("ssl.keystore.type", "PEM");
            properties.setProperty("ssl.keystore.certificate.chain", certificates.chain());
            properties.setProperty("ssl.keystore.key", certificates.key());
            properties.setProperty("ssl.truststore.type", "PEM");
            properties.setProperty("ssl.truststore.certificates", certificates.authority());
        });
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
