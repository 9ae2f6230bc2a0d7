package org.packetboat.delivery.remote;

import com.google.protobuf.ByteString;
import org.packetboat.blob.BlobStore;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.remote.smtp.OutboundBody;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.OctetSink;

/** The octets of queued messages, wherever they are. */
public final class QueuedBodies {
    private static final int PIECE_OCTETS = 256 * 1024;
    private static final int COPY_OCTETS = 16 * 1024;
    private static final int HEADER_OCTETS = 32 * 1024;

    private final BlobStore store;

    public QueuedBodies(BlobStore store) {
        this.store = store;
    }

    /** What leaves: all of it but the Return-Path line (architecture 2.3). */
    OutboundBody outbound(AcceptedMail mail) {
        int from = mail.getReturnPathOctets();
        return mail.hasInline() ? new Inline(mail.getInline().substring(from)) : new Stored(mail.getStaged(), from);
    }

    /** A small message, or the beginning of a large one. */
    Octets beginning(AcceptedMail mail) throws InterruptedException {
        if (mail.hasInline()) {
            return Octets.of(mail.getInline().toByteArray());
        }
        BlobRef blob = mail.getStaged();
        int count = (int) Math.min(HEADER_OCTETS, blob.getLength());
        return Octets.of(store.get(blob.getObjectKey(), blob.getOffset(), count));
    }

    private record Inline(ByteString content) implements OutboundBody {
        @Override
        public long octets() {
            return content.size();
        }

        @Override
        public void writeTo(OctetSink sink) throws InterruptedException {
            byte[] piece = new byte[COPY_OCTETS];
            for (int at = 0; at < content.size(); at += COPY_OCTETS) {
                int count = Math.min(COPY_OCTETS, content.size() - at);
                content.copyTo(piece, at, 0, count);
                sink.octets(piece, 0, count);
            }
        }
    }

    /** Piece by piece: a range is read at the store's pace and written at the server's. */
    private final class Stored implements OutboundBody {
        private final BlobRef blob;
        private final int from;

        Stored(BlobRef blob, int from) {
            this.blob = blob;
            this.from = from;
        }

        @Override
        public long octets() {
            return blob.getLength() - from;
        }

        @Override
        public void writeTo(OctetSink sink) throws InterruptedException {
            for (long at = from; at < blob.getLength(); at += PIECE_OCTETS) {
                int count = (int) Math.min(PIECE_OCTETS, blob.getLength() - at);
                sink.octets(store.get(blob.getObjectKey(), blob.getOffset() + at, count), 0, count);
            }
        }
    }
}
