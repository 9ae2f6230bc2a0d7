package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.MailAddress;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.DsnRequest;
import org.packetboat.mail.smtp.MailOption;
import org.packetboat.mail.smtp.MailParameters;
import org.packetboat.mail.smtp.Notify;
import org.packetboat.mail.smtp.RcptParameters;
import org.packetboat.mail.smtp.Timing;
import org.packetboat.smtp.port.AcceptanceLog.Handover;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.AcceptedRecipient;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Deadline;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.Resolution;

/** On Kafka's own fake producer; the real broker is in {@code SmtpGatewayIT}. */
class KafkaAcceptanceLogTest {
    private static final DeliveryId ID = DeliveryId.fresh(1_700_000_000_000L, new Random(1));

    private final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
    private final AcceptanceWindow window = new AcceptanceWindow(1 << 20, 8 << 20);
    private final KafkaAcceptanceLog log = new KafkaAcceptanceLog(this::make, Duration.ofMillis(200), window);
    private final MockProducer<byte[], byte[]> producer = producers.getFirst();

    private MockProducer<byte[], byte[]> make(int before) {
        MockProducer<byte[], byte[]> made =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(made);
        return made;
    }

    private Handover handOver(AcceptedMessage message) throws InterruptedException {
        return log.handOver(message, log.deadline());
    }

    @Test
    void returnsWhenTheBrokerHasAcknowledged() throws Exception {
        Handover handover = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual().start(() -> producer.completeNext());
        handover.awaitAcknowledgement();
    }

    @Test
    void isUnknownWhenTheBrokerFailsOrIsSilent() throws Exception {
        Handover failed = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual()
                .start(() -> producer.errorNext(new TimeoutException("expired")))
                .join();
        assertThatThrownBy(failed::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
        Handover silent = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        assertThatThrownBy(silent::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
    }

    @Test
    void isNotTakenWhenNoTimeIsLeftToWaitForIt() {
        AcceptedMessage late = message(new MessageOctets.Inline(Octets.ascii("abc")));
        assertThatThrownBy(() -> log.handOver(late, log.deadline().without(Duration.ofMillis(190))))
                .isInstanceOf(UnavailableException.class);
        assertThat(producer.history()).isEmpty();
        assertThat(window.records()).isZero();
    }

    @Test
    void isNotTakenWhenTheProducerHasNoRoom() {
        producer.sendException = new BufferExhaustedException("full");
        assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                .isInstanceOf(UnavailableException.class);
        assertThat(producer.history()).isEmpty();
    }

    static Stream<RuntimeException> fatal() {
        return Stream.of(
                new OutOfOrderSequenceException("gap"),
                new ProducerFencedException("fenced"),
                new InvalidProducerEpochException("old"),
                new UnknownProducerIdException("expired"),
                new ClusterAuthorizationException("not allowed"),
                new KafkaException("Cannot perform send because at least one previous transactional or idempotent"
                        + " request has failed with errors."),
                new IllegalStateException("Cannot perform operation after producer has been closed"));
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void aProducerThatRefusesEveryRecordIsReplaced(RuntimeException failure) throws Exception {
        Handover held = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        producer.sendException = failure;
        assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                .isInstanceOf(UnavailableException.class);
        assertThat(producers).hasSize(2);
        Handover next = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual().start(() -> producers.getLast().completeNext());
        next.awaitAcknowledgement();
        assertThat(producers.getLast().history()).as("nothing is sent twice").hasSize(1);
        await().until(producer::closed);
        assertThatThrownBy(held::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
    }

    @Test
    void aProducerIsReplacedWhenARecordInItsHandsMeetsAFatalFailure() throws Exception {
        Handover held = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual()
                .start(() -> producer.errorNext(new OutOfOrderSequenceException("gap")))
                .join();
        assertThatThrownBy(held::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
        assertThat(producers).hasSize(2);
    }

    @Test
    void aProducerIsKeptWhenAFailurePassesOrIsOfOneRecord() throws Exception {
        for (RuntimeException failure : List.of(
                new BufferExhaustedException("full"),
                new TimeoutException("no metadata"),
                new TopicAuthorizationException("mail.accepted"))) {
            producer.sendException = failure;
            assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(producers).hasSize(1);
    }

    /** Trying again would not help: it is no 451. */
    @Test
    void aRecordThatIsTooLargeForTheBrokerIsRefusedForGood() throws Exception {
        producer.sendException = new RecordTooLargeException("too large");
        assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                .isInstanceOf(LimitException.class);
        producer.sendException = null;
        Handover late = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual()
                .start(() -> producer.errorNext(new RecordTooLargeException("too large")))
                .join();
        assertThatThrownBy(late::awaitAcknowledgement).isInstanceOf(LimitException.class);
        assertThat(window.records()).isZero();
    }

    /** Whoever waits for it: a client that has gone does not make the broker quicker. */
    @Test
    void aRecordIsInTheWindowUntilTheProducerCallsBack() throws Exception {
        Handover silent = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        assertThatThrownBy(silent::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
        assertThat(window.records()).isEqualTo(1);
        assertThat(window.octets()).isEqualTo(AcceptanceWindow.SMALLEST_RECORD_OCTETS);
        Thread.ofVirtual().start(() -> producer.completeNext()).join();
        assertThat(window.records()).isZero();
        producer.sendException = new BufferExhaustedException("full");
        assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                .isInstanceOf(UnavailableException.class);
        assertThat(window.records()).isZero();
    }

    /** RFC 1047: what was not handed to the producer is certainly not accepted, so its sender may try again. */
    @Test
    void whatFindsNoRoomIsNotHandedOver() throws Exception {
        AcceptedMessage large = message(new MessageOctets.Inline(Octets.of(new byte[900_000])));
        Deadline far = Deadline.in(Duration.ofMinutes(1));
        for (int i = 0; i < 9; i++) {
            log.handOver(large, far);
        }
        assertThatThrownBy(() -> handOver(large)).isInstanceOf(UnavailableException.class);
        assertThat(producer.history()).hasSize(9);
        Thread.ofVirtual().start(() -> producer.completeNext()).join();
        log.handOver(large, far);
        assertThat(producer.history()).hasSize(10);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsLeftAloneButForProbes() throws Exception {
        for (int i = 0; i < 5; i++) {
            log.check();
            Handover silent = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
            Thread.ofVirtual()
                    .start(() -> producer.errorNext(new TimeoutException("expired")))
                    .join();
            assertThatThrownBy(silent::awaitAcknowledgement).isInstanceOf(UnavailableException.class);
        }
        assertThatThrownBy(log::check).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> handOver(message(new MessageOctets.Inline(Octets.ascii("abc")))))
                .isInstanceOf(UnavailableException.class);
        await().ignoreExceptions().untilAsserted(log::check);
        Handover probe = handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        Thread.ofVirtual().start(() -> producer.completeNext());
        probe.awaitAcknowledgement();
        log.check();
        handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
    }

    @Test
    void producersAreNotReplacedWithoutAPauseNorAfterTheEnd() throws Exception {
        CurrentProducer current = new CurrentProducer(this::make, Duration.ZERO, Duration.ofHours(1));
        current.failed(current.get(), new OutOfOrderSequenceException("gap"));
        current.failed(current.get(), new OutOfOrderSequenceException("gap"));
        assertThat(producers).hasSize(3);
        CurrentProducer ended = new CurrentProducer(this::make, Duration.ZERO, Duration.ZERO);
        ended.close();
        ended.failed(ended.get(), new KafkaException("Producer is closed forcefully."));
        assertThat(producers).hasSize(4);
    }

    @Test
    void theRecordSaysEverything() throws Exception {
        handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
        assertThat(record.topic()).isEqualTo("mail.accepted");
        assertThat(record.key()).isEqualTo(RecordKey.ofAccount(7));
        AcceptedMail mail = parse(record);
        assertThat(DeliveryId.of(mail.getDeliveryId())).isEqualTo(ID);
        assertThat(mail.getReversePath()).isEqualTo("bob@mail.test");
        assertThat(mail.getRecipientsList())
                .extracting(r -> r.getForwardPath())
                .containsExactly("alice@mail.test", "postmaster");
        assertThat(mail.getRecipients(0).getAccountIdsList()).containsExactly(7L, 8L);
        assertThat(mail.getRecipients(0).getRemotePathsList()).containsExactly("c@elsewhere.test");
        assertThat(mail.getRecipients(0).getListsList()).containsExactly("open@mail.test");
        assertThat(mail.getRecipients(0).getClosedListsList()).containsExactly("closed@mail.test");
        assertThat(mail.getRecipients(0).getUnknownList()).containsExactly("ghost@mail.test");
        assertThat(mail.getInline().toStringUtf8()).isEqualTo("abc");
        assertThat(mail.getSize()).isEqualTo(3);
        assertThat(mail.getReturnPathOctets()).isEqualTo(2);
        assertThat(mail.getEightBitMime()).isTrue();
        assertThat(mail.getClientAddress()).isEqualTo("192.0.2.1");
        assertThat(mail.getHelo()).isEqualTo("client.test");
    }

    @Test
    void aStagedMessageIsReferredTo() throws Exception {
        handOver(message(new MessageOctets.Staged("staged/2026112310/0123456789abcdef", 1 << 20)));
        AcceptedMail mail = parse(producer.history().getFirst());
        assertThat(mail.getStaged().getObjectKey()).isEqualTo("staged/2026112310/0123456789abcdef");
        assertThat(mail.getStaged().getLength()).isEqualTo(1 << 20);
        assertThat(mail.getSize()).isEqualTo(1 << 20);
    }

    private static AcceptedMail parse(ProducerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
        return AcceptedMail.parseFrom(record.value());
    }

    @Test
    void theTraceGoesOnInAHeader() throws Exception {
        TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        handOver(message(new MessageOctets.Inline(Octets.ascii("abc")), trace));
        assertThat(producer.history().getFirst().headers())
                .singleElement()
                .returns("traceparent", Header::key)
                .returns(trace.octets(), Header::value);
    }

    @Test
    void withoutATraceThereIsNoHeader() throws Exception {
        handOver(message(new MessageOctets.Inline(Octets.ascii("abc"))));
        assertThat(producer.history().getFirst().headers()).isEmpty();
    }

    private static AcceptedMessage message(MessageOctets octets) {
        return message(octets, TraceParent.NONE);
    }

    private static AcceptedMessage message(MessageOctets octets, TraceParent trace) {
        return message(
                octets,
                trace,
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.EIGHT_BIT_MIME,
                        Set.of(),
                        DsnRequest.NONE,
                        Timing.NONE,
                        List.of()),
                Optional.empty());
    }

    /** RFC 3461 §4, RFC 8689 §2, RFC 6710 §4, RFC 4865 §3, RFC 2852 §4: what the way out has to know. */
    @Test
    void whatTheEnvelopeAskedForIsInTheRecord() throws Exception {
        Instant hold = Instant.parse("2026-12-24T18:00:00Z");
        MailParameters parameters = new MailParameters(
                OptionalLong.empty(),
                BodyType.BINARY_MIME,
                EnumSet.allOf(MailOption.class),
                new DsnRequest(Optional.of(DsnRequest.Returned.HEADERS), Optional.of("QQ 314")),
                new Timing(
                        Optional.of(new Timing.Hold.Until(hold)),
                        Optional.of(new Timing.DeliverBy(Duration.ofSeconds(-5), Timing.DeliverBy.Mode.NOTIFY, true)),
                        OptionalInt.of(-4)),
                List.of());
        handOver(message(
                new MessageOctets.Inline(Octets.ascii("abc")),
                TraceParent.NONE,
                parameters,
                Optional.of(new AccountId(9))));
        AcceptedMail record =
                AcceptedMail.parseFrom(producer.history().getFirst().value());
        assertThat(record.getBinaryMime()).isTrue();
        assertThat(record.getEightBitMime()).isFalse();
        assertThat(record.getSmtpUtf8()).isTrue();
        assertThat(record.getRequireTls()).isTrue();
        assertThat(record.getDsnReturn()).isEqualTo(AcceptedMail.DsnReturn.HEADERS);
        assertThat(record.getEnvelopeId()).isEqualTo("QQ 314");
        assertThat(record.getPriority()).isEqualTo(-4);
        assertThat(record.getHoldUntilMillis()).isEqualTo(hold.toEpochMilli());
        assertThat(record.getDeliverByMillis()).isEqualTo(1_700_000_000_000L - 5_000);
        assertThat(record.getDeliverByMode()).isEqualTo(AcceptedMail.DeliverByMode.NOTIFY);
        assertThat(record.getDeliverByTrace()).isTrue();
        assertThat(record.getSenderAccountId()).isEqualTo(9);
        assertThat(record.getRecipients(0).getNotifyList())
                .containsExactly(Recipient.Notify.SUCCESS, Recipient.Notify.FAILURE);
        assertThat(record.getRecipients(0).getOriginalRecipient()).isEqualTo("rfc822;al+x@mail.test");
        assertThat(record.getRecipients(1).getNotifyList()).isEmpty();
    }

    private static AcceptedMessage message(
            MessageOctets octets, TraceParent trace, MailParameters parameters, Optional<AccountId> sender) {
        return new AcceptedMessage(
                ID,
                new ReversePath.Address(MailAddress.parse("bob@mail.test")),
                List.of(
                        new AcceptedRecipient(
                                new ForwardPath.Address(MailAddress.parse("alice@mail.test")),
                                new RcptParameters(
                                        Set.of(Notify.FAILURE, Notify.SUCCESS),
                                        Optional.of("rfc822;al+x@mail.test"),
                                        List.of()),
                                new Resolution(
                                        List.of(new AccountId(7), new AccountId(8)),
                                        List.of("c@elsewhere.test"),
                                        List.of("open@mail.test"),
                                        List.of("closed@mail.test"),
                                        List.of("ghost@mail.test"))),
                        new AcceptedRecipient(
                                ForwardPath.POSTMASTER, RcptParameters.NONE, new Resolution(List.of(), List.of()))),
                Instant.ofEpochMilli(1_700_000_000_000L),
                2,
                octets,
                parameters,
                new AcceptedMessage.Client("192.0.2.1", "client.test", sender),
                trace);
    }
}
