package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients of every kind on one mailbox, half of them at each of two gateways, do at random what IMAP offers while mail arrives. Whatever each is told is
 * checked against a model: exactly where one operation is done at a time, and by whether there is an order that explains everything where all
 * clients go on at once. What each client does is drawn from the seed alone; with {@code -Dseed=} it does the same again.
 */
class SynchronisationModelIT {
    private static final int GATEWAYS = 2;
    private static final int EXACT = TestSize.pick(1_500, 60_000);

    /** Operations of each client between two rests of all. */
    private static final int OF_ROUND = 20;

    private static final int ROUNDS = TestSize.pick(10, 300);

    private static Stack stack;

    private final List<ModelClient> clients = new ArrayList<>();
    private String user = "";

    @BeforeAll
    static void start() {
        stack = Stack.start(Map.of(), List.of("--instances", "imap-gateway=" + GATEWAYS));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void leave() {
        clients.forEach(ModelClient::close);
    }

    private static List<Integer> gateways() {
        return List.of(stack.imap(), stack.imap() + Stack.SECOND_INSTANCE);
    }

    private void account(String name) throws IOException {
        user = name + "-" + UUID.randomUUID() + "@mail.test";
        stack.addAccount(user, "secret");
        try (ImapWire imap = ImapWire.login(stack.imap(), user, "secret")) {
            for (String mailbox : ModelClient.MAILBOXES) {
                imap.command("CREATE " + mailbox);
            }
        }
    }

    /** One of each kind at each gateway. */
    private void enter(ModelJudge judge, ModelPost post, RandomGenerator random) throws IOException {
        for (ModelSession.Kind kind : ModelSession.Kind.values()) {
            for (int port : gateways()) {
                String name = "client" + (clients.size() + 1);
                ModelClient client = new ModelClient(name, new ModelSession(kind, port, user, judge), judge, post);
                clients.add(client);
                client.enter(random);
            }
        }
    }

    @Test
    void oneOperationAtATime() throws Exception {
        long seed = TestSize.seed("SynchronisationModelIT.oneOperationAtATime");
        RandomGenerator random = new SplittableRandom(seed);
        account("exact");
        Map<ModelOperation, Integer> done = new EnumMap<>(ModelOperation.class);
        long start = System.nanoTime();
        try (ExactModel model = new ExactModel(user, gateways());
                ModelPost post = new ModelPost(stack.smtp(), user, model)) {
            enter(model, post, random);
            for (int i = 1; i <= EXACT; i++) {
                ModelClient client = clients.get(random.nextInt(clients.size()));
                ModelOperation.Draw draw = ModelOperation.draw(random);
                try {
                    client.run(draw);
                } catch (AssertionError e) {
                    throw new AssertionError("operation " + i + " of -Dseed=" + seed + ": " + e.getMessage(), e);
                }
                done.merge(draw.operation(), 1, Integer::sum);
                if (i % 10_000 == 0) {
                    System.err.println("SynchronisationModelIT: " + i + " operations one at a time");
                }
            }
            clients.forEach(ModelClient::settle);
            System.err.println("SynchronisationModelIT: " + EXACT + " operations one at a time in "
                    + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s, " + model.figures() + " left: "
                    + done);
        }
    }

    @Test
    void allAtOnce() throws Exception {
        long seed = TestSize.seed("SynchronisationModelIT.allAtOnce");
        account("concurrent");
        long start = System.nanoTime();
        try (ConcurrentModel model = new ConcurrentModel(user, gateways());
                ModelPost post = new ModelPost(stack.smtp(), user, model);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            enter(model, post, new SplittableRandom(seed));
            List<RandomGenerator> randoms = new ArrayList<>();
            for (int i = 0; i < clients.size(); i++) {
                randoms.add(new SplittableRandom(seed * 31 + i));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                try {
                    round(threads, randoms);
                    model.rest();
                    clients.forEach(ModelClient::settle);
                    model.goOn();
                    if (round % 50 == 0) {
                        System.err.println("SynchronisationModelIT: " + round + " rounds of all at once");
                    }
                } catch (AssertionError e) {
                    throw new AssertionError("round " + round + " of -Dseed=" + seed + ": " + e.getMessage(), e);
                }
            }
            System.err.println("SynchronisationModelIT: " + ROUNDS * OF_ROUND * clients.size() + " operations of "
                    + clients.size() + " clients at once in "
                    + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s: " + model.figures());
        }
    }

    /** Every client goes on for a while, and waits for nobody. */
    private void round(ExecutorService threads, List<RandomGenerator> randoms) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            ModelClient client = clients.get(i);
            RandomGenerator random = randoms.get(i);
            running.add(threads.submit(() -> {
                Thread.currentThread().setName(client.toString());
                for (int n = 0; n < OF_ROUND; n++) {
                    client.run(ModelOperation.draw(random));
                }
            }));
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            AssertionError first = new AssertionError(failures.getFirst().getMessage(), failures.getFirst());
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
