package org.packetboat.local.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The data directory: one database {@code packetboat}, and in it for each role a schema of the same name, which is all the
 * role sees. Passwords are asked for on every connection (SCRAM-SHA-256).
 */
final class Cluster {
    private static final String DATABASE = "packetboat";

    private final Path binaries;
    private final Path data;
    private final List<String> unprivileged;

    Cluster(Path binaries, Path data, List<String> unprivileged) {
        this.binaries = binaries;
        this.data = data;
        this.unprivileged = unprivileged;
    }

    /** The directory appears complete or not at all; what an interrupted earlier attempt has left is removed. */
    void createOnce(String superuserPassword, Map<String, String> passwordsByRole)
            throws IOException, InterruptedException {
        if (Files.exists(data)) {
            return;
        }
        Path unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
        deleteTree(unfinished);
        Files.createDirectories(unfinished);
        initialise(unfinished, superuserPassword);
        sql(unfinished, "postgres", createRoles(passwordsByRole));
        sql(unfinished, DATABASE, createSchemas(new TreeMap<>(passwordsByRole).sequencedKeySet()));
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initialise(Path directory, String superuserPassword) throws IOException, InterruptedException {
        Path passwordFile = Files.createTempFile(
                directory.getParent(),
                "superuser",
                ".password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, superuserPassword);
            run(
                    "",
                    "initdb",
                    "--pgdata=" + directory,
                    "--username=postgres",
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
        } finally {
            Files.delete(passwordFile);
        }
    }

    private static List<String> createRoles(Map<String, String> passwordsByRole) {
        List<String> statements = new ArrayList<>();
        new TreeMap<>(passwordsByRole)
                .forEach((role, password) ->
                        statements.add("CREATE ROLE " + role + " LOGIN PASSWORD " + literal(password)));
        statements.add("CREATE DATABASE " + DATABASE);
        return statements;
    }

    private static List<String> createSchemas(Iterable<String> roles) {
        List<String> statements = new ArrayList<>();
        statements.add("REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
        statements.add("DROP SCHEMA public");
        for (String role : roles) {
            statements.add("GRANT CONNECT, TEMPORARY ON DATABASE " + DATABASE + " TO " + role);
            statements.add("CREATE SCHEMA " + role + " AUTHORIZATION " + role);
            statements.add("ALTER ROLE " + role + " SET search_path = " + role);
        }
        return statements;
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The server's single-user mode: no listener, no client program, one statement a line. */
    private void sql(Path directory, String database, List<String> statements)
            throws IOException, InterruptedException {
        run(
                String.join(";\n", statements) + ";\n",
                "postgres",
                "--single",
                "-D",
                directory.toString(),
                "-c",
                "exit_on_error=true",
                database);
    }

    private void run(String input, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(unprivileged);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(program + " ended with status " + status);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
