package org.packetboat.local.launcher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.packetboat.local.launcher.process.Preparation;
import org.packetboat.local.launcher.tls.LocalTls;

/**
 * A PostgreSQL data directory. Before each start it is made if need be, and a server that still runs on it is ended: the new
 * one would refuse to start, and clients would talk to the old one.
 */
final class PostgresCluster implements Preparation {
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(10);

    /** The server refuses to run as root. In a user namespace without a mapping it is nobody, yet still owns its files. */
    private static final List<String> GIVE_UP_ROOT =
            System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "max_connections=100",
            "shared_buffers=64MB",
            // No replica and no archive here: less to write. No helper processes for reading ahead either.
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_wal_size=512MB",
            "io_method=sync",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off");

    private final Installation installation;
    private final Path data;
    private final Credentials credentials;
    private final Path log;
    private final Optional<LocalTls> tls;

    PostgresCluster(Installation installation, Path data, Credentials credentials, Path log, Optional<LocalTls> tls) {
        this.installation = installation;
        this.data = data;
        this.credentials = credentials;
        this.log = log;
        this.tls = tls;
    }

    List<String> command(int port) {
        List<String> command = new ArrayList<>(GIVE_UP_ROOT);
        command.add(binaries().resolve("bin").resolve("postgres").toString());
        command.add("-D");
        command.add(data.toString());
        command.add("-p");
        command.add(Integer.toString(port));
        Stream.concat(SETTINGS.stream(), encryption().stream()).forEach(setting -> {
            command.add("-c");
            command.add(setting);
        });
        return command;
    }

    private List<String> encryption() {
        return tls.map(local -> local.internal(Server.POSTGRES.processName()))
                .map(files -> List.of(
                        "ssl=on",
                        "ssl_min_protocol_version=TLSv1.3",
                        "ssl_cert_file=" + files.chain(),
                        "ssl_key_file=" + files.key(),
                        "hba_file=" + encryptedOnly()))
                .orElse(List.of());
    }

    /** Who may connect how, instead of the file of that kind that the cluster was made with. */
    private Path encryptedOnly() {
        return data.resolveSibling(data.getFileName() + ".hba");
    }

    Path postmasterFile() {
        return data.resolve("postmaster.pid");
    }

    private Path binaries() {
        return installation.target("local/postgres").resolve("postgresql");
    }

    @Override
    public void run() throws IOException, InterruptedException {
        endForgottenServer();
        if (!Files.exists(data) || !Files.exists(binaries())) {
            prepare();
        }
        if (tls.isPresent()) {
            Files.writeString(encryptedOnly(), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        }
    }

    private void prepare() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(
                        installation.java(),
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"),
                        installation.target("local/postgres").resolve("local-postgres.jar")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "PACKETBOAT_LOCAL_BINARIES", binaries().toString(),
                        "PACKETBOAT_LOCAL_DATA", data.toString(),
                        "PACKETBOAT_LOCAL_UNPRIVILEGED", String.join(" ", GIVE_UP_ROOT),
                        "PACKETBOAT_LOCAL_SUPERUSER_PASSWORD", credentials.superuserPassword(),
                        "PACKETBOAT_LOCAL_MAILBOX_PASSWORD", credentials.mailboxPassword(),
                        "PACKETBOAT_LOCAL_DELIVERY_PASSWORD", credentials.deliveryPassword()));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("the database could not be prepared, see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * A pid that is not alive is left to the server, which also checks for backends that have outlived their postmaster. A pid
     * that another program has by now would keep the server from starting: then the file is stale.
     */
    private void endForgottenServer() throws IOException, InterruptedException {
        Optional<ProcessHandle> listed = listedProcess();
        if (listed.isEmpty()) {
            return;
        }
        ProcessHandle process = listed.get();
        if (!isPostgres(process)) {
            Files.delete(postmasterFile());
            return;
        }
        process.destroy();
        try {
            process.onExit().get(SHUTDOWN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        }
    }

    private Optional<ProcessHandle> listedProcess() throws IOException {
        if (!Files.exists(postmasterFile())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(postmasterFile());
        if (lines.isEmpty() || !lines.getFirst().chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst())).filter(ProcessHandle::isAlive);
    }

    private boolean isPostgres(ProcessHandle process) {
        return process.info()
                        .command()
                        .map(command -> command.endsWith("/postgres"))
                        .orElse(false)
                && process.info().arguments().map(List::of).orElse(List.of()).contains(data.toString());
    }
}
