package org.packetboat.mailbox.message;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;

/** Measures deliveries per second: a few callers, each with batches to different accounts. */
final class DeliverBench {
    private DeliverBench() {}

    public static void main(String[] args) throws Exception {
        int callers = Integer.getInteger("callers", 2);
        int batch = Integer.getInteger("batch", 12);
        int seconds = Integer.getInteger("seconds", 10);
        try (MailboxFixture mail = MailboxFixture.start()) {
            List<Long> accounts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                accounts.add(mail.store.account("bench" + i + "@mail.test"));
            }
            for (int round = 0; round < 3; round++) {
                long started = System.nanoTime();
                long count = run(mail, accounts, callers, batch, round == 0 ? 5 : seconds);
                double rate = count * 1e9 / (System.nanoTime() - started);
                System.out.printf("round %d: %d messages, %.0f/s%n", round, count, rate);
            }
        }
    }

    private static long run(MailboxFixture mail, List<Long> accounts, int callers, int batch, int seconds)
            throws Exception {
        AtomicLong count = new AtomicLong();
        AtomicLong next = new AtomicLong();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < callers; c++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        DeliverRequest.Builder request = DeliverRequest.newBuilder();
                        String key = mail.objectKey();
                        for (int i = 0; i < batch; i++) {
                            request.addBodies(TestMail.body(key, i * 4_096L, "subject " + next.get()));
                            request.addDeliveries(MailboxFixture.delivery(
                                            accounts.get((int) (next.getAndIncrement() % accounts.size())))
                                    .setBody(i));
                        }
                        DeliverResponse response = mail.deliverer.deliver(request.build());
                        for (DeliverOutcome outcome : response.getOutcomesList()) {
                            if (outcome.getStatus() != DeliverOutcome.Status.STORED) {
                                throw new IllegalStateException(outcome.toString());
                            }
                        }
                        count.addAndGet(batch);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return count.get();
    }
}
