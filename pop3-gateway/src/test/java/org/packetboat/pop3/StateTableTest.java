package org.packetboat.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.mail.octets.Octets;
import org.packetboat.pop3.StatesPage.Cell;
import org.packetboat.pop3.StatesPage.Kind;
import org.packetboat.pop3.StatesPage.Moment;
import org.packetboat.pop3.codec.CommandParser;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.session.Link;
import org.packetboat.pop3.session.Pop3Rules;

/** docs/pop3.md, which was written from the RFCs, against the rules, and every cell of it against a session. */
class StateTableTest {
    private static final String PLAIN = "AUTH PLAIN AGFsaWNlQG1haWwudGVzdABzZWNyZXQ=";
    /** What is said for each row of the page that is a command. */
    private static final Map<String, String> SAMPLES = samples();
    /** The other rows, which are said as they stand: no keyword of ours, and what ends an exchange of AUTH. */
    private static final Set<String> NO_COMMANDS = Set.of("XYZZY", "*");

    /** Within AUTH there are no commands. */
    private static final Set<Moment> RULED = EnumSet.complementOf(EnumSet.of(Moment.WITHIN_AUTH));

    private static final Map<Link, TestListener> LISTENERS = new EnumMap<>(Link.class);
    private static final Vertx VERTX = Vertx.vertx();
    private static final StatesPage PAGE = StatesPage.read();

    private static Map<String, String> samples() {
        Map<String, String> samples = new LinkedHashMap<>();
        for (String same : List.of(
                "STAT", "LIST", "RETR 1", "DELE 1", "NOOP", "RSET", "UIDL", "TOP 1 0", "CAPA", "UTF8", "LANG", "STLS",
                "QUIT")) {
            samples.put(same.split(" ", 2)[0], same);
        }
        samples.put("USER", "USER alice@mail.test");
        samples.put("PASS", "PASS secret");
        samples.put("AUTH", "AUTH");
        samples.put("AUTH SCRAM-SHA-256", "AUTH SCRAM-SHA-256");
        samples.put("AUTH PLAIN", PLAIN);
        return samples;
    }

    @BeforeAll
    static void listen() {
        // Each login finds a maildrop of its own.
        Pop3Listener.Backing backing = new Pop3Listener.Backing(new FakeBackends(), account -> {
            FakeBackends own = new FakeBackends();
            own.add("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
            return own.open(account);
        });
        for (Link link : Link.values()) {
            LISTENERS.put(link, new TestListener(VERTX, link, backing));
        }
    }

    @AfterAll
    static void stop() {
        LISTENERS.values().forEach(TestListener::close);
        VERTX.close();
    }

    @Test
    void thePageHasEveryCommandOnEveryConnection() {
        Set<String> rows = new HashSet<>(SAMPLES.keySet());
        rows.addAll(NO_COMMANDS);
        assertThat(PAGE.commands()).isEqualTo(rows);
        assertThat(SAMPLES.values().stream().map(StateTableTest::type).collect(Collectors.toSet()))
                .isEqualTo(Set.of(Pop3Command.class.getPermittedSubclasses()));
        for (String command : PAGE.commands()) {
            for (Kind kind : Kind.values()) {
                assertThat(PAGE.row(command, kind)).as(command + " " + kind).hasSameSizeAs(Moment.values());
            }
        }
    }

    @Test
    void theRulesAreThoseOfThePage() {
        List<String> differences = new ArrayList<>();
        for (String command : SAMPLES.keySet()) {
            for (Kind kind : Kind.values()) {
                for (Moment moment : RULED) {
                    Cell cell = PAGE.cell(command, kind, moment);
                    Pop3Rules.Verdict verdict =
                            Pop3Rules.verdict(type(sample(command)), moment.phase(), moment.mode(), kind.link());
                    // Which mechanisms need encryption is not the rules' business.
                    boolean mechanism = command.equals("AUTH PLAIN") && cell == Cell.ENCRYPT;
                    if (verdict != (mechanism ? Pop3Rules.Verdict.ALLOWED : cell.verdict())) {
                        differences.add(command + " " + kind + " " + moment + ": " + cell + ", but " + verdict);
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @TestFactory
    Stream<DynamicNode> everyCellIsWhatAClientHears() {
        return Arrays.stream(Kind.values())
                .map(kind -> DynamicContainer.dynamicContainer(
                        kind.name().toLowerCase(Locale.ROOT),
                        PAGE.commands().stream()
                                .flatMap(command -> Arrays.stream(Moment.values())
                                        .map(moment -> DynamicTest.dynamicTest(
                                                command + " " + moment, () -> hear(command, kind, moment))))));
    }

    private static void hear(String command, Kind kind, Moment moment) throws Exception {
        Cell cell = PAGE.cell(command, kind, moment);
        try (Pop3Client client = connect(kind)) {
            if (moment == Moment.AFTER_USER && !kind.link().takesPasswords()) {
                // There is no way into this state.
                assertThat(client.say(sample("USER"))).isEqualTo("-ERR encryption required");
                return;
            }
            enter(client, kind.link(), moment);
            if (moment == Moment.AFTER_QUIT) {
                client.send("QUIT", sample(command));
                assertThat(client.reply()).isEqualTo("+OK goodbye");
            } else {
                client.send(sample(command));
            }
            assertThat(client.reply()).startsWith(cell.reply());
            if (moment == Moment.WITHIN_AUTH) {
                assertThat(client.say("STAT")).isEqualTo("-ERR not in this state");
            }
        }
    }

    private static Pop3Client connect(Kind kind) throws Exception {
        Pop3Client client = Objects.requireNonNull(LISTENERS.get(kind.first())).connect();
        if (kind.first() != kind.link()) {
            assertThat(client.say("STLS")).startsWith("+OK");
            TestListener.encrypt(client);
        }
        return client;
    }

    private static void enter(Pop3Client client, Link link, Moment moment) throws Exception {
        switch (moment) {
            case AT_FIRST -> {}
            case AFTER_UTF8 -> assertThat(client.say(sample("UTF8"))).startsWith("+OK");
            case AFTER_USER -> assertThat(client.say(sample("USER"))).startsWith("+OK");
            case WITHIN_AUTH ->
                assertThat(client.say(sample("AUTH SCRAM-SHA-256"))).isEqualTo("+ ");
            case AFTER_LOGIN, AFTER_QUIT -> assertThat(login(client, link)).isEqualTo("+OK 1 messages");
        }
    }

    private static String login(Pop3Client client, Link link) throws Exception {
        return link.takesPasswords() ? client.say(PLAIN) : client.scram("alice@mail.test", "secret");
    }

    private static String sample(String command) {
        return SAMPLES.getOrDefault(command, command);
    }

    private static Class<? extends Pop3Command> type(String line) {
        return CommandParser.parse(Octets.utf8(line)).getClass();
    }
}
