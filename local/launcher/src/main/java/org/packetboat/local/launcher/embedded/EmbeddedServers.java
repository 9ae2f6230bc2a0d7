package org.packetboat.local.launcher.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.local.launcher.process.Preparation;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.Readiness;
import org.packetboat.local.launcher.process.StopSignal;
import org.packetboat.local.launcher.tls.CertificateFiles;
import org.packetboat.local.launcher.tls.LocalTls;

/** The processes of broker, object store and database over one data directory, and the keys by which services find them. */
public final class EmbeddedServers {
    public static final String BUCKET = "packetboat";
    private static final String REGION = "us-east-1";
    private static final String DATABASE = "packetboat";
    private static final String KAFKA_USER = "packetboat";

    private final Installation installation;
    private final Path data;
    private final Ports ports;
    private final Credentials credentials;
    private final Durability durability;
    private final Optional<LocalTls> tls;

    /** What an acknowledged record and an answered PUT survive. PostgreSQL always syncs. */
    public enum Durability {
        /** Any killed process; not a power cut. */
        PROCESS_CRASH,
        /** A power cut too; every record and every object is synced by itself. */
        POWER_CUT;

        /** {@code PACKETBOAT_LOCAL_SYNC=true} asks for {@link #POWER_CUT}. */
        public static Durability from(Map<String, String> environment) {
            return Boolean.parseBoolean(environment.get("PACKETBOAT_LOCAL_SYNC")) ? POWER_CUT : PROCESS_CRASH;
        }
    }

    /** @param tls what the links to these servers are encrypted with; without it they are not */
    public EmbeddedServers(
            Installation installation,
            Path data,
            Ports ports,
            Credentials credentials,
            Durability durability,
            Optional<LocalTls> tls) {
        this.installation = installation;
        this.data = data.toAbsolutePath();
        this.ports = ports;
        this.credentials = credentials;
        this.durability = durability;
        this.tls = tls;
    }

    public ProcessSpec spec(Server server) {
        return switch (server) {
            case KAFKA -> kafka();
            case S3 -> s3();
            case POSTGRES -> postgres();
        };
    }

    public Ports ports() {
        return ports;
    }

    public Credentials credentials() {
        return credentials;
    }

    /** {@code packetboat.kafka.*} and {@code packetboat.s3.*} of every service, in their environment form. */
    public Map<String, String> clientEnvironment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PACKETBOAT_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
        environment.put("PACKETBOAT_KAFKA_SECURITY_PROTOCOL", tls.isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT");
        environment.put("PACKETBOAT_KAFKA_SASL_MECHANISM", "PLAIN");
        environment.put("PACKETBOAT_KAFKA_USERNAME", KAFKA_USER);
        environment.put("PACKETBOAT_KAFKA_PASSWORD", credentials.kafkaPassword());
        environment.put("PACKETBOAT_S3_ENDPOINT", (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + ports.s3());
        environment.put("PACKETBOAT_S3_ACCESS_KEY", credentials.s3AccessKey());
        environment.put("PACKETBOAT_S3_SECRET_KEY", credentials.s3SecretKey());
        environment.put("PACKETBOAT_S3_BUCKET", BUCKET);
        environment.put("PACKETBOAT_S3_REGION", REGION);
        authority().ifPresent(file -> {
            environment.put("PACKETBOAT_KAFKA_CA_CERTIFICATE", file);
            environment.put("PACKETBOAT_S3_CA_CERTIFICATE", file);
        });
        return environment;
    }

    /** {@code packetboat.database.*} of the service that owns a role, in their environment form. */
    public Map<String, String> databaseEnvironment(DatabaseRole role) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PACKETBOAT_DATABASE_URL", "postgresql://127.0.0.1:" + ports.postgres() + "/" + DATABASE);
        environment.put("PACKETBOAT_DATABASE_USER", role.user());
        environment.put("PACKETBOAT_DATABASE_PASSWORD", role.password(credentials));
        authority().ifPresent(file -> {
            environment.put("PACKETBOAT_DATABASE_SSL_MODE", "verify-full");
            environment.put("PACKETBOAT_DATABASE_CA_CERTIFICATE", file);
        });
        return environment;
    }

    /** Of all links; PEM. */
    private Optional<String> authority() {
        return tls.map(local -> local.internalAuthority().toString());
    }

    private ProcessSpec kafka() {
        Map<String, String> environment = environment(Server.KAFKA, ports.kafka());
        environment.put("PACKETBOAT_LOCAL_CONTROLLER_PORT", Integer.toString(ports.kafkaController()));
        environment.put("PACKETBOAT_LOCAL_USER", KAFKA_USER);
        environment.put("PACKETBOAT_LOCAL_PASSWORD", credentials.kafkaPassword());
        return javaServer(Server.KAFKA, ports.kafka(), environment, List.of("-Xms64m", "-Xmx256m"));
    }

    private ProcessSpec s3() {
        Map<String, String> environment = environment(Server.S3, ports.s3());
        environment.put("PACKETBOAT_S3_ACCESS_KEY", credentials.s3AccessKey());
        environment.put("PACKETBOAT_S3_SECRET_KEY", credentials.s3SecretKey());
        environment.put("PACKETBOAT_S3_BUCKET", BUCKET);
        return javaServer(Server.S3, ports.s3(), environment, List.of("-Xms32m", "-Xmx512m"));
    }

    private ProcessSpec javaServer(Server server, int port, Map<String, String> environment, List<String> heap) {
        Path target = installation.target("local/" + server.processName());
        String name = "local-" + server.processName();
        List<String> options = new ArrayList<>(heap);
        options.addAll(List.of("-Xss512k", "--sun-misc-unsafe-memory-access=allow"));
        options.addAll(JavaCommand.wanted(server.processName(), System.getenv()));
        Path jar = target.resolve(name + ".jar");
        options.addAll(JavaCommand.memory(target.resolve(name + ".aot"), jar));
        return new ProcessSpec(
                server.processName(),
                JavaCommand.of(installation.java(), options, jar),
                environment,
                log(server),
                Preparation.NONE,
                Readiness.byFile(readyFile(server), port),
                StopSignal.TERM);
    }

    private ProcessSpec postgres() {
        PostgresCluster cluster =
                new PostgresCluster(installation, directory(Server.POSTGRES), credentials, log(Server.POSTGRES), tls);
        return new ProcessSpec(
                Server.POSTGRES.processName(),
                cluster.command(ports.postgres()),
                Map.of(),
                log(Server.POSTGRES),
                cluster,
                Readiness.byPostmasterFile(cluster.postmasterFile()),
                StopSignal.INT);
    }

    private Map<String, String> environment(Server server, int port) {
        Map<String, String> environment = new HashMap<>(JavaCommand.ENVIRONMENT);
        environment.put("PACKETBOAT_LOCAL_DATA", directory(server).toString());
        environment.put("PACKETBOAT_LOCAL_PORT", Integer.toString(port));
        environment.put("PACKETBOAT_LOCAL_READY_FILE", readyFile(server).toString());
        environment.put("PACKETBOAT_LOCAL_SYNC", Boolean.toString(durability == Durability.POWER_CUT));
        tls.ifPresent(local -> {
            CertificateFiles files = local.internal(server.processName());
            environment.put("PACKETBOAT_LOCAL_CERTIFICATE", files.chain().toString());
            environment.put("PACKETBOAT_LOCAL_KEY", files.key().toString());
            environment.put(
                    "PACKETBOAT_LOCAL_AUTHORITY", local.internalAuthority().toString());
        });
        return environment;
    }

    private Path directory(Server server) {
        return data.resolve(server.processName());
    }

    private Path readyFile(Server server) {
        return data.resolve(server.processName() + ".ready");
    }

    private Path log(Server server) {
        return data.resolve("logs").resolve(server.processName() + ".log");
    }
}
