package org.packetboat.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.blob.BlobStoreOptions;
import org.packetboat.blob.MinioBlobStore;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.local.launcher.Infrastructure;
import org.packetboat.local.launcher.embedded.Server;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mailbox.client.MailboxEndpoint;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.smtp.adapter.Backend;
import org.packetboat.smtp.adapter.OpenTelemetryTracing;
import org.packetboat.smtp.fake.FakeMailboxService;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.Trust;
import org.packetboat.testkit.adapter.TopicReader;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.TestTelemetry;

/** The gateway on the real broker and the real object store, each of which is killed and comes back. */
@Covers({"RFC 5321 §4.5.3.1.7", "RFC 5321 §6.1"})
class SmtpGatewayIT {
    private static final Duration PROMISE = Duration.ofSeconds(10);
    private static final String LARGE =
            "Subject: large\r\n\r\n" + "0123456789 0123456789 0123456789 0123456789\r\n".repeat(150_000);

    @TempDir
    static Path directory;

    private static Infrastructure infrastructure;
    private static FakeMailboxService mailboxService;
    private static BlobStoreOptions storeOptions;
    private static Vertx vertx;
    private static Backend backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        infrastructure = Infrastructure.start(directory.resolve("data"), EnumSet.of(Server.KAFKA, Server.S3));
        mailboxService = new FakeMailboxService();
        Infrastructure.S3Endpoint s3 = infrastructure.s3();
        storeOptions = BlobStoreOptions.of(s3.endpoint(), s3.accessKey(), s3.secretKey(), s3.bucket(), s3.region())
                .withCallTimeout(Duration.ofSeconds(2));
        vertx = Vertx.vertx();
        backend = new Backend(
                new Backend.Addresses(
                        new KafkaConnection(infrastructure.kafka().properties()),
                        MailboxEndpoint.plaintext(mailboxService.address()),
                        BearerTokens.NOT_ACCEPTED,
                        storeOptions,
                        directory.resolve("spool"),
                        "test",
                        Optional.empty()),
                new Backend.Bounds(Duration.ofSeconds(9), Duration.ofSeconds(8), 64 << 20, 16 << 20),
                new SimpleMeterRegistry());
        await().ignoreExceptions().atMost(Duration.ofSeconds(60)).until(() -> {
            backend.warmUp();
            return backend.isWarm();
        });
        gateway = new TestGateway(
                vertx,
                SmtpSettings.of(TestGateway.HOSTNAME, SmtpLimits.DEFAULTS)
                        .with(new Trust(
                                NetworkSet.parse(List.of("127.0.0.0/8")),
                                NetworkSet.EMPTY,
                                NetworkSet.EMPTY,
                                NetworkSet.EMPTY)),
                backend.directory(),
                backend.staging(),
                backend.log(),
                Tracing.OFF,
                TestGateway.TRANSFER);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        backend.close();
        vertx.close();
        mailboxService.close();
        infrastructure.close();
    }

    @Test
    void whatWasAnswered250IsInTheTopic() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            String first = client.send("Subject: one\r\n\r\n..dot\r\n");
            String second = client.send("Subject: two\r\n\r\n\u00e4\u007f\r\n");
            assertThat(octets(record(first))).endsWith("+0000\r\nSubject: one\r\n\r\n.dot\r\n");
            assertThat(octets(record(second))).endsWith("+0000\r\nSubject: two\r\n\r\n\u00e4\u007f\r\n");
            assertThat(record(first).getRecipients(0).getAccountIdsList()).containsExactly(1L);
        }
    }

    @Test
    void whatWasAcceptedIsAnnounced() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            String reply = client.send("Subject: one\r\n\r\n");
            await().atMost(PROMISE)
                    .untilAsserted(() -> assertThat(events())
                            .filteredOn(event -> reply.endsWith(
                                    DeliveryId.of(event.getDeliveryId()).toString()))
                            .extracting(MailEvent::getStep)
                            .containsExactly(MailEvent.Step.ACCEPTED));
        }
    }

    @Test
    void theTraceOfAMessageGoesOnInItsRecords() throws Exception {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        try (Tracing tracing = new OpenTelemetryTracing(TestTelemetry.to(spans));
                TestGateway traced = new TestGateway(
                        vertx,
                        SmtpLimits.DEFAULTS,
                        backend.directory(),
                        backend.staging(),
                        backend.log(),
                        tracing,
                        TestGateway.TRANSFER);
                SmtpClient client = new SmtpClient(traced.port())) {
            String reply = client.send("Subject: traced\r\n\r\n");
            String id = reply.substring(reply.lastIndexOf(' ') + 1);
            SpanData span = spans.getFinishedSpanItems().getFirst();
            assertThat(span.getAttributes().get(MailAttributes.DELIVERY_ID)).isEqualTo(id);
            String parent = "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
            assertThat(records("mail.accepted"))
                    .filteredOn(record -> new String(record.value(), ISO_8859_1).contains(id))
                    .singleElement()
                    .returns(parent, SmtpGatewayIT::traceParent);
            await().atMost(PROMISE)
                    .untilAsserted(() -> assertThat(records("mail.events"))
                            .filteredOn(record -> parent.equals(traceParent(record)))
                            .hasSize(1));
        }
    }

    private static String traceParent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader("traceparent");
        return header == null ? "" : new String(header.value(), ISO_8859_1);
    }

    @Test
    void theDirectoryIsAsked() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            client.say("MAIL FROM:<>");
            assertThat(client.say("RCPT TO:<nobody@mail.test>")).startsWith("550 5.1.1 ");
            assertThat(client.say("RCPT TO:<full@mail.test>")).startsWith("452 4.2.2 ");
            assertThat(client.say("RCPT TO:<carol@elsewhere.test>")).startsWith("550 5.7.1 ");
            assertThat(client.say("RCPT TO:<staff@mail.test>")).startsWith("250 2.1.5 ");
            assertThat(client.say("VRFY alice")).isEqualTo("250 2.1.5 <alice@mail.test>");
            assertThat(client.say("VRFY smith")).startsWith("553 ");
            assertThat(client.say("VRFY mallory")).startsWith("550 ");
            assertThat(client.say("EXPN staff@mail.test")).isEqualTo("250 2.1.5 <bob@mail.test>");
        }
    }

    @Test
    void aLargeMessageIsAnObjectBeforeItsRecordExists() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port());
                MinioBlobStore store = new MinioBlobStore(storeOptions, BlobMetrics.NONE)) {
            AcceptedMail mail = record(client.send(LARGE));
            assertThat(mail.getStaged().getLength()).isEqualTo(mail.getSize());
            byte[] object = store.get(mail.getStaged().getObjectKey(), 0, (int) mail.getSize());
            String text = new String(object, ISO_8859_1);
            assertThat(text).startsWith("Return-Path: <bob@mail.test>\r\nReceived: from client.test ");
            assertThat(text.endsWith("+0000\r\n" + LARGE)).isTrue();
        }
    }

    @Test
    void withoutTheStoreSmallMessagesAreAcceptedAndLargeOnesWait() throws Exception {
        infrastructure.kill(Server.S3);
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            assertThat(client.send("small\r\n")).startsWith("250 2.0.0 Ok: queued as ");
            long started = System.nanoTime();
            assertThat(client.send(LARGE)).startsWith("451 4.3.0 ");
            assertThat(since(started)).isLessThan(PROMISE);
            // An upload that has timed out may still be written: its key is given up when nothing can come of it any
            // more.
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(mailboxService.abandoned()).isNotEmpty());
            infrastructure.start(Server.S3);
            assertThat(client.send(LARGE)).startsWith("250 2.0.0 Ok: queued as ");
        }
    }

    @Test
    void withoutTheBrokerTheAnswerIs451AndThenItWorksAgain() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            assertThat(client.send("before\r\n")).startsWith("250 ");
            infrastructure.kill(Server.KAFKA);
            long started = System.nanoTime();
            assertThat(client.send("during\r\n")).startsWith("451 4.3.0 ");
            assertThat(since(started)).isLessThan(PROMISE);
            infrastructure.start(Server.KAFKA);
            String[] reply = {""};
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                reply[0] = client.send("after\r\n");
                return reply[0].startsWith("250 ");
            });
            assertThat(octets(record(reply[0]))).endsWith("after\r\n");
        }
    }

    @Test
    void withoutTheMailboxServiceTheAnswerIs451AndThenItWorksAgain() throws Exception {
        try (SmtpClient client = new SmtpClient(gateway.port())) {
            mailboxService.stop();
            client.say("MAIL FROM:<>");
            long started = System.nanoTime();
            assertThat(client.say("RCPT TO:<alice@mail.test>")).startsWith("451 4.3.0 ");
            assertThat(since(started)).isLessThan(PROMISE);
            assertThat(backend.isMailboxServiceThere()).isFalse();
            mailboxService.restart();
            // In the same transaction nobody is asked again.
            assertThat(client.say("RCPT TO:<bob@mail.test>")).startsWith("451 4.3.0 ");
            await().atMost(PROMISE).until(() -> {
                client.say("RSET");
                client.say("MAIL FROM:<>");
                return client.say("RCPT TO:<alice@mail.test>").startsWith("250 ");
            });
            assertThat(backend.isMailboxServiceThere()).isTrue();
        }
    }

    @Test
    void whoeverIsThereHears421WhenTheGatewayIsDrained() throws Exception {
        TestGateway other =
                new TestGateway(vertx, SmtpLimits.DEFAULTS, backend.directory(), backend.staging(), backend.log());
        try (SmtpClient client = new SmtpClient(other.port())) {
            assertThat(client.send("before\r\n")).startsWith("250 ");
            assertThat(other.server().drain(PROMISE)).isZero();
            assertThat(client.reply()).startsWith("421 4.3.2 ");
            assertThat(client.reply()).isEqualTo("closed");
        } finally {
            other.close();
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static String octets(AcceptedMail mail) {
        return mail.getInline().toString(ISO_8859_1);
    }

    /** The record that a reply speaks of. */
    private static AcceptedMail record(String reply) throws IOException {
        assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        List<AcceptedMail> found = new ArrayList<>();
        for (AcceptedMail mail : topic()) {
            if (DeliveryId.of(mail.getDeliveryId()).toString().equals(id)) {
                found.add(mail);
            }
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<AcceptedMail> topic() throws IOException {
        List<AcceptedMail> mails = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records("mail.accepted")) {
            mails.add(AcceptedMail.parseFrom(record.value()));
        }
        return mails;
    }

    private static List<MailEvent> events() throws IOException {
        List<MailEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records("mail.events")) {
            events.add(MailEvent.parseFrom(record.value()));
        }
        return events;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return TopicReader.read(infrastructure.kafka().properties(), topic);
    }
}
