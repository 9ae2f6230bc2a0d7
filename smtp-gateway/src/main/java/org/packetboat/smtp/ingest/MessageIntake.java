package org.packetboat.smtp.ingest;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.DotDecoder;
import org.packetboat.mail.smtp.OctetSink;
import org.packetboat.smtp.session.DataSource;
import org.packetboat.smtp.session.SmtpLimits;

/**
 * Reads a message to its end, whatever is wrong with it, so that the next command is found: after the first failure the octets are skipped,
 * and the failure is thrown at the end. Used by one thread, once.
 */
final class MessageIntake implements OctetSink {
    private final MessageBody body;
    private final long messageLimit;
    private final HeaderSectionMeter header;
    private final DotDecoder decoder = new DotDecoder();
    private long octets;
    private @Nullable RuntimeException failure;

    MessageIntake(MessageBody body, SmtpLimits limits) {
        this.body = body;
        this.messageLimit = limits.messageOctets();
        this.header = new HeaderSectionMeter(limits.headerOctets());
    }

    /** Returns when the end was read and the message can be taken. */
    void readFrom(DataSource source) throws InterruptedException {
        while (!decoder.atEnd()) {
            ByteBuffer chunk = source.take();
            int at = chunk.arrayOffset() + chunk.position();
            int read = decoder.decode(chunk.array(), at, chunk.remaining(), this);
            chunk.position(chunk.position() + read);
            if (failure == null) {
                checkForm();
            }
            if (decoder.atEnd()) {
                source.leave(chunk);
            }
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void octets(byte[] array, int offset, int length) throws InterruptedException {
        if (failure != null) {
            return;
        }
        octets += length;
        try {
            check(array, offset, length);
            body.append(array, offset, length);
        } catch (RuntimeException failed) { // a bug as well must not leave the stream out of step
            fail(failed);
        }
    }

    private void checkForm() {
        if (decoder.hasBareLineEnd()) {
            fail(new RefusedException(Refusal.BARE_LINE_END));
        } else if (decoder.hasNul()) {
            fail(new RefusedException(Refusal.NUL_OCTET));
        }
    }

    private void check(byte[] array, int offset, int length) {
        if (octets > messageLimit) {
            throw new LimitException(Limit.MESSAGE_SIZE, "limit=" + messageLimit);
        }
        if (header.exceeds(array, offset, length)) {
            throw new LimitException(Limit.HEADER_SECTION, "octets=" + octets);
        }
    }

    private void fail(RuntimeException failed) {
        failure = failed;
        body.close();
    }
}
