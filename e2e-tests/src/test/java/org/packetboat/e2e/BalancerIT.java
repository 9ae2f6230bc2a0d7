package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.packetboat.cli.admin.AdminClient;

/** HAProxy in front of two instances of each gateway, which believe nobody else. */
@Tag("alone")
class BalancerIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final int PER_ADDRESS = 3;
    /** Of all clients together, next to the starts of gateways on the same machine. */
    private static final int COMMANDS_PER_SECOND = 100;

    /** Of each gateway. */
    private static final int INSTANCES = 2;

    private static final int SINKS = 5;
    /** Of the clients of a load, one in so many comes to a port where TLS is first. */
    private static final int ENCRYPTED = 4;

    private static Stack stack;
    private static SSLContext trust;
    private static Balancer balancer;

    @BeforeAll
    static void start() throws Exception {
        Programs.run(
                        Duration.ofMinutes(5),
                        List.of(Stack.root()
                                .resolve("e2e-tests/src/test/scripts/install-clients.sh")
                                .toString()))
                .expectSuccess();
        Map<String, String> settings = new HashMap<>();
        settings.put("PACKETBOAT_MAILBOX_SERVICE_SCRAM_ITERATIONS", "4096");
        List<String> options = new ArrayList<>();
        for (Door.Spoken protocol : Door.Spoken.values()) {
            options.addAll(List.of("--instances", protocol.process() + "=" + INSTANCES));
            settings.put("PACKETBOAT_" + protocol + "_PROXY_NETWORKS", "127.0.0.0/8,::1");
            settings.put("PACKETBOAT_" + protocol + "_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(PER_ADDRESS));
            settings.put("PACKETBOAT_" + protocol + "_DRAIN_GRACE", TestSize.pick(6, 10) + "s");
        }
        stack = Stack.start(settings, options);
        trust = Identities.context(Optional.empty(), stack.authority());
        balancer = Balancer.start(stack);
    }

    @AfterAll
    static void stop() {
        if (balancer != null) {
            balancer.close();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theClientsAddressIsInReceived() throws Exception {
        InetAddress client = local(2);
        try (Wire smtp = new Wire(client, balancer.port(Door.SMTP), SECONDS)) {
            assertThat(smtp.readLine()).startsWith("220");
            assertThat(say(smtp, "HELO client.test")).startsWith("250");
            assertThat(say(smtp, "MAIL FROM:<bob@mail.test>")).startsWith("250");
            assertThat(say(smtp, "RCPT TO:<alice@mail.test>")).startsWith("250");
            assertThat(say(smtp, "DATA")).startsWith("354");
            assertThat(say(smtp, "Subject: proxied\r\n\r\nbody\r\n.")).startsWith("250");
        }
        try (Wire imap = new Wire(client, balancer.port(Door.IMAP), SECONDS)) {
            assertThat(imap.readLine()).startsWith("* OK");
            assertThat(tagged(imap, "LOGIN alice@mail.test secret")).startsWith("OK");
            Await.until(
                    "the message",
                    () -> tagged(imap, "SELECT INBOX").startsWith("OK")
                            && tagged(imap, "FETCH 1 BODY.PEEK[HEADER.FIELDS (RECEIVED)]")
                                    .startsWith("OK"));
            imap.line("x FETCH 1 BODY.PEEK[HEADER.FIELDS (RECEIVED)]");
            StringBuilder received = new StringBuilder();
            for (String line = imap.readLine(); !line.startsWith("x "); line = imap.readLine()) {
                received.append(line);
            }
            assertThat(received).contains("from client.test ([127.0.0.2]");
        }
    }

    @Test
    void everyDoorHearsOfTheClientsAddress() throws Exception {
        for (Door door : Door.values()) {
            visit(door, balancer.port(door), local(5));
            assertOpenedAndLoggedIn(door, local(5));
        }
        Door door = Balancer.ALSO_BY_VERSION_1;
        visit(door, balancer.portOfVersion1(), local(10));
        assertOpenedAndLoggedIn(door, local(10));
        for (Door.Spoken protocol : Door.Spoken.values()) {
            assertThat(logs(protocol)).as(protocol.process()).doesNotContain("client=127.0.0.1 ");
        }
    }

    /** With TLS, from the start or after asking for it, and a login where there is one. */
    private static void visit(Door door, int port, InetAddress client) throws IOException {
        try (Wire wire = new Wire(client, port, SECONDS)) {
            door.enter(wire, trust, Optional.empty());
            switch (door.spoken()) {
                case SMTP -> {
                    assertThat(lastOf(wire, "EHLO client.test")).startsWith("250 ");
                    if (door.hasLogin()) {
                        String plain = HostileClient.base64("\0alice@mail.test\0secret");
                        assertThat(say(wire, "AUTH PLAIN " + plain)).startsWith("235");
                    }
                    assertThat(say(wire, "QUIT")).startsWith("221");
                }
                case IMAP -> {
                    assertThat(tagged(wire, "LOGIN alice@mail.test secret")).startsWith("OK");
                    assertThat(tagged(wire, "LOGOUT")).startsWith("OK");
                }
                case POP3 -> {
                    assertThat(say(wire, "USER alice@mail.test")).startsWith("+OK");
                    assertThat(say(wire, "PASS secret")).startsWith("+OK");
                    assertThat(say(wire, "QUIT")).startsWith("+OK");
                }
            }
        }
    }

    private static void assertOpenedAndLoggedIn(Door door, InetAddress client) {
        String log = logs(door.spoken());
        Matcher opened = Pattern.compile("connection opened conn=(\\S+) listener="
                        + door.name().toLowerCase(Locale.ROOT)
                        + " client=" + Pattern.quote(client.getHostAddress()) + " ")
                .matcher(log);
        assertThat(opened.find()).as("%s from %s", door, client).isTrue();
        String connection = opened.group(1);
        assertThat(log.contains("connection encrypted conn=" + connection + " "))
                .as("%s: STARTTLS", door)
                .isNotEqualTo(door.encrypted());
        assertThat(log.lines().filter(line -> line.contains("login conn=" + connection + " ")))
                .as(door.name())
                .hasSize(door.hasLogin() ? 1 : 0)
                .allMatch(line -> line.endsWith("outcome=ok user=alice@mail.test"));
    }

    @Test
    void limitsCountTheClientsAddress() throws Exception {
        for (Door door : Door.CLEAR) {
            double hits = limitHits(door.spoken(), "address_full");
            List<Wire> open = new ArrayList<>();
            try {
                InetAddress greedy = local(3);
                boolean admitted = true;
                while (admitted && open.size() <= 2 * PER_ADDRESS) {
                    Wire wire = new Wire(greedy, balancer.port(door), SECONDS);
                    open.add(wire);
                    admitted = welcomes(wire.readLine());
                }
                assertThat(admitted).as(door.name()).isFalse();
                assertThat(open).as(door.name()).hasSizeGreaterThan(PER_ADDRESS);
                assertThat(limitHits(door.spoken(), "address_full"))
                        .as(door.name())
                        .isEqualTo(hits + 1);
                assertThat(logs(door.spoken()))
                        .contains("connection refused listener=" + door.name().toLowerCase(Locale.ROOT)
                                + " client=127.0.0.3 reason=address_full");
                try (Wire other = new Wire(local(4), balancer.port(door), SECONDS)) {
                    assertThat(welcomes(other.readLine())).as(door.name()).isTrue();
                }
            } finally {
                open.forEach(Wire::close);
            }
        }
    }

    /** Of both instances. */
    private static double limitHits(Door.Spoken protocol, String limit) {
        double hits = 0;
        for (int port : List.of(protocol.management(), protocol.management() + Stack.SECOND_INSTANCE)) {
            hits += stack.metric(port, "packetboat_limits_hit_total", "limit=\"" + limit + "\"");
        }
        return hits;
    }

    /** Of both instances. */
    private static String logs(Door.Spoken protocol) {
        return stack.log(protocol.process()) + stack.log(protocol.process() + "-2");
    }

    @Test
    void whoeverComesFromTheBalancersNetworkWithoutItsHeaderIsClosed() throws Exception {
        for (Door door : Door.values()) {
            double hits = limitHits(door.spoken(), "proxy_header");
            try (Wire wire = new Wire(door.port(stack), SECONDS)) {
                wire.line(
                        switch (door.spoken()) {
                            case SMTP -> "EHLO direct.test";
                            case IMAP -> "a NOOP";
                            case POP3 -> "CAPA";
                        });
                assertThatThrownBy(wire::readLine)
                        .as(door.name())
                        .isInstanceOfAny(EOFException.class, SocketException.class);
            }
            // The socket may close before it is counted.
            Await.until(door.name(), () -> limitHits(door.spoken(), "proxy_header") == hits + 1);
        }
    }

    /** Every instance is replaced, one after the other, while all clients go on. */
    @Test
    void aRollingRestartUnderLoadCutsNothing() throws Exception {
        long seed = TestSize.seed("BalancerIT");
        int connections = TestSize.pick(150, 500);
        Duration pace = Duration.ofSeconds(1).multipliedBy(connections).dividedBy(COMMANDS_PER_SECOND);
        int senders = connections / 5;
        int readers = connections / 2;
        int droppers = connections - senders - readers;
        AdminClient admin = stack.admin();
        List<String> mailboxes = accounts(admin, "load", readers + droppers);
        List<String> sinks = accounts(admin, "sink", SINKS);
        furnish(mailboxes);

        Attempts attempts = new Attempts("roll" + seed);
        LoadReport report = new LoadReport();
        List<LoadClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            if (i < senders) {
                clients.add(new SmtpLoadClient(
                        target(Door.SMTP, Door.SUBMISSIONS, i, pace),
                        sinks.get(i % SINKS),
                        attempts,
                        report,
                        seed + i));
            } else if (i < senders + readers) {
                clients.add(new ImapLoadClient(
                        target(Door.IMAP, Door.IMAPS, i, pace), mailboxes.get(i - senders), report, seed + i));
            } else {
                clients.add(new Pop3LoadClient(
                        target(Door.POP3, Door.POP3S, i, pace), mailboxes.get(i - senders), report, seed + i));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                clients.forEach(threads::execute);
                Await.until(
                        "all clients at work",
                        Duration.ofMinutes(2),
                        () -> clients.stream().allMatch(LoadClient::served));
                for (Door.Spoken protocol : Door.Spoken.values()) {
                    replace(protocol.process(), protocol, protocol.management());
                    replace(protocol.process() + "-2", protocol, protocol.management() + Stack.SECOND_INSTANCE);
                }
            } finally {
                clients.forEach(LoadClient::stop);
            }
        }
        System.err.println("BalancerIT: " + connections + " connections, " + report);
        assertThat(report.cuts()).isEmpty();
        // What the kernel had accepted for a process that closed its port in this moment is reset; HAProxy, which is
        // connected by then, cannot go
        // elsewhere. It needs luck, of which there is little at one restart.
        for (String protocol : List.of("smtp", "imap", "pop3")) {
            assertThat(report.counted(protocol + " closed before the greeting"))
                    .as("%s closed before the greeting", protocol)
                    .isLessThanOrEqualTo(INSTANCES);
        }
        // A command on its way meets a close within milliseconds of the second or more between two commands.
        assertThat(report.counted(Pop3LoadClient.CROSSED))
                .as(Pop3LoadClient.CROSSED)
                .isLessThanOrEqualTo(INSTANCES + report.counted("pop3 sent away") / 10);
        for (String met : List.of(
                "smtp sent away",
                "imap sent away",
                "imap sent away while idle",
                "pop3 sent away",
                "smtp sessions over TLS",
                "imap sessions over TLS",
                "pop3 sessions over TLS")) {
            assertThat(report.counted(met)).as(met).isPositive();
        }
        for (LoadClient client : clients) {
            if (client instanceof ImapLoadClient reader) {
                try (ImapWire imap = new ImapWire(new Wire(local(9), balancer.port(Door.IMAP), SECONDS))) {
                    imap.command("LOGIN " + reader.user() + " secret").expectOk();
                    imap.command("EXAMINE INBOX").expectOk();
                    String flags =
                            imap.command("FETCH 1 FLAGS").untagged().getFirst().text();
                    assertThat(reader.mayHaveLeft(flags)).as(flags).isTrue();
                }
            }
        }
        awaitAndCount(sinks, attempts);
    }

    /** Each from an address of its own. */
    private static LoadClient.Target target(Door clear, Door encrypted, int number, Duration pace) throws IOException {
        InetAddress from =
                InetAddress.getByAddress(new byte[] {127, 1, (byte) (number / 200), (byte) (1 + number % 200)});
        return number % ENCRYPTED == 0
                ? new LoadClient.Target(from, balancer.port(encrypted), pace, Optional.of(trust))
                : new LoadClient.Target(from, balancer.port(clear), pace, Optional.empty());
    }

    /** SIGTERM, and the next life of the process until the balancer uses it. */
    private static void replace(String name, Door.Spoken protocol, int management) throws IOException {
        int endings = count(stack.log("supervisor"), name + " ended with status");
        stack.terminate(name);
        Await.until(
                name + " to end",
                Duration.ofMinutes(1),
                () -> count(stack.log("supervisor"), name + " ended with status") > endings);
        assertThat(count(stack.log("supervisor"), name + " ended with status 0"))
                .as("%s has ended in order:%n%s", name, stack.log("supervisor"))
                .isEqualTo(endings + 1);
        assertThat(count(stack.log(name), "drained forced=0")).as(name).isEqualTo(endings + 1);
        Await.until(name + " to be used again", Duration.ofMinutes(2), () -> {
            try (Wire visitor =
                    new Wire(local(7), balancer.port(protocol.doors().getFirst()), SECONDS)) {
                visitor.readLine();
                return stack.metric(management, "packetboat_sessions_opened_total") > 0;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private static List<String> accounts(AdminClient admin, String kind, int count) throws IOException {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String address = kind + "-" + i + "@mail.test";
            admin.addAccount(address, "secret");
            accounts.add(address);
        }
        return accounts;
    }

    /** One message for each. */
    private static void furnish(List<String> accounts) throws IOException {
        StringBuilder message = new StringBuilder("Subject: furniture\r\n\r\n");
        for (int i = 0; i < 500; i++) {
            message.append("a line of this message, which has a few hundred of them\r\n");
        }
        try (SmtpWire smtp = new SmtpWire(new Wire(local(8), balancer.port(Door.SMTP), SECONDS))) {
            for (int from = 0; from < accounts.size(); from += 100) {
                List<String> some = accounts.subList(from, Math.min(accounts.size(), from + 100));
                assertThat(smtp.send("bob@mail.test", some, Corpus.octets(message.toString())))
                        .isEqualTo(250);
            }
        }
        for (String account : accounts) {
            try (ImapWire imap = new ImapWire(new Wire(local(8), balancer.port(Door.IMAP), SECONDS))) {
                imap.command("LOGIN " + account + " secret").expectOk();
                Await.until(account, () -> imap.command("EXAMINE INBOX").exists() == 1);
            }
        }
    }

    private static void awaitAndCount(List<String> sinks, Attempts attempts) throws IOException {
        int accepted = attempts.acceptedSoFar();
        Await.until("delivery of " + accepted + " messages", Duration.ofMinutes(2), () -> {
            int sum = 0;
            for (String sink : sinks) {
                try (ImapWire imap = reader(sink)) {
                    sum += imap.command("EXAMINE INBOX").exists();
                }
            }
            return sum >= accepted;
        });
        for (String sink : sinks) {
            try (ImapWire imap = reader(sink)) {
                int exists = imap.command("EXAMINE INBOX").expectOk().exists();
                for (int number = 1; number <= exists; number++) {
                    for (ImapWire.Untagged answer : imap.command("FETCH " + number + " BODY.PEEK[]")
                            .expectOk()
                            .untagged()) {
                        attempts.found(FidelityIT.behindTrace(answer.literals().getFirst()), "");
                    }
                }
            }
        }
        Attempts.Count count = attempts.count();
        System.err.println("BalancerIT: " + count);
        assertThat(count.clean()).as("%s", count).isTrue();
    }

    private static ImapWire reader(String account) throws IOException {
        ImapWire imap = new ImapWire(new Wire(local(9), balancer.port(Door.IMAP), Duration.ofMinutes(1)));
        imap.command("LOGIN " + account + " secret").expectOk();
        return imap;
    }

    private static InetAddress local(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static boolean welcomes(String greeting) {
        return greeting.startsWith("220") || greeting.startsWith("* OK") || greeting.startsWith("+OK");
    }

    private static int count(String text, String part) {
        int count = 0;
        Matcher matcher = Pattern.compile(Pattern.quote(part)).matcher(text);
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    private static String say(Wire wire, String line) throws IOException {
        wire.line(line);
        return wire.readLine();
    }

    /** The last line of a reply that has several. */
    private static String lastOf(Wire wire, String line) throws IOException {
        String reply = say(wire, line);
        while (reply.startsWith("-", 3)) {
            reply = wire.readLine();
        }
        return reply;
    }

    /** The end of the answer to a command. */
    private static String tagged(Wire wire, String command) throws IOException {
        wire.line("t " + command);
        String line = wire.readLine();
        while (!line.startsWith("t ")) {
            line = wire.readLine();
        }
        return line.substring(2);
    }
}
