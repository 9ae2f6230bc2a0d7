package org.packetboat.local.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.packetboat.local.launcher.embedded.Credentials;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.EmbeddedServers;
import org.packetboat.local.launcher.embedded.Installation;
import org.packetboat.local.launcher.embedded.Ports;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.local.launcher.process.ChildProcess;
import org.packetboat.local.launcher.process.FreePorts;
import org.packetboat.local.launcher.process.Guard;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.StartFailedException;
import org.packetboat.local.launcher.tls.LocalTls;

/**
 * The real broker, object store and database for component tests, as processes that end with the test's JVM. Everything
 * blocks until it is done. A server keeps its port and its data over {@link #stop}, {@link #kill} and {@link #start(Server)}.
 */
public final class Infrastructure implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(120);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final EmbeddedServers servers;
    private final Guard guard;
    private final Map<Server, ChildProcess> running = new EnumMap<>(Server.class);

    private Infrastructure(EmbeddedServers servers, Guard guard) {
        this.servers = servers;
        this.guard = guard;
    }

    /** Starts the servers over {@code data}, which is created if need be and may hold the data of an earlier run. */
    public static Infrastructure start(Path data, Set<Server> servers) throws IOException, InterruptedException {
        return start(data, servers, System.getenv());
    }

    /** With {@code PACKETBOAT_LOCAL_*} of this environment instead of the process's own. */
    public static Infrastructure start(Path data, Set<Server> servers, Map<String, String> environment)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        LocalTls tls = LocalTls.prepare(
                data,
                InetAddress.getLoopbackAddress(),
                Arrays.stream(Server.values()).map(Server::processName).toList(),
                InstantSource.system());
        EmbeddedServers embedded = new EmbeddedServers(
                Installation.find(),
                data,
                Ports.choose(new FreePorts()),
                Credentials.ofDirectory(data),
                EmbeddedServers.Durability.from(environment),
                tls.forLinks(environment));
        Infrastructure infrastructure = new Infrastructure(embedded, new Guard());
        try {
            for (Server server : servers) {
                infrastructure.launch(server);
            }
            for (Server server : servers) {
                infrastructure.awaitReady(server);
            }
            return infrastructure;
        } catch (IOException | InterruptedException | RuntimeException e) {
            infrastructure.close();
            throw e;
        }
    }

    /** Starts a server that was stopped or killed. */
    public void start(Server server) throws IOException, InterruptedException {
        launch(server);
        awaitReady(server);
    }

    /** Ends a server in order. */
    public void stop(Server server) throws InterruptedException {
        process(server).stop(STOP_PATIENCE);
    }

    /** Ends a server with SIGKILL. */
    public void kill(Server server) throws InterruptedException {
        process(server).kill();
    }

    /** Ends a server in order and starts it again. */
    public void restart(Server server) throws IOException, InterruptedException {
        stop(server);
        start(server);
    }

    public KafkaEndpoint kafka() {
        Map<String, String> keys = servers.clientEnvironment();
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", value(keys, "PACKETBOAT_KAFKA_BOOTSTRAP_SERVERS"));
        properties.put("security.protocol", value(keys, "PACKETBOAT_KAFKA_SECURITY_PROTOCOL"));
        properties.put("sasl.mechanism", value(keys, "PACKETBOAT_KAFKA_SASL_MECHANISM"));
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                        + value(keys, "PACKETBOAT_KAFKA_USERNAME") + "\" password=\""
                        + value(keys, "PACKETBOAT_KAFKA_PASSWORD") + "\";");
        authority().ifPresent(file -> {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", file.toString());
        });
        return new KafkaEndpoint(value(keys, "PACKETBOAT_KAFKA_BOOTSTRAP_SERVERS"), properties);
    }

    /** Of the servers' certificates, when they speak TLS; PEM. */
    public Optional<Path> authority() {
        return Optional.ofNullable(servers.clientEnvironment().get("PACKETBOAT_S3_CA_CERTIFICATE"))
                .map(Path::of);
    }

    public S3Endpoint s3() {
        Map<String, String> keys = servers.clientEnvironment();
        return new S3Endpoint(
                value(keys, "PACKETBOAT_S3_ENDPOINT"),
                value(keys, "PACKETBOAT_S3_ACCESS_KEY"),
                value(keys, "PACKETBOAT_S3_SECRET_KEY"),
                value(keys, "PACKETBOAT_S3_BUCKET"),
                value(keys, "PACKETBOAT_S3_REGION"));
    }

    public PostgresEndpoint postgres(DatabaseRole role) {
        Map<String, String> keys = servers.databaseEnvironment(role);
        return new PostgresEndpoint(
                value(keys, "PACKETBOAT_DATABASE_URL"),
                value(keys, "PACKETBOAT_DATABASE_USER"),
                value(keys, "PACKETBOAT_DATABASE_PASSWORD"));
    }

    /** All keys above in the environment form that a service process reads. */
    public Map<String, String> environment(DatabaseRole role) {
        Map<String, String> environment = new HashMap<>(servers.clientEnvironment());
        environment.putAll(servers.databaseEnvironment(role));
        return environment;
    }

    /** Ends all servers in order. */
    @Override
    public void close() throws IOException {
        try {
            for (ChildProcess process : running.values()) {
                process.stop(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.close();
        }
    }

    private void launch(Server server) throws IOException, InterruptedException {
        ProcessSpec spec = servers.spec(server);
        running.put(server, ChildProcess.start(spec, guard));
    }

    private void awaitReady(Server server) throws IOException, InterruptedException {
        try {
            process(server).awaitReady(START_PATIENCE);
        } catch (StartFailedException e) {
            throw new IOException(e.toString(), e);
        }
    }

    private ChildProcess process(Server server) {
        return Objects.requireNonNull(running.get(server), () -> server + " was not asked for");
    }

    private static String value(Map<String, String> keys, String key) {
        return Objects.requireNonNull(keys.get(key));
    }

    /** @param properties of a client that may do everything */
    public record KafkaEndpoint(String bootstrapServers, Map<String, Object> properties) {}

    /** @param endpoint an {@code http:} or {@code https:} URL */
    public record S3Endpoint(String endpoint, String accessKey, String secretKey, String bucket, String region) {}

    /** @param url in the form {@code postgresql://host:port/database}; with {@code jdbc:} in front it is a JDBC URL */
    public record PostgresEndpoint(String url, String user, String password) {
        public String jdbcUrl() {
            return "jdbc:" + url;
        }
    }
}
