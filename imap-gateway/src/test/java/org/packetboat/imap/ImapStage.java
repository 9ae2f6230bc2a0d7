package org.packetboat.imap;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BodyCache;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyReaderOptions;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.blob.ObjectKeySource;
import org.packetboat.blob.PackWriter;
import org.packetboat.blob.ReservedKey;
import org.packetboat.blob.Spool;
import org.packetboat.imap.adapter.BlobMessageWriter;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.port.FakeLogins;
import org.packetboat.imap.port.InMemoryMailboxes;
import org.packetboat.imap.port.MessageWriter;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.session.Reuse;
import org.packetboat.imap.session.SessionLimits;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.testkit.transcript.Transcript;
import org.packetboat.testkit.transcript.TranscriptServer;

/** An IMAP listener on fakes, in the state that a transcript asks for. */
final class ImapStage implements TranscriptServer.Stage {
    static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
    private static final String ALICE = "alice@mail.test";

    private final Vertx vertx;
    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes(InstantSource.fixed(NOW));
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final MessageWriter writer;
    private final ImapServer server;
    private final int port;
    private final List<Transcript.Step> prelude = new ArrayList<>();

    ImapStage(Vertx vertx, Transcript transcript) throws Exception {
        this.vertx = vertx;
        AtomicLong keys = new AtomicLong();
        ObjectKeySource names =
                () -> new ReservedKey("pack/2026112316/" + keys.incrementAndGet(), System.nanoTime() + (1L << 40));
        Spool spool =
                new Spool(java.nio.file.Path.of(System.getProperty("java.io.tmpdir"), "imap-test-spool"), 100 << 20);
        writer = new BlobMessageWriter(store, new PackWriter(store, names), names, spool, 64 << 10);
        BodyReader bodies = new BodyReader(store, new BodyCache(1 << 20), BodyReaderOptions.DEFAULT, BlobMetrics.NONE);
        SessionLimits limits = new SessionLimits(64 << 10, 1 << 20, SessionLimits.LOGIN_OCTETS, 4 << 10, 64 << 10, 20);
        server = new ImapServer(
                vertx,
                List.of(listener(transcript)),
                new ImapServer.Options(limits, reuse(transcript), 1 << 20, 1, Duration.ofSeconds(60)),
                new ImapServer.Ports(mailboxes, new FakeLogins(mailboxes), bodies, writer, mailboxes),
                new ImapServer.Sources(InstantSource.fixed(NOW), new SplittableRandom(1)),
                new SimpleMeterRegistry());
        prepare(transcript);
        port = server.start().getFirst();
    }

    private static ListenerOptions listener(Transcript transcript) {
        ListenerOptions options = ListenerOptions.of("imap", "127.0.0.1", 0);
        boolean clear = transcript.setting("clear", "allowed").equals("allowed");
        return clear ? options : options.withClearTextLogins(NetworkSet.EMPTY);
    }

    private static Reuse reuse(Transcript transcript) {
        return transcript.setting("unauthenticate", "offered").equals("offered") ? Reuse.ALLOWED : Reuse.FORBIDDEN;
    }

    int port() {
        return port;
    }

    InMemoryMailboxes mailboxes() {
        return mailboxes;
    }

    InMemoryBlobStore store() {
        return store;
    }

    private void prepare(Transcript transcript) throws Exception {
        mailboxes.addAccount(ALICE);
        for (String name : transcript.setting("mailboxes", "INBOX").split(" ", -1)) {
            if (!name.equals("INBOX")) {
                mailboxes.create(1, name, List.of());
            }
        }
        OptionalLong octets = number(transcript, "quota-octets");
        mailboxes.setQuota(1, octets, number(transcript, "quota-messages"));
        String messages = transcript.setting("messages", "");
        if (!messages.isEmpty()) {
            for (String message : messages.split(" ", -1)) {
                append("INBOX", section(transcript, message));
            }
        }
        prelude(transcript.setting("state", "connected"));
    }

    private static OptionalLong number(Transcript transcript, String setting) {
        String text = transcript.setting(setting, "");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** {@code simple} and {@code simple*5} need no section. */
    private static String section(Transcript transcript, String name) {
        String known = transcript.sections().get(name);
        return known == null ? "Subject: " + name + "\r\n\r\nbody of " + name + "\r\n" : known;
    }

    void append(String mailbox, String message) throws InterruptedException {
        append(mailbox, message, 1);
    }

    /** Several messages with the same octets. */
    void append(String mailbox, String message, int copies) throws InterruptedException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        try (MessageWriter.Incoming incoming = writer.begin(octets.length)) {
            incoming.append(java.nio.ByteBuffer.wrap(octets));
            NewMessage stored = new NewMessage(incoming.store(), Flags.NONE, NOW.toEpochMilli());
            mailboxes.append(1, mailbox, Collections.nCopies(copies, stored));
        }
    }

    private void prelude(String state) {
        prelude.addAll(Transcript.steps("S: * OK {any}"));
        if (state.equals("connected")) {
            return;
        }
        prelude.addAll(Transcript.steps("C: l0 LOGIN " + ALICE + " secret", "S: l0 OK {any}"));
        if (state.equals("selected")) {
            prelude.addAll(Transcript.steps("C: s0 SELECT INBOX", "S* s0 OK {any}"));
        }
    }

    @Override
    public Socket connect() throws IOException {
        return new Socket("127.0.0.1", port);
    }

    @Override
    public List<Transcript.Step> prelude() {
        return prelude;
    }

    void drain() throws InterruptedException {
        server.drain(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        server.close();
    }
}
