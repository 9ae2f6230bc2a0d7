package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MultipartUpload;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.service.config.KafkaConnection;

class BackendTest {
    @TempDir
    Path directory;

    @Test
    void aSpoolTooSmallForAPartIsRefusedBeforeAnythingIsMade() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Backend.Addresses addresses = new Backend.Addresses(
                KafkaConnection.plaintext("127.0.0.1:1"),
                MailboxEndpoint.plaintext("127.0.0.1:1"),
                BearerTokens.NOT_ACCEPTED,
                BlobStoreOptions.of("http://127.0.0.1:1", "key", "secret", "bucket", "region"),
                directory,
                "test",
                Optional.empty());
        Backend.Bounds bounds = new Backend.Bounds(
                Duration.ofSeconds(1), Duration.ofSeconds(1), MultipartUpload.MINIMUM_PART_OCTETS - 1, 1 << 20);
        assertThatThrownBy(() -> new Backend(addresses, bounds, registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("packetboat.smtp.spool-size is ");
        assertThat(registry.getMeters()).isEmpty();
    }
}
