package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients of every kind on one mailbox, half of them at each of two gateways, do at random what IMAP offers while mail arrives. Whatever each is told is
 * checked against a model: exactly where one operation is done at a time, and by whether there is an order that explains everything where all
 * clients go on at once. What each client does is drawn from the seed alone; with {@code -Dseed=} it does the same again.
 */
class SynchronisationModelIT {
    private static final int GATEWAYS = 2;

    /** Accounts in which one operation is done at a time. */
    private static final int ACCOUNTS = TestSize.pick(2, 4);

    private static final int OF_ACCOUNT = TestSize.pick(500, 15_000);

    /** Operations of each client between two rests of all. */
    private static final int OF_ROUND = 20;

    private static final int ROUNDS = TestSize.pick(5, 250);

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(
                Map.of("PACKETBOAT_MAILBOX_SERVICE_SCRAM_ITERATIONS", "4096"),
                List.of("--instances", "imap-gateway=" + GATEWAYS));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    private static List<Integer> gateways() {
        return List.of(stack.imap(), stack.imap() + Stack.SECOND_INSTANCE);
    }

    private static String account(String name) throws IOException {
        String user = name + "-" + UUID.randomUUID() + "@mail.test";
        stack.admin().addAccount(user, "secret");
        try (ImapWire imap = ImapWire.login(stack.imap(), user, "secret")) {
            for (String mailbox : ModelClient.MAILBOXES) {
                if (!imap.command("STATUS " + mailbox + " (MESSAGES)").ok()) {
                    imap.command("CREATE " + mailbox).expectOk();
                }
            }
        }
        return user;
    }

    /** One client of each kind at each gateway. */
    private static final class Clients implements AutoCloseable {
        private final List<ModelClient> all = new ArrayList<>();

        Clients(String user, ModelJudge judge, ModelPost post, RandomGenerator random) throws IOException {
            for (ModelSession.Kind kind : ModelSession.Kind.values()) {
                for (int port : gateways()) {
                    String name = "client" + (all.size() + 1);
                    ModelClient client = new ModelClient(name, new ModelSession(kind, port, user, judge), judge, post);
                    all.add(client);
                    client.enter(random);
                }
            }
        }

        @Override
        public void close() {
            all.forEach(ModelClient::close);
        }
    }

    @Test
    void oneOperationAtATime() throws Exception {
        long seed = TestSize.seed("SynchronisationModelIT.oneOperationAtATime");
        long start = System.nanoTime();
        List<Callable<String>> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            int account = i;
            accounts.add(() -> oneAtATime(seed, account));
        }
        List<String> figures = inParallel(accounts);
        report(ACCOUNTS * OF_ACCOUNT, "one at a time in each of " + ACCOUNTS + " accounts", start, figures);
    }

    private static String oneAtATime(long seed, int account) throws IOException {
        RandomGenerator random = new SplittableRandom(seed * 31 + account);
        String user = account("exact");
        try (ExactModel model = new ExactModel(user, gateways());
                ModelPost post = new ModelPost(stack.smtp(), user, model);
                Clients clients = new Clients(user, model, post, random)) {
            for (int i = 1; i <= OF_ACCOUNT; i++) {
                ModelClient client = clients.all.get(random.nextInt(clients.all.size()));
                ModelOperation.Draw draw = ModelOperation.draw(random);
                try {
                    client.run(draw);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "-Dseed=" + seed + ", account " + account + ", operation " + i + ": " + e.getMessage(), e);
                }
                if (i % 5_000 == 0) {
                    System.err.println("SynchronisationModelIT: account " + account + " after " + i + " operations");
                }
            }
            clients.all.forEach(ModelClient::settle);
            return model.figures();
        }
    }

    @Test
    void allAtOnce() throws Exception {
        long seed = TestSize.seed("SynchronisationModelIT.allAtOnce");
        long start = System.nanoTime();
        String user = account("concurrent");
        try (ConcurrentModel model = new ConcurrentModel(user, gateways());
                ModelPost post = new ModelPost(stack.smtp(), user, model);
                Clients clients = new Clients(user, model, post, new SplittableRandom(seed))) {
            List<RandomGenerator> randoms = new ArrayList<>();
            for (int i = 0; i < clients.all.size(); i++) {
                randoms.add(new SplittableRandom(seed * 31 + i));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                try {
                    round(clients, randoms);
                    model.rest();
                    clients.all.forEach(ModelClient::settle);
                    model.goOn();
                } catch (AssertionError e) {
                    throw new AssertionError("-Dseed=" + seed + ", round " + round + ": " + e.getMessage(), e);
                }
                if (round % 50 == 0) {
                    System.err.println("SynchronisationModelIT: " + round + " rounds of all at once");
                }
            }
            report(ROUNDS * OF_ROUND * clients.all.size(), "of clients at once", start, List.of(model.figures()));
        }
    }

    /** Every client goes on for a while, and waits for nobody. */
    private static void round(Clients clients, List<RandomGenerator> randoms) throws Exception {
        List<Callable<String>> all = new ArrayList<>();
        for (int i = 0; i < clients.all.size(); i++) {
            ModelClient client = clients.all.get(i);
            RandomGenerator random = randoms.get(i);
            all.add(() -> {
                Thread.currentThread().setName(client.toString());
                for (int n = 0; n < OF_ROUND; n++) {
                    client.run(ModelOperation.draw(random));
                }
                return client.toString();
            });
        }
        inParallel(all);
    }

    /** Does all of it; fails, when all are done, as the first of them did. */
    private static List<String> inParallel(List<Callable<String>> all) throws Exception {
        List<String> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
            for (Future<String> one : threads.invokeAll(all)) {
                try {
                    results.add(one.get());
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
        }
        if (!failures.isEmpty()) {
            AssertionError first = new AssertionError(failures.getFirst().getMessage(), failures.getFirst());
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        return results;
    }

    private static void report(int operations, String how, long start, List<String> figures) {
        System.err.println("SynchronisationModelIT: " + operations + " operations " + how + " in "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s, no difference: " + figures);
    }
}
