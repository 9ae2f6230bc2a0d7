package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.cli.admin.AdminClient;

/** HAProxy in front of two instances of each gateway, which believe nobody else. */
class BalancerIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final int PER_ADDRESS = 3;
    /** Of all clients together, next to the starts of gateways on the same machine. */
    private static final int COMMANDS_PER_SECOND = 100;

    private static final int SECOND_INSTANCE = 10_000;
    private static final int SINKS = 5;
    private static final Map<String, Integer> MANAGEMENT = Map.of("smtp", 9001, "imap", 9002, "pop3", 9003);

    private static Stack stack;
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
        for (String protocol : List.of("SMTP", "IMAP", "POP3")) {
            settings.put("PACKETBOAT_" + protocol + "_PROXY_NETWORKS", "127.0.0.0/8,::1");
            settings.put("PACKETBOAT_" + protocol + "_MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(PER_ADDRESS));
            settings.put("PACKETBOAT_" + protocol + "_DRAIN_GRACE", TestSize.pick(6, 10) + "s");
        }
        List<String> options = new ArrayList<>();
        for (String protocol : MANAGEMENT.keySet()) {
            options.addAll(List.of("--instances", protocol + "-gateway=2"));
        }
        stack = Stack.start(settings, options);
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
    void theClientsAddressIsInReceivedAndInTheLog() throws Exception {
        InetAddress client = InetAddress.getByName("127.0.0.2");
        try (Wire smtp = new Wire(client, balancer.port("smtp"), SECONDS)) {
            assertThat(smtp.readLine()).startsWith("220");
            assertThat(say(smtp, "HELO client.test")).startsWith("250");
            assertThat(say(smtp, "MAIL FROM:<bob@mail.test>")).startsWith("250");
            assertThat(say(smtp, "RCPT TO:<alice@mail.test>")).startsWith("250");
            assertThat(say(smtp, "DATA")).startsWith("354");
            assertThat(say(smtp, "Subject: proxied\r\n\r\nbody\r\n.")).startsWith("250");
        }
        try (Wire imap = new Wire(client, balancer.port("imap"), SECONDS)) {
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
        try (Wire pop3 = new Wire(client, balancer.port("pop3"), SECONDS)) {
            assertThat(pop3.readLine()).startsWith("+OK");
        }
        for (String protocol : MANAGEMENT.keySet()) {
            String log = stack.log(protocol + "-gateway") + stack.log(protocol + "-gateway-2");
            assertThat(log).as(protocol).contains("client=127.0.0.2 ");
            assertThat(log).as(protocol).doesNotContain("client=127.0.0.1 ");
        }
    }

    @Test
    void limitsCountTheClientsAddress() throws Exception {
        for (String protocol : List.of("smtp", "imap", "pop3")) {
            List<Wire> open = new ArrayList<>();
            try {
                InetAddress greedy = InetAddress.getByName("127.0.0.3");
                boolean admitted = true;
                while (admitted && open.size() <= 2 * PER_ADDRESS) {
                    Wire wire = new Wire(greedy, balancer.port(protocol), SECONDS);
                    open.add(wire);
                    admitted = welcomes(wire.readLine());
                }
                assertThat(admitted).as(protocol).isFalse();
                assertThat(open).as(protocol).hasSizeGreaterThan(PER_ADDRESS);
                try (Wire other = new Wire(InetAddress.getByName("127.0.0.4"), balancer.port(protocol), SECONDS)) {
                    assertThat(welcomes(other.readLine())).as(protocol).isTrue();
                }
            } finally {
                open.forEach(Wire::close);
            }
        }
    }

    @Test
    void whoeverComesFromTheBalancersNetworkWithoutItsHeaderIsClosed() throws Exception {
        Map<Integer, String> first = Map.of(
                stack.smtp(), "EHLO direct.test",
                stack.submission(), "EHLO direct.test",
                stack.imap(), "a NOOP",
                stack.pop3(), "CAPA",
                stack.imaps(), "a NOOP");
        first.forEach((port, command) -> {
            try (Wire wire = new Wire(port, SECONDS)) {
                wire.line(command);
                assertThatThrownBy(wire::readLine)
                        .as(command)
                        .isInstanceOfAny(EOFException.class, java.net.SocketException.class);
            } catch (IOException e) {
                throw new AssertionError(command, e);
            }
        });
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
            InetAddress from = InetAddress.getByAddress(new byte[] {127, 1, (byte) (i / 200), (byte) (1 + i % 200)});
            if (i < senders) {
                clients.add(new SmtpLoadClient(
                        new LoadClient.Target(from, balancer.port("smtp"), pace),
                        sinks.get(i % SINKS),
                        attempts,
                        report,
                        seed + i));
            } else if (i < senders + readers) {
                clients.add(new ImapLoadClient(
                        new LoadClient.Target(from, balancer.port("imap"), pace),
                        mailboxes.get(i - senders),
                        report,
                        seed + i));
            } else {
                clients.add(new Pop3LoadClient(
                        new LoadClient.Target(from, balancer.port("pop3"), pace),
                        mailboxes.get(i - senders),
                        report,
                        seed + i));
            }
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                clients.forEach(threads::execute);
                Await.until(
                        "all clients at work",
                        Duration.ofMinutes(2),
                        () -> clients.stream().allMatch(LoadClient::served));
                for (Map.Entry<String, Integer> gateway : MANAGEMENT.entrySet()) {
                    String protocol = gateway.getKey();
                    replace(protocol + "-gateway", protocol, gateway.getValue());
                    replace(protocol + "-gateway-2", protocol, gateway.getValue() + SECOND_INSTANCE);
                }
            } finally {
                clients.forEach(LoadClient::stop);
            }
        }
        System.err.println("BalancerIT: " + connections + " connections, " + report);
        assertThat(report.cuts()).isEmpty();
        for (String met : List.of("smtp sent away", "imap sent away", "imap sent away while idle", "pop3 sent away")) {
            assertThat(report.counted(met)).as(met).isPositive();
        }
        for (LoadClient client : clients) {
            if (client instanceof ImapLoadClient reader) {
                try (ImapWire imap = new ImapWire(new Wire(local(9), balancer.port("imap"), SECONDS))) {
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

    /** SIGTERM, and the next life of the process until the balancer uses it. */
    private static void replace(String name, String protocol, int management) throws IOException {
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
            try (Wire visitor = new Wire(local(7), balancer.port(protocol), SECONDS)) {
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
        try (SmtpWire smtp = new SmtpWire(new Wire(local(8), balancer.port("smtp"), SECONDS))) {
            for (int from = 0; from < accounts.size(); from += 100) {
                List<String> some = accounts.subList(from, Math.min(accounts.size(), from + 100));
                assertThat(smtp.send("bob@mail.test", some, Corpus.octets(message.toString())))
                        .isEqualTo(250);
            }
        }
        for (String account : accounts) {
            try (ImapWire imap = new ImapWire(new Wire(local(8), balancer.port("imap"), SECONDS))) {
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
        ImapWire imap = new ImapWire(new Wire(local(9), balancer.port("imap"), Duration.ofMinutes(1)));
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
