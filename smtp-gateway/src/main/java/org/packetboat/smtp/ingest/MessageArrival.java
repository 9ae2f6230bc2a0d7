package org.packetboat.smtp.ingest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.DotDecoder;
import org.packetboat.mail.smtp.LineEndFilter;
import org.packetboat.mail.smtp.OctetSink;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.Arrival;
import org.packetboat.smtp.session.ChunkSource;
import org.packetboat.smtp.session.DataSource;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings.BareLineEnds;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.Transaction;

/**
 * One message while it arrives. Reads it to its end, or a chunk to its end, whatever is wrong with it, so that the next command is found: after
 * the first failure the octets are skipped, and the failure is thrown at the end. Between two chunks it is held as {@link MessageBody} holds
 * it: what that costs is bounded. Used by one thread at a time.
 */
final class MessageArrival implements Arrival {
    /** Servers that a message may have passed before it came here (RFC 5321 §6.3). */
    private static final int MOST_HOPS = 100;

    /** What is left for the log of the time to answer, when the store takes all of its own. */
    private static final Duration FOR_THE_LOG = Duration.ofSeconds(2);

    private final MessageIngest ingest;
    private final Envelope envelope;
    private final MessageBody body;
    private final Tracing.Acceptance acceptance;
    private final long messageLimit;
    private final HeaderSectionMeter header;
    private final boolean isMended;
    /** Behind the checks: the body, or what completes the header section in front of it. */
    private final OctetSink kept;

    private final Optional<HeaderCompletion> completion;
    private final LineEndFilter lines;
    private long octets;
    private @Nullable RuntimeException failure;
    private boolean isClosed;

    /**
     * What is known before the first octet.
     *
     * @param returnPathOctets of what is in the body already
     */
    record Envelope(DeliveryId id, Instant acceptedAt, Peer peer, Transaction transaction, int returnPathOctets) {}

    /** Makes the part that completes the header section. */
    @FunctionalInterface
    interface Completing {
        HeaderCompletion inFrontOf(OctetSink body);
    }

    /**
     * @param body with the trace header
     * @param completing for mail that is submitted
     */
    MessageArrival(
            MessageIngest ingest,
            Envelope envelope,
            MessageBody body,
            Tracing.Acceptance acceptance,
            SmtpLimits limits,
            BareLineEnds bareLineEnds,
            Optional<Completing> completing) {
        this.ingest = ingest;
        this.envelope = envelope;
        this.body = body;
        this.acceptance = acceptance;
        this.messageLimit = limits.messageOctets();
        this.header = new HeaderSectionMeter(limits.headerOctets());
        this.isMended = bareLineEnds == BareLineEnds.NORMALISE;
        this.completion = completing.map(any -> any.inFrontOf(body::append));
        this.kept = completion.isPresent() ? completion.get() : body::append;
        this.lines = new LineEndFilter(
                isMended ? LineEndFilter.Treatment.MEND : LineEndFilter.Treatment.REMEMBER, this::take);
    }

    /** Puts the trace header in front. What fails is said at the end of the data, as all that fails is. */
    void open(Octets returnPath, Octets received) throws InterruptedException {
        OptionalLong announced = envelope.transaction().parameters().size();
        try {
            body.expect((long) returnPath.length() + received.length(), announced);
            body.append(returnPath);
            body.append(received);
        } catch (RuntimeException failed) { // a bug as well must not leave the stream out of step
            fail(failed);
        }
    }

    @Override
    public void readData(DataSource source) throws InterruptedException {
        DotDecoder decoder = new DotDecoder();
        // The decoder sees bare line ends by itself: looking at every octet again is for those who mend them.
        OctetSink sink = isMended ? lines : this::take;
        while (!decoder.atEnd()) {
            ByteBuffer chunk = source.take();
            int at = chunk.arrayOffset() + chunk.position();
            int read = decoder.decode(chunk.array(), at, chunk.remaining(), sink);
            chunk.position(chunk.position() + read);
            checkForm(decoder.hasBareLineEnd(), decoder.hasNul());
            if (decoder.atEnd()) {
                source.leave(chunk);
            }
        }
        throwFailure();
    }

    @Override
    public void readChunk(ChunkSource chunk) throws InterruptedException {
        boolean hasLines = envelope.transaction().parameters().body() != BodyType.BINARY_MIME;
        OctetSink sink = hasLines ? lines : this::take;
        while (!chunk.atEnd()) {
            ByteBuffer some = chunk.take();
            sink.octets(some.array(), some.arrayOffset() + some.position(), some.remaining());
            checkForm(lines.hasBareLineEnd(), lines.hasNul());
        }
        throwFailure();
    }

    @Override
    public DeliveryId accept() throws InterruptedException {
        lines.finish();
        checkForm(lines.hasBareLineEnd(), lines.hasNul());
        throwFailure();
        if (completion.isPresent()) {
            completion.get().finish();
        }
        Peer peer = envelope.peer();
        Transaction transaction = envelope.transaction();
        body.fitInto(AcceptanceLog.RECORD_OCTETS - transaction.envelopeOctets());
        Deadline deadline = ingest.deadline();
        MessageOctets whole = body.complete(deadline.without(FOR_THE_LOG).left());
        AcceptedMessage message = new AcceptedMessage(
                envelope.id(),
                transaction.reversePath(),
                transaction.recipients(),
                envelope.acceptedAt(),
                envelope.returnPathOctets(),
                whole,
                transaction.parameters(),
                new AcceptedMessage.Client(
                        peer.address(), peer.helo(), peer.login().map(Login::account), transaction.allowance()),
                acceptance.parent());
        ingest.accept(message, body, deadline.with(body.queuedFor()));
        acceptance.accepted(message);
        return envelope.id();
    }

    private void take(byte[] array, int offset, int length) throws InterruptedException {
        if (failure != null) {
            return;
        }
        octets += length;
        try {
            check(array, offset, length);
            kept.octets(array, offset, length);
        } catch (RuntimeException failed) { // a bug as well must not leave the stream out of step
            fail(failed);
        }
    }

    private void check(byte[] array, int offset, int length) {
        if (octets > messageLimit) {
            throw new LimitException(Limit.MESSAGE_SIZE, "limit=" + messageLimit);
        }
        if (header.exceeds(array, offset, length)) {
            throw new LimitException(Limit.HEADER_SECTION, "octets=" + octets);
        }
        if (header.flaw().isPresent()) {
            throw new RefusedException(header.flaw().get());
        }
        if (header.hops() > MOST_HOPS) {
            throw new RefusedException(Refusal.MAIL_LOOP);
        }
    }

    private void checkForm(boolean hasBareLineEnd, boolean hasNul) {
        if (failure == null && hasBareLineEnd && !isMended) {
            fail(new RefusedException(Refusal.BARE_LINE_END));
        } else if (failure == null && hasNul) {
            fail(new RefusedException(Refusal.NUL_OCTET));
        }
    }

    private void fail(RuntimeException failed) {
        failure = failed;
        body.close();
    }

    private void throwFailure() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            body.close();
            acceptance.close();
        }
    }
}
