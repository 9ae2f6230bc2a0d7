package org.packetboat.mailbox.message;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mailbox.store.UidRanges;

/**
 * Measures the hot paths without the network in front: operations per second, and processor time of this process and of the database's processes per
 * operation. Run it by hand, with {@code -Dpacketboat.test.database=postgresql://...} and {@code -Dpostmaster=pid}.
 */
final class MessageBench {
    private static final int SECONDS = Integer.getInteger("seconds", 8);

    private final MailboxFixture mail;
    private final List<Long> accounts = new ArrayList<>();
    private final List<Long> inboxes = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private String key = "";

    private MessageBench(MailboxFixture mail) {
        this.mail = mail;
    }

    /** One caller's work; returns how many operations it did. */
    private interface Work {
        long run(int caller) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        try (MailboxFixture mail = MailboxFixture.start()) {
            MessageBench bench = new MessageBench(mail);
            bench.fill();
            for (int round = 0; round < 2; round++) {
                System.out.println("round " + round);
                bench.measure("deliver, 2 callers, 12 accounts", 2, caller -> bench.deliver(12));
                bench.measure("append, 8 callers", 8, bench::append);
                bench.measure("store, 4 callers", 4, bench::store);
                bench.measure("fetch rows, 4 callers", 4, caller -> bench.fetch(caller));
                bench.measure("fetch rows + envelope", 4, caller -> bench.fetch(caller, MetadataField.ENVELOPE));
                bench.measure("fetch rows + blob", 4, caller -> bench.fetch(caller, MetadataField.BLOB));
                bench.measure("nothing changed, 4 callers", 4, bench::changes);
            }
        }
    }

    private void fill() throws Exception {
        key = mail.objectKey();
        for (int i = 0; i < 50; i++) {
            accounts.add(mail.store.account("bench" + i + "@mail.test"));
            inboxes.add(mail.inbox(accounts.get(i)));
        }
        for (int i = 0; i < 8; i++) {
            DeliverRequest.Builder request = DeliverRequest.newBuilder();
            request.addBodies(TestMail.body(key, 0, "a message of the bench"));
            for (int n = 0; n < 1_000; n++) {
                request.addDeliveries(MailboxFixture.delivery(accounts.get(i)));
            }
            mail.deliverer.deliver(request.build());
        }
    }

    private long deliver(int batch) throws InterruptedException {
        DeliverRequest.Builder request = DeliverRequest.newBuilder();
        for (int i = 0; i < batch; i++) {
            long n = next.getAndIncrement();
            request.addBodies(TestMail.body(key, i * 4_096L, "subject " + n));
            request.addDeliveries(
                    MailboxFixture.delivery(accounts.get(10 + (int) (n % 39))).setBody(i));
        }
        for (DeliverOutcome outcome : mail.deliverer.deliver(request.build()).getOutcomesList()) {
            if (outcome.getStatus() != DeliverOutcome.Status.STORED) {
                throw new IllegalStateException(outcome.toString());
            }
        }
        return batch;
    }

    private long append(int caller) throws InterruptedException {
        mail.messages
                .appender()
                .append(AppendRequest.newBuilder()
                        .setAccountId(accounts.get(10 + caller))
                        .setMailbox("INBOX")
                        .setOperationId(TestMail.freshId())
                        .addMessages(AppendMessage.newBuilder().setBody(TestMail.body(key, 0, "appended")))
                        .build());
        return 1;
    }

    private long store(int caller) throws InterruptedException {
        long n = next.getAndIncrement();
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(accounts.get(caller))
                        .setMailboxId(inboxes.get(caller))
                        .setOperationId(TestMail.freshId())
                        .setUids(UidRanges.of(1 + n % 1_000).toUidSet())
                        .setMode((n / 4_000) % 2 == 0 ? StoreRequest.Mode.ADD : StoreRequest.Mode.REMOVE)
                        .setFlags(Flags.newBuilder().setSystem(1))
                        .build());
        return 1;
    }

    private long fetch(int caller, MetadataField... fields) throws InterruptedException {
        long[] rows = new long[1];
        mail.messages
                .reader()
                .fetch(
                        FetchRequest.newBuilder()
                                .setAccountId(accounts.get(caller))
                                .setMailboxId(inboxes.get(caller))
                                .setUids(new UidRanges.Builder()
                                        .add(1, 1_000)
                                        .build()
                                        .toUidSet())
                                .addAllFields(List.of(fields))
                                .build(),
                        batch -> {
                            batch.toByteArray();
                            rows[0] += batch.getRowsCount();
                        });
        return rows[0];
    }

    private long changes(int caller) throws InterruptedException {
        mail.messages
                .changes()
                .changes(
                        ChangesRequest.newBuilder()
                                .setAccountId(accounts.get(49))
                                .setMailboxId(inboxes.get(49))
                                .setSinceModSeq(1)
                                .setSinceUidNext(1)
                                .build(),
                        batch -> {});
        return 1;
    }

    private void measure(String what, int callers, Work work) throws InterruptedException {
        AtomicLong count = new AtomicLong();
        long cpu = processorNanos();
        long database = databaseTicks();
        long started = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < callers; c++) {
            int caller = c;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() - started < SECONDS * 1_000_000_000L) {
                        count.addAndGet(work.run(caller));
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double operations = count.get();
        System.out.printf(
                "%-34s %8.0f/s  java %6.1f us  database %6.1f us%n",
                what,
                operations * 1e9 / (System.nanoTime() - started),
                (processorNanos() - cpu) / 1e3 / operations,
                (databaseTicks() - database) * 1e4 / operations);
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Hundredths of a second that the processes below the postmaster have used. */
    private static long databaseTicks() {
        String postmaster = System.getProperty("postmaster", "");
        if (postmaster.isEmpty()) {
            return 0;
        }
        long ticks = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ticks += ticks(process, postmaster);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks;
    }

    private static long ticks(Path process, String postmaster) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[1].equals(postmaster) ? Long.parseLong(fields[11]) + Long.parseLong(fields[12]) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
