package org.packetboat.net.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkQueueTest {
    private final List<String> calls = new ArrayList<>();
    private final ChunkQueue queue = new ChunkQueue(
            new ChunkQueue.Source() {
                @Override
                public void pause() {
                    calls.add("pause");
                }

                @Override
                public void resume() {
                    calls.add("resume");
                }
            },
            10_000);

    @Test
    void pausesAboveItsBoundAndResumesBelowHalfOfIt() {
        queue.add(ByteBuffer.allocate(6_000));
        assertThat(calls).isEmpty();
        queue.add(ByteBuffer.allocate(4_500));
        assertThat(calls).containsExactly("pause");
        ByteBuffer first = queue.poll();
        assertThat(first).isNotNull();
        assertThat(calls).containsExactly("pause", "resume");
        assertThat(queue.octets()).isEqualTo(4_500);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void countsWhatTinyChunksCost() {
        for (int i = 0; i < 200; i++) {
            queue.add(ByteBuffer.allocate(1));
        }
        assertThat(calls).containsExactly("pause");
    }

    @Test
    void keepsOrderWithWhatIsPutBack() {
        queue.add(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        queue.add(ByteBuffer.wrap(new byte[] {4}));
        ByteBuffer first = queue.poll();
        assertThat(first).isNotNull();
        if (first != null) {
            first.get();
            queue.pushBack(first);
        }
        assertThat(queue.octets()).isEqualTo(3);
        ByteBuffer again = queue.poll();
        assertThat(again == null ? 0 : again.get()).isEqualTo((byte) 2);
        assertThat(queue.poll()).isEqualTo(ByteBuffer.wrap(new byte[] {4}));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void followsAChangedBound() {
        queue.add(ByteBuffer.allocate(9_000));
        queue.bound(4_000);
        assertThat(calls).containsExactly("pause");
        queue.bound(20_000);
        assertThat(calls).containsExactly("pause", "resume");
    }
}
