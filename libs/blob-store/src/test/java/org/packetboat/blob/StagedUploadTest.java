package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedUploadTest {
    private static final int PART = MultipartUpload.MINIMUM_PART_OCTETS;

    @TempDir
    Path directory;

    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final ObjectKeySource keys = () -> new ReservedKey("staged/1", Long.MAX_VALUE);

    @Test
    void uploadsPartsWhileTheRestStillArrives() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(ByteBuffer.allocate(2 * PART + 1));
            await().until(() -> store.calls("part") == 2);
            upload.complete();
        }
        assertThat(store.calls("part")).isEqualTo(3);
        await().until(() -> spool.usedOctets() == 0);
    }

    @Test
    void theSpoolIsBoundedOverAllFilesAndLeavesNoNames() throws Exception {
        Spool spool = new Spool(directory, 1_000);
        try (SpoolFile first = spool.open();
                SpoolFile second = spool.open()) {
            first.append(ByteBuffer.allocate(600));
            second.append(ByteBuffer.allocate(400));
            assertThatThrownBy(() -> second.append(ByteBuffer.allocate(1))).isInstanceOf(SpoolFullException.class);
            assertThat(second.size()).isEqualTo(400);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            first.close();
            second.append(ByteBuffer.allocate(600));
            ByteBuffer read = ByteBuffer.allocate(2_000);
            assertThat(second.read(0, read)).isEqualTo(1_000);
        }
        assertThat(spool.usedOctets()).isZero();
    }

    @Test
    void whoeverIsInterruptedDoesNotTakeTheSpoolForFull() throws Exception {
        Spool spool = new Spool(directory, 1_000);
        try (SpoolFile file = spool.open()) {
            file.append(ByteBuffer.allocate(600));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.append(ByteBuffer.allocate(400))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(spool.usedOctets()).isZero();
    }

    @Test
    void aStoreThatIsAwayFailsTheUploadAndFreesTheSpool() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        store.setAway(true);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            // The part's failure may be known before append has returned.
            assertThatThrownBy(() -> {
                        upload.append(ByteBuffer.allocate(PART + 1));
                        upload.complete();
                    })
                    .isInstanceOf(BlobStoreUnavailableException.class);
        }
        try (StagedUpload small = new StagedUpload(store, keys, spool)) {
            small.append(ByteBuffer.allocate(100));
            assertThatThrownBy(small::complete).isInstanceOf(BlobStoreUnavailableException.class);
        }
        await().until(() -> spool.usedOctets() == 0);
        assertThat(store.names()).isEmpty();
    }

    @Test
    void anUploadThatIsGivenUpIsAborted() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(ByteBuffer.allocate(PART + 1));
            await().until(() -> store.calls("part") == 1);
        }
        await().until(() -> store.calls("abort") == 1 && spool.usedOctets() == 0);
        assertThat(store.names()).isEmpty();
    }
}
