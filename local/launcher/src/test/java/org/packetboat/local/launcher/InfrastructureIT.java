package org.packetboat.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.local.launcher.embedded.DatabaseRole;
import org.packetboat.local.launcher.embedded.Server;

class InfrastructureIT {
    @TempDir
    Path data;

    @Test
    void everyServerComesBackAfterAnOrderlyEndAndAfterAKill() throws Exception {
        try (Infrastructure infrastructure = Infrastructure.start(data, EnumSet.allOf(Server.class))) {
            assertThat(infrastructure.postgres(DatabaseRole.MAILBOX).jdbcUrl())
                    .startsWith("jdbc:postgresql://127.0.0.1:");
            assertThat(anonymousStatus(infrastructure)).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
            for (Server server : Server.values()) {
                infrastructure.restart(server);
                infrastructure.kill(server);
                infrastructure.start(server);
            }
        }
    }

    private static int anonymousStatus(Infrastructure infrastructure) throws IOException {
        URI bucket = URI.create(
                infrastructure.s3().endpoint() + "/" + infrastructure.s3().bucket());
        return ((HttpURLConnection) bucket.toURL().openConnection()).getResponseCode();
    }
}
