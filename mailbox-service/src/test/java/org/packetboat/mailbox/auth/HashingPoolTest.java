package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class HashingPoolTest {
    @Test
    void runsOnItsOwnThreads() throws Exception {
        try (HashingPool pool = new HashingPool(1)) {
            assertThat(pool.run(() -> Thread.currentThread().getName())).startsWith("hashing-");
            assertThatThrownBy(() -> pool.run(() -> {
                        throw new IllegalArgumentException("x");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void isUnavailableWhenTooManyWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Thread> waiting = new ArrayList<>();
        try (HashingPool pool = new HashingPool(1)) {
            CountDownLatch refused = new CountDownLatch(1);
            for (int i = 0; i < 600; i++) {
                waiting.add(Thread.ofVirtual().start(() -> {
                    try {
                        pool.run(() -> {
                            release.await();
                            return true;
                        });
                    } catch (OverloadException | InterruptedException e) {
                        refused.countDown();
                    }
                }));
            }
            refused.await();
            release.countDown();
            for (Thread thread : waiting) {
                thread.join();
            }
        }
    }
}
