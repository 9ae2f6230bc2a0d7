package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.body.BlobRef;

/** What every {@link BlobStore} does; run against the fake and against a real store. */
public abstract class BlobStoreContract {
    private final AtomicInteger names = new AtomicInteger();

    @TempDir
    Path directory;

    /** The store under test. */
    protected abstract BlobStore store();

    protected String newKey() {
        return "pack/2026110100/" + getClass().getSimpleName() + names.incrementAndGet();
    }

    @Test
    void readsBackWhatWasPut() throws Exception {
        String key = newKey();
        byte[] octets = random(10_000);
        store().put(key, octets, 9_000);
        assertThat(store().get(key, 0, 9_000)).isEqualTo(java.util.Arrays.copyOf(octets, 9_000));
    }

    @Test
    void readsRanges() throws Exception {
        String key = newKey();
        store().put(key, "0123456789".getBytes(StandardCharsets.US_ASCII), 10);
        assertThat(store().get(key, 0, 1)).asString(StandardCharsets.US_ASCII).isEqualTo("0");
        assertThat(store().get(key, 3, 4)).asString(StandardCharsets.US_ASCII).isEqualTo("3456");
        assertThat(store().get(key, 9, 1)).asString(StandardCharsets.US_ASCII).isEqualTo("9");
        assertThat(store().get(key, 5, 0)).isEmpty();
    }

    @Test
    void anObjectThatEndsEarlyIsAFailure() throws Exception {
        String key = newKey();
        store().put(key, new byte[10], 10);
        assertThatThrownBy(() -> store().get(key, 5, 6)).isInstanceOf(BlobStoreUnavailableException.class);
        assertThatThrownBy(() -> store().get(key, 20, 1)).isInstanceOf(BlobStoreUnavailableException.class);
    }

    @Test
    void saysWhenAnObjectDoesNotExist() {
        String key = newKey();
        assertThatThrownBy(() -> store().get(key, 0, 1))
                .isInstanceOfSatisfying(
                        NoSuchObjectException.class,
                        e -> assertThat(e.objectKey()).isEqualTo(key));
    }

    @Test
    void aRepeatedPutChangesNothing() throws Exception {
        String key = newKey();
        byte[] octets = random(100);
        store().put(key, octets, 100);
        store().put(key, octets, 100);
        assertThat(store().get(key, 0, 100)).isEqualTo(octets);
    }

    @Test
    void deletesByNameAndForgivesMissingOnes() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(newKey());
            store().put(keys.get(i), new byte[1], 1);
        }
        keys.add(newKey());
        store().delete(keys);
        store().delete(keys);
        store().delete(List.of());
        for (String key : keys) {
            assertThatThrownBy(() -> store().get(key, 0, 1)).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void stagesALargeBodyInParts() throws Exception {
        byte[] body = random(2 * MultipartUpload.MINIMUM_PART_OCTETS + 12_345);
        assertThat(staged(body, 100_000)).isEqualTo(body);
    }

    @Test
    void stagesABodyThatEndsWithAPart() throws Exception {
        byte[] body = random(2 * MultipartUpload.MINIMUM_PART_OCTETS);
        assertThat(staged(body, MultipartUpload.MINIMUM_PART_OCTETS)).isEqualTo(body);
    }

    @Test
    void stagesABodySmallerThanAPart() throws Exception {
        byte[] body = random(300_000);
        assertThat(staged(body, 8_192)).isEqualTo(body);
    }

    private byte[] staged(byte[] body, int chunk) throws InterruptedException {
        String key = newKey();
        Spool spool = new Spool(directory, 1 << 30);
        BlobRef blob;
        try (StagedUpload upload = new StagedUpload(store(), () -> new ReservedKey(key, Long.MAX_VALUE), spool)) {
            for (int at = 0; at < body.length; at += chunk) {
                upload.append(ByteBuffer.wrap(body, at, Math.min(chunk, body.length - at)));
            }
            blob = upload.complete();
        }
        assertThat(blob.getObjectKey()).isEqualTo(key);
        assertThat(blob.getLength()).isEqualTo(body.length);
        return store().get(key, 0, body.length);
    }

    @Test
    void anUploadThatWasGivenUpLeavesNoObject() throws Exception {
        String key = newKey();
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store(), () -> new ReservedKey(key, Long.MAX_VALUE), spool)) {
            upload.append(ByteBuffer.wrap(random(MultipartUpload.MINIMUM_PART_OCTETS + 1)));
        }
        assertThatThrownBy(() -> store().get(key, 0, 1)).isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void aDiscardedUploadIsDeleted() throws Exception {
        String key = newKey();
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store(), () -> new ReservedKey(key, Long.MAX_VALUE), spool)) {
            upload.append(ByteBuffer.wrap(random(1_000)));
            upload.complete();
            upload.discard();
        }
        assertThatThrownBy(() -> store().get(key, 0, 1)).isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void answersAProbe() throws Exception {
        store().probe();
    }

    /** The same octets for the same length. */
    protected static byte[] random(int length) {
        byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return octets;
    }
}
