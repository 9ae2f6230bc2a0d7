package org.packetboat.imap.adapter;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.PackWriter;
import org.packetboat.blob.Spool;
import org.packetboat.blob.SpoolFullException;
import org.packetboat.blob.StagedUpload;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.message.MessageScanner;
import org.packetboat.mailbox.client.StoredBodies;

/**
 * Appended messages on their way into object storage: small ones in memory and then, together with others that arrive at the same time, into
 * a pack; large ones through the spool into an object of their own (architecture 2.4, 4.6). The metadata is computed while octets arrive.
 */
public final class BlobMessageWriter implements MessageWriter {
    private final BlobStore store;
    private final PackWriter packs;
    private final ObjectKeySource staged;
    private final Spool spool;
    private final long memoryOctets;

    /**
     * @param staged keys of kind STAGED for large messages
     * @param memoryOctets messages up to this size are kept in memory
     */
    public BlobMessageWriter(
            BlobStore store, PackWriter packs, ObjectKeySource staged, Spool spool, long memoryOctets) {
        this.store = store;
        this.packs = packs;
        this.staged = staged;
        this.spool = spool;
        this.memoryOctets = memoryOctets;
    }

    @Override
    public Incoming begin(long octets) {
        return octets <= memoryOctets ? new Small((int) octets) : new Large(octets);
    }

    private static UnavailableException unavailable(BlobStoreUnavailableException e) {
        return new UnavailableException("object store does not take the message", e);
    }

    private final class Small implements Incoming {
        private final MessageScanner scanner = new MessageScanner();
        private final PackWriter.Announced announced = packs.announce();
        private final byte[] octets;
        private int length;
        private @Nullable MessageMetadata metadata;

        Small(int octets) {
            this.octets = new byte[octets];
        }

        @Override
        public void append(ByteBuffer more) {
            int count = more.remaining();
            more.get(octets, length, count);
            scanner.accept(octets, length, count);
            length += count;
        }

        @Override
        public StoredBody store() throws InterruptedException {
            try {
                BlobRef blob = announced.write(octets);
                MessageMetadata scanned = metadata == null ? scanner.finish() : metadata;
                metadata = scanned;
                return StoredBodies.of(blob, scanned);
            } catch (BlobStoreUnavailableException e) {
                throw unavailable(e);
            }
        }

        @Override
        public void close() {
            announced.close();
        }
    }

    private final class Large implements Incoming {
        private final MessageScanner scanner = new MessageScanner();
        private final StagedUpload upload;

        Large(long octets) {
            upload = new StagedUpload(store, staged, spool, octets);
        }

        @Override
        public void append(ByteBuffer more) throws InterruptedException {
            scanner.accept(more.array(), more.arrayOffset() + more.position(), more.remaining());
            try {
                upload.append(more);
            } catch (SpoolFullException e) {
                throw new LimitException(Limit.SPOOL, "spool takes no more");
            } catch (BlobStoreUnavailableException e) {
                throw unavailable(e);
            }
        }

        /** An object of its own stays valid for as long as {@code mail.accepted} is kept: it is never too old here. */
        @Override
        public StoredBody store() throws InterruptedException {
            try {
                return StoredBodies.of(upload.complete(), scanner.finish());
            } catch (BlobStoreUnavailableException e) {
                throw unavailable(e);
            }
        }

        @Override
        public void close() {
            upload.close();
        }
    }
}
