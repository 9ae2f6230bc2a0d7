package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.TestBodies.Stored;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.Server;

/** The contract on a real store, and what happens when it goes away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MinioBlobStoreIT extends BlobStoreContract {
    private Infrastructure infrastructure;
    private MinioBlobStore store;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        infrastructure = Infrastructure.start(data, EnumSet.of(Server.S3));
        Infrastructure.S3Endpoint s3 = infrastructure.s3();
        store = new MinioBlobStore(
                BlobStoreOptions.of(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.bucket(), s3.region())
                        .withCallTimeout(Duration.ofSeconds(20)),
                BlobMetrics.NONE);
        store.createBucket();
    }

    @AfterAll
    void stop() throws Exception {
        store.close();
        infrastructure.close();
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void aKilledStoreIsUnavailableAndComesBackWithWhatWasPut() throws Exception {
        String key = newKey();
        store.put(key, random(5_000), 5_000);
        infrastructure.kill(Server.S3);
        assertThatThrownBy(() -> store.get(key, 0, 100)).isInstanceOf(BlobStoreUnavailableException.class);
        assertThatThrownBy(() -> store.put(newKey(), new byte[10], 10))
                .isInstanceOf(BlobStoreUnavailableException.class);
        assertThatThrownBy(() -> store.probe()).isInstanceOf(BlobStoreUnavailableException.class);
        infrastructure.start(Server.S3);
        assertThat(store.get(key, 0, 5_000)).isEqualTo(random(5_000));
        store.probe();
    }

    @Test
    void manyThreadsShareTheConnections() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] octets = random(1_000 + i);
                results.add(threads.submit(() -> {
                    String key = newKey();
                    store.put(key, octets, octets.length);
                    return Arrays.equals(store.get(key, 0, octets.length), octets);
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    /** The store holds each request in memory, and would end with the heap. */
    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        byte[] octets = new byte[(16 << 20) + 1];
        assertThatThrownBy(() -> store.put(newKey(), octets, octets.length))
                .isInstanceOf(BlobStoreUnavailableException.class);
        String key = newKey();
        store.put(key, octets, 16 << 20);
        assertThat(store.get(key, (16 << 20) - 1, 1)).hasSize(1);
    }

    @Test
    void copiesABodyOfAnySize(@TempDir Path directory) throws Exception {
        byte[] octets = random(72 << 20);
        Spool spool = new Spool(directory, 2L * StagedUpload.PART_OCTETS);
        BlobRef body = upload(spool, upload -> upload.append(ByteBuffer.wrap(octets)));
        BlobRef copy = upload(spool, upload -> upload.append(body));
        assertThat(copy.getLength()).isEqualTo(octets.length);
        assertThat(store.get(copy.getObjectKey(), 0, octets.length)).isEqualTo(octets);
    }

    private interface Filling {
        void fill(StagedUpload upload) throws InterruptedException;
    }

    private BlobRef upload(Spool spool, Filling filling) throws InterruptedException {
        String key = newKey();
        try (StagedUpload upload = new StagedUpload(store, () -> new ReservedKey(key, Long.MAX_VALUE), spool)) {
            filling.fill(upload);
            return upload.complete();
        }
    }

    @Test
    void readsBodiesOfAPack() throws Exception {
        int[] sizes = new int[200];
        Arrays.fill(sizes, 4_096);
        List<Stored> bodies = TestBodies.pack(store, newKey(), 1, 0, sizes);
        List<Stored> large = TestBodies.pack(store, newKey(), 1, 1_000, 3_000_000);
        BodyReader reader = new BodyReader(store, new BodyCache(1 << 20), BodyReaderOptions.DEFAULT, BlobMetrics.NONE);
        List<Stored> all = new ArrayList<>(bodies);
        all.addAll(large);
        try (BodySequence sequence =
                reader.open(all.stream().map(Stored::request).toList(), BlobResolver.NONE)) {
            for (Stored stored : all) {
                assertThat(TestBodies.octets(sequence.next())).isEqualTo(stored.octets());
            }
        }
    }
}
