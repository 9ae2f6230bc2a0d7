package org.packetboat.local.launcher.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    Path data;

    @Test
    void stayTheSame() throws Exception {
        Credentials first = Credentials.ofDirectory(data);

        assertThat(Credentials.ofDirectory(data)).isEqualTo(first);
    }

    @Test
    void aDirectoryWithoutAPasswordForTheBrokerGetsOneAndKeepsTheRest() throws Exception {
        Path file = data.resolve("credentials.properties");
        Files.writeString(file, """
                s3.access-key=a
                s3.secret-key=b
                postgres.superuser-password=c
                postgres.mailbox-password=d
                postgres.delivery-password=e
                """);

        Credentials credentials = Credentials.ofDirectory(data);

        assertThat(credentials.kafkaPassword()).hasSize(40);
        assertThat(credentials)
                .isEqualTo(new Credentials("a", "b", "c", "d", "e", credentials.kafkaPassword()))
                .isEqualTo(Credentials.ofDirectory(data));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
