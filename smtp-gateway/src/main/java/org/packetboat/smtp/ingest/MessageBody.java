package org.packetboat.smtp.ingest;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Octets;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.StagingArea;
import org.packetboat.smtp.port.StagingArea.Staging;

/** The octets of one message while they arrive: on the heap up to the inline limit, in the staging area above it. Used by one thread. */
final class MessageBody implements AutoCloseable {
    private static final int FIRST_OCTETS = 8 << 10;
    /** More than completing the header section adds. */
    private static final int COMPLETION_OCTETS = 1 << 10;

    private static final byte[] NONE = {};

    private final int inlineLimit;
    private final InlineBudget budget;
    private final StagingArea area;
    private byte[] array = NONE;
    private int length;
    private @Nullable Staging staging;
    /** What will come in all; 0 if nobody knows. */
    private long expected;

    MessageBody(int inlineLimit, InlineBudget budget, StagingArea area) {
        this.inlineLimit = inlineLimit;
        this.budget = budget;
        this.area = area;
    }

    /**
     * Makes room for what comes, if that is little.
     *
     * @param ours what we put in front
     * @param announced what the client has announced, if it did
     */
    void expect(long ours, OptionalLong announced) {
        long octets = ours + announced.orElse(0);
        if (octets <= 2 * FIRST_OCTETS) {
            grow((int) octets);
        }
        expected = announced.isPresent() ? octets + COMPLETION_OCTETS : 0;
    }

    void append(Octets octets) throws InterruptedException {
        append(octets.array(), octets.offset(), octets.length());
    }

    void append(byte[] source, int offset, int count) throws InterruptedException {
        Staging staged = staging;
        if (staged == null && fits(count)) {
            System.arraycopy(source, offset, array, length, count);
            length += count;
            return;
        }
        if (staged == null) {
            staged = spill();
        }
        staged.append(source, offset, count);
    }

    private boolean fits(int more) {
        int needed = length + more;
        if (needed > inlineLimit) {
            return false;
        }
        return needed <= array.length || grow(Math.clamp(2L * array.length, needed, inlineLimit));
    }

    private boolean grow(int octets) {
        int capacity = Math.min(Math.max(octets, FIRST_OCTETS), inlineLimit);
        if (!budget.tryTake(capacity - array.length)) {
            return false;
        }
        array = Arrays.copyOf(array, capacity);
        return true;
    }

    private Staging spill() throws InterruptedException {
        Staging opened = area.open(expected);
        staging = opened;
        opened.append(array, 0, length);
        dropArray();
        return opened;
    }

    /**
     * The message is whole: it is staged unless its record has room for it. May wait for room in the staging area.
     *
     * @param inlineOctets what its record has room for
     */
    void fitInto(long inlineOctets) throws InterruptedException {
        if (staging == null && length > inlineOctets) {
            spill();
        }
    }

    /** Waits until the message is where its record says. */
    MessageOctets complete(Duration within) throws InterruptedException {
        Staging staged = staging;
        return staged == null ? new MessageOctets.Inline(Octets.of(array, 0, length)) : staged.complete(within);
    }

    /** How long that waited until the store had time for this message. */
    Duration queuedFor() {
        Staging staged = staging;
        return staged == null ? Duration.ZERO : staged.queuedFor();
    }

    /** The record was handed over. */
    void keep() {
        Staging staged = staging;
        if (staged != null) {
            staged.keep();
        }
    }

    @Override
    public void close() {
        dropArray();
        Staging staged = staging;
        if (staged != null) {
            staging = null;
            staged.close();
        }
    }

    private void dropArray() {
        budget.giveBack(array.length);
        array = NONE;
        length = 0;
    }
}
