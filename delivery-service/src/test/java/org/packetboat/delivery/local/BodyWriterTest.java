package org.packetboat.delivery.local;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.MultipartUpload;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.MessageTrace;

/** A body is written again where its object may no longer be referred to. */
class BodyWriterTest {
    private static final int PART = MultipartUpload.MINIMUM_PART_OCTETS;
    private static final int OCTETS = 3 * PART + 1_000;

    @TempDir
    Path directory;

    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final byte[] body = new byte[OCTETS];

    @BeforeEach
    void stage() throws InterruptedException {
        Arrays.fill(body, (byte) 'x');
        byte[] header = "Subject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(header, 0, body, 0, header.length);
        store.put("staged/1", body, body.length);
    }

    /** It is asked for until it works, so a store that takes no more would never be asked for anything else. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLargeBodyIsCopiedInParts() throws Exception {
        Mail.Stored stored = stored(new Spool(directory, 1 << 30));
        store.setLargestRequest(PART);
        assertCopied(new Spool(directory, 1 << 30), stored);
    }

    /** It needs room for two parts. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aBodyThatIsLargerThanTheSpoolIsCopied() throws Exception {
        Spool spool = new Spool(directory, 2L * PART);
        assertCopied(spool, stored(spool));
    }

    private void assertCopied(Spool spool, Mail.Stored stored) throws InterruptedException {
        String copy = writer(spool).writeAgain(stored).body().getBlob().getObjectKey();
        assertThat(copy).isNotEqualTo("staged/1");
        assertThat(store.get(copy, 0, OCTETS)).isEqualTo(body);
    }

    private Mail.Stored stored(Spool spool) throws InterruptedException {
        Mail mail = new Mail(TestMail.staged(TestMail.to(1), "staged/1", OCTETS), MessageTrace.NONE);
        BodyWriter.Written written = writer(spool).write(List.of(mail)).getFirst();
        assertThat(written.failure()).isEmpty();
        return requireNonNull(written.stored());
    }

    private BodyWriter writer(Spool spool) {
        return new BodyWriter(store, new ReservedKeys(new FakeLedger()::reserve), spool);
    }
}
