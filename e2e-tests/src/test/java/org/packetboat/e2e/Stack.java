package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.packetboat.cli.admin.AdminClient;

/** A running Packetboat of this test's own: own data directory, own ports, started and ended with {@code ./packetboat}. */
final class Stack implements AutoCloseable {
    static final int SECOND_INSTANCE = PortLease.SECOND_INSTANCE;

    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static class Shared {
        static final Stack STACK = start(Map.of(), List.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(STACK::close));
        }
    }

    private final Path folder;
    private final Path data;
    private final PortLease ports;
    private final int offset;
    private final Map<String, String> environment;
    private final List<String> options;

    private Stack(Path folder, PortLease ports, Map<String, String> environment, List<String> options) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.ports = ports;
        this.offset = ports.offset();
        this.environment = environment;
        this.options = options;
    }

    /** Mail for other domains stays: nobody answers for DNS, unless a test has somebody. A test may change its map between two starts. */
    private static Map<String, String> withoutOthers(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        if (!all.containsKey("PACKETBOAT_RELAY_SMARTHOST")) {
            all.putIfAbsent("PACKETBOAT_DNS_SERVERS", "127.0.0.1:9");
        }
        return all;
    }

    /** The stack that all tests share which neither kill anything nor need settings of their own. */
    static Stack shared() {
        return Shared.STACK;
    }

    static Stack start(Map<String, String> environment, List<String> options) {
        Stack stack = prepare(environment, options);
        try {
            stack.up();
        } catch (AssertionError e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    /** One that has its ports and does not run yet, for a map that is to name the ports of another. */
    static Stack prepare(Map<String, String> environment, List<String> options) {
        try {
            return new Stack(Files.createTempDirectory("packetboat-e2e"), PortLease.take(), environment, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void up() {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach", "--port-offset", Integer.toString(offset)));
        arguments.addAll(options);
        var unused = Starts.alone(() -> packetboat(START_LIMIT, null, arguments).expectSuccess());
    }

    Programs.Result packetboat(String... arguments) {
        return packetboat(Duration.ofMinutes(2), null, List.of(arguments));
    }

    /** Runs {@code ./packetboat ... --data DIR} of this stack. */
    Programs.Result packetboat(
            Duration limit, @org.jspecify.annotations.Nullable String input, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(root().resolve("packetboat").toString());
        command.addAll(arguments);
        command.addAll(List.of("--data", data.toString()));
        return Programs.run(limit, withoutOthers(environment), input, command);
    }

    void addAccount(String address, String password) {
        try {
            admin().addAccount(address, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the mail ports are. */
    String host() {
        int bind = options.indexOf("--bind");
        return bind < 0 ? "127.0.0.1" : options.get(bind + 1);
    }

    int smtp() {
        return 2525 + offset;
    }

    int lmtp() {
        return 2024 + offset;
    }

    int imap() {
        return 2143 + offset;
    }

    int pop3() {
        return 2110 + offset;
    }

    int submission() {
        return 2587 + offset;
    }

    int submissions() {
        return 2465 + offset;
    }

    int imaps() {
        return 2993 + offset;
    }

    int pop3s() {
        return 2995 + offset;
    }

    /** What mail clients have to trust. */
    Path authority() {
        return data.resolve("tls/ca.pem");
    }

    int http() {
        return 8080 + offset;
    }

    /** Health and metrics port, by the number that the documentation gives (9001 .. 9005). */
    int management(int documented) {
        return documented + offset;
    }

    Path data() {
        return data;
    }

    /** The process ids by name, as {@code status --json} tells them. */
    Map<String, Long> pids() {
        String json = packetboat("status", "--json").output();
        Map<String, Long> pids = new HashMap<>();
        int at = 0;
        while ((at = json.indexOf("\"name\"", at)) >= 0) {
            int open = json.indexOf('"', json.indexOf(':', at)) + 1;
            String name = json.substring(open, json.indexOf('"', open));
            int pid = json.indexOf("\"pid\"", at);
            int start = json.indexOf(':', pid) + 1;
            int end = start;
            while (json.charAt(end) == ' ' || Character.isDigit(json.charAt(end))) {
                end++;
            }
            String digits = json.substring(start, end).strip();
            if (!digits.isEmpty()) {
                pids.put(name, Long.valueOf(digits));
            }
            at = end;
        }
        return pids;
    }

    /** The process id of one that runs. */
    long pid(String name) {
        Long pid = pids().get(name);
        if (pid == null) {
            throw new AssertionError(name + " does not run");
        }
        return pid;
    }

    /** SIGKILL; the supervisor starts it again. */
    boolean kill(String name) {
        Long pid = pids().get(name);
        return pid != null
                && ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** SIGTERM, as Kubernetes sends it; the supervisor says in its log how the process ended and starts it again. */
    void terminate(String name) {
        if (!ProcessHandle.of(pid(name)).orElseThrow().destroy()) {
            throw new AssertionError(name + " cannot be signalled");
        }
    }

    /** What a process has logged since the stack was first started, or the supervisor of all of them. */
    String log(String name) {
        try {
            return Files.readString(data.resolve("logs").resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The REST API, for tests that need many accounts. */
    AdminClient admin() {
        try {
            return new AdminClient(
                    URI.create("http://127.0.0.1:" + http()),
                    Files.readString(data.resolve("admin.key")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code status} says that all is ready. */
    void awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Programs.Result result;
        do {
            result = packetboat("status");
            if (result.exit() == 0) {
                return;
            }
        } while (System.nanoTime() < end);
        throw new AssertionError("not ready after " + limit + ":\n" + result.output());
    }

    /** Sum of all samples of a metric whose name and labels contain all of these texts. */
    double metric(int documentedPort, String name, String... labels) {
        double sum = 0;
        for (String line : get("http://127.0.0.1:" + management(documentedPort) + "/q/metrics")
                .lines()
                .toList()) {
            if (line.startsWith(name)
                    && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ')
                    && List.of(labels).stream().allMatch(line::contains)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /** Octets outside the heap that a gateway uses for buffers: the JDK's direct ones and those of Netty's pool. */
    double directOctets(int documentedPort) {
        return metric(documentedPort, "jvm_buffer_memory_used_bytes", "id=\"direct\"")
                + metric(documentedPort, "packetboat_netty_direct_octets");
    }

    /** In 20 s in all: a timeout of the request would be over with the first line of the answer. */
    static String get(String uri) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
            return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(20, TimeUnit.SECONDS)
                    .body();
        } catch (ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(new IOException(uri, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            client.shutdownNow();
        }
    }

    void down() {
        packetboat("down").expectSuccess();
    }

    @Override
    public void close() {
        try (ports) {
            Programs.Result down = packetboat("down");
            if (down.exit() != 0) {
                System.err.println(down.output());
            }
        }
        if (!Boolean.getBoolean("packetboat.keep")) {
            deleteTree(folder);
        }
    }

    /** The project's root, found from the folder of this module. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("packetboat")) || !Files.exists(here.resolve("mailbox-service"))) {
            Path parent = here.getParent();
            if (parent == null) {
                throw new AssertionError("not below the project's root");
            }
            here = parent;
        }
        return here;
    }

    static void deleteTree(Path directory) {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
