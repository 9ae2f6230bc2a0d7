package org.packetboat.smtp.adapter;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.Spool;
import org.packetboat.blob.SpoolFullException;
import org.packetboat.blob.StagedUpload;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.AbandonRequest;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.LedgerClient;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.StagingArea;

/** The spool directory and the object store behind it. */
public final class BlobStagingArea implements StagingArea {
    private static final System.Logger LOG = System.getLogger(BlobStagingArea.class.getName());

    private final BlobStore store;
    private final ObjectKeySource keys;
    private final Spool spool;
    private final LedgerClient ledger;
    private final Duration uploadTimeout;

    /**
     * @param keys of kind STAGED, reserved for this gateway
     * @param uploadTimeout after which the store finishes no upload that was given up
     */
    public BlobStagingArea(
            BlobStore store, ObjectKeySource keys, Spool spool, LedgerClient ledger, Duration uploadTimeout) {
        this.uploadTimeout = uploadTimeout;
        this.store = store;
        this.keys = keys;
        this.spool = spool;
        this.ledger = ledger;
    }

    @Override
    public Staging open(long announced) {
        return new BlobStaging(new StagedUpload(store, keys, spool, announced));
    }

    private static LimitException full(SpoolFullException e) {
        LOG.log(Level.WARNING, "spool takes no more reason={0}", String.valueOf(e.getMessage()));
        return new LimitException(Limit.SPOOL, String.valueOf(e.getMessage()));
    }

    /** One upload. */
    private final class BlobStaging implements Staging {
        private final StagedUpload upload;
        private boolean isStored;
        private boolean kept;

        BlobStaging(StagedUpload upload) {
            this.upload = upload;
        }

        @Override
        public void append(byte[] array, int offset, int length) throws InterruptedException {
            try {
                upload.append(ByteBuffer.wrap(array, offset, length));
            } catch (SpoolFullException e) {
                throw full(e);
            } catch (BlobStoreUnavailableException e) {
                throw new UnavailableException("object store does not take a part", e);
            }
        }

        @Override
        public MessageOctets.Staged complete(Duration within) throws InterruptedException {
            try {
                BlobRef blob = upload.complete(within);
                isStored = true;
                return new MessageOctets.Staged(blob.getObjectKey(), blob.getLength());
            } catch (SpoolFullException e) {
                throw full(e);
            } catch (BlobStoreUnavailableException e) {
                throw new UnavailableException("object store does not take the message", e);
            }
        }

        @Override
        public Duration queuedFor() {
            return upload.queuedFor();
        }

        @Override
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            try {
                upload.close();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "spool file not closed", e);
            }
            if (!kept && upload.objectKey().isPresent()) {
                giveUpLater();
            }
        }

        /**
         * Not on the lane: the client need not wait for a store that is away. An upload that is still under way could make the object after it was
         * deleted, and then nobody would know of it: it is given the time to end first.
         */
        private void giveUpLater() {
            Duration pause = isStored ? Duration.ZERO : uploadTimeout;
            CompletableFuture.delayedExecutor(
                            pause.toMillis(),
                            TimeUnit.MILLISECONDS,
                            work -> Thread.ofVirtual().name("give-up-staged").start(work))
                    .execute(this::giveUp);
        }

        /** No record refers to the key, and none will. */
        private void giveUp() {
            try {
                upload.discard();
                ledger.abandon(AbandonRequest.newBuilder()
                        .addObjectKeys(upload.objectKey().orElseThrow())
                        .build());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // The ledger deletes reserved names without references in time (architecture 2.5).
                LOG.log(Level.WARNING, "staged object not given up", e);
            }
        }
    }
}
