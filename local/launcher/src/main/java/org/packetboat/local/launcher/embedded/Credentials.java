package org.packetboat.local.launcher.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.packetboat.local.launcher.file.PrivateFiles;

/** The secrets of one data directory, made at its first start and kept in a file that only its owner reads. */
public record Credentials(
        String s3AccessKey,
        String s3SecretKey,
        String superuserPassword,
        String mailboxPassword,
        String deliveryPassword,
        String kafkaPassword) {
    private static final String FILE = "credentials.properties";
    private static final String KAFKA_PASSWORD = "kafka.password";

    public static Credentials ofDirectory(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            PrivateFiles.write(file, generate());
        }
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        // A directory of the time when the broker served everybody.
        if (properties.getProperty(KAFKA_PASSWORD) == null) {
            properties.setProperty(KAFKA_PASSWORD, secret(20));
            PrivateFiles.write(file, text(properties));
        }
        return new Credentials(
                required(properties, "s3.access-key"),
                required(properties, "s3.secret-key"),
                required(properties, "postgres.superuser-password"),
                required(properties, "postgres.mailbox-password"),
                required(properties, "postgres.delivery-password"),
                required(properties, KAFKA_PASSWORD));
    }

    private static String generate() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3.access-key", secret(8));
        properties.setProperty("s3.secret-key", secret(20));
        properties.setProperty("postgres.superuser-password", secret(20));
        properties.setProperty("postgres.mailbox-password", secret(20));
        properties.setProperty("postgres.delivery-password", secret(20));
        properties.setProperty(KAFKA_PASSWORD, secret(20));
        return text(properties);
    }

    private static String text(Properties properties) throws IOException {
        StringWriter text = new StringWriter();
        properties.store(text, "Made at the first start; the servers of this directory know them.");
        return text.toString();
    }

    /** Random octets in hexadecimal. */
    public static String secret(int octets) {
        byte[] random = new byte[octets];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String required(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException(FILE + " has no " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return "Credentials[]";
    }
}
