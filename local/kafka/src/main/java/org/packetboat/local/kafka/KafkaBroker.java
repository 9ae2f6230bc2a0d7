package org.packetboat.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A broker and controller in one process, with the topics of the system. Ends in order on SIGTERM; what was acknowledged
 * survives SIGKILL, because it is in the page cache by then.
 */
public final class KafkaBroker {
    private static final String TOPICS_MARKER = "topics.fingerprint";

    private final BrokerSettings settings;

    private KafkaBroker(BrokerSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] args) throws Exception {
        new KafkaBroker(BrokerSettings.from(System.getenv())).run();
    }

    private void run() throws Exception {
        formatOnce();
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties()), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
        server.startup();
        ensureTopics();
        Files.writeString(
                settings.readyFile(), Long.toString(ProcessHandle.current().pid()));
        server.awaitShutdown();
    }

    private void formatOnce() throws Exception {
        Path data = settings.data();
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        new Formatter()
                .setPrintStream(System.err)
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE_ID)
                .addDirectory(data.toString())
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .run();
    }

    /** Asks the broker only when a definition has changed since the last start, to be ready sooner. */
    private void ensureTopics() throws IOException, ExecutionException, InterruptedException {
        Path marker = settings.data().resolve(TOPICS_MARKER);
        String fingerprint = Topics.fingerprint();
        if (Files.exists(marker) && Files.readString(marker).equals(fingerprint)) {
            return;
        }
        Topics.ensure(settings.client());
        Files.writeString(marker, fingerprint);
    }
}
