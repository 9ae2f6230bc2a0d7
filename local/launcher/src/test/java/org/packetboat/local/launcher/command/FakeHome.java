package org.packetboat.local.launcher.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.packetboat.local.launcher.embedded.Installation;

/** A project whose servers are the real ones and whose services are {@link FakeService}. */
final class FakeHome {
    private final Path home;

    private FakeHome(Path home) {
        this.home = home;
    }

    static FakeHome in(Path directory) throws IOException {
        Path local = Files.createDirectories(directory.resolve("local"));
        for (String module : List.of("kafka", "s3", "postgres", "launcher")) {
            Files.createSymbolicLink(
                    local.resolve(module), Installation.find().target("local").resolveSibling(module));
        }
        for (String service :
                List.of("mailbox-service", "delivery-service", "smtp-gateway", "imap-gateway", "pop3-gateway")) {
            Path application = Files.createDirectories(
                    directory.resolve(service).resolve("target").resolve("quarkus-app"));
            writeJar(application.resolve("quarkus-run.jar"));
        }
        return new FakeHome(directory);
    }

    private static void writeJar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String resource = FakeService.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                var code = FakeService.class.getResourceAsStream("/" + resource)) {
            jar.putNextEntry(new JarEntry(resource));
            code.transferTo(jar);
            jar.closeEntry();
        }
    }

    /** The command as the script runs it; output and errors go to one file. */
    Process run(Path output, List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Installation.find().java().toString(),
                        "-Xmx64m",
                        "-Dpacketboat.home=" + home,
                        "-jar",
                        home.resolve("local/launcher/target/local-launcher.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(arguments);
        return builder.start();
    }
}
