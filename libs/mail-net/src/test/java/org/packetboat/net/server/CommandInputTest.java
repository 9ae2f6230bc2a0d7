package org.packetboat.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.packetboat.net.flow.ChunkQueue;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LineFramer;

/** What awakens a lane that rests; that its thread starts under the lock would be an assertion's failure. */
class CommandInputTest {
    private final CountDownLatch ran = new CountDownLatch(1);
    private final CommandInput input = input(new CommandLane(new CommandLane.Work() {
        @Override
        public @Nullable LaneTask poll() {
            return ran.getCount() > 0 ? ran::countDown : null;
        }

        @Override
        public void idle() {}

        @Override
        public void resting() {}

        @Override
        public void failed(Throwable failure) {}
    }));

    /** Of its connection nothing is asked while the lane is busy. */
    @SuppressWarnings("NullAway")
    private static CommandInput input(CommandLane lane) {
        ChunkQueue.Source source = new ChunkQueue.Source() {
            @Override
            public void pause() {}

            @Override
            public void resume() {}
        };
        return new CommandInput(
                null,
                lane,
                new LineFramer(100, LineEnd.CRLF),
                source,
                ListenerOptions.Timeouts.DEFAULTS,
                new StreamBudget(0));
    }

    private void assertAwakened() throws InterruptedException {
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void octetsDo() throws InterruptedException {
        input.add(ByteBuffer.allocate(1));
        assertAwakened();
    }

    @Test
    void theEndDoes() throws InterruptedException {
        input.end();
        assertAwakened();
    }
}
