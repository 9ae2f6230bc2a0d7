package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.testkit.transcript.Transcript;
import org.packetboat.testkit.transcript.Transcript.Step;
import org.packetboat.testkit.transcript.TranscriptServer.Stage;
import org.packetboat.testkit.transcript.Transcripts;

/**
 * Settings of the transcripts: {@code state: authorization} (greeted), {@code transaction} (logged in, the default); {@code messages:} names
 * of sections, stored with CR LF at their end, or {@code name-} without; {@code away: directory} or {@code store}; {@code login-delay:} in
 * seconds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Pop3TranscriptTest {
    private static final List<Step> GREETED = Transcript.steps("S: +OK Packetboat POP3 ready");
    private static final List<Step> LOGGED_IN = Transcript.steps(
            "S: +OK Packetboat POP3 ready",
            "C: USER alice@mail.test",
            "C: PASS secret",
            "S: +OK {any}",
            "S: +OK {any}");

    private Vertx vertx = Vertx.vertx();

    @BeforeAll
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void stop() {
        vertx.close();
    }

    @TestFactory
    Stream<DynamicNode> transcripts() {
        return Transcripts.in("transcripts", this::stage);
    }

    private Stage stage(Transcript transcript) {
        FakeBackends backends = new FakeBackends();
        for (String name : transcript.setting("messages", "").split(" ", -1)) {
            if (name.endsWith("-")) {
                backends.add(section(transcript, name.substring(0, name.length() - 1))
                        .getBytes(ISO_8859_1));
            } else if (!name.isEmpty()) {
                backends.add((section(transcript, name) + "\r\n").getBytes(ISO_8859_1));
            }
        }
        backends.directoryAway(transcript.setting("away", "").equals("directory"));
        backends.storeAway(transcript.setting("away", "").equals("store"));
        Duration loginDelay = Duration.ofSeconds(Long.parseLong(transcript.setting("login-delay", "0")));
        Pop3Listener listener = new Pop3Listener(
                vertx,
                List.of(ListenerOptions.of("pop3", "127.0.0.1", 0)),
                new Pop3Listener.Backing(backends, backends),
                loginDelay,
                new SimpleMeterRegistry());
        boolean greeted = transcript.setting("state", "transaction").equals("authorization");
        Stage local = Stage.local(listener.start().getFirst(), greeted ? GREETED : LOGGED_IN, listener);
        return new OrderlyStage(local, backends);
    }

    /** Whoever connects after another one has ended its output finds the maildrop free: the end was noticed. */
    private static final class OrderlyStage implements Stage {
        private final Stage local;
        private final FakeBackends backends;
        private final List<Socket> sockets = new ArrayList<>();

        OrderlyStage(Stage local, FakeBackends backends) {
            this.local = local;
            this.backends = backends;
        }

        @Override
        public Socket connect() throws IOException {
            if (sockets.stream().anyMatch(Socket::isOutputShutdown)) {
                await().until(() -> !backends.locked());
            }
            Socket socket = local.connect();
            sockets.add(socket);
            return socket;
        }

        @Override
        public List<Step> prelude() {
            return local.prelude();
        }

        @Override
        public void close() throws Exception {
            local.close();
        }
    }

    private static String section(Transcript transcript, String name) {
        String section = transcript.sections().get(name);
        if (section == null) {
            throw new IllegalArgumentException(transcript.name() + " has no section " + name);
        }
        return section;
    }
}
