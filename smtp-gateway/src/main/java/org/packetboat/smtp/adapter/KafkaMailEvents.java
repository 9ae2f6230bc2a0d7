package org.packetboat.smtp.adapter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.smtp.port.AcceptedMessage;

/** mail.events: says what was accepted. Nobody waits for it; what finds no room or no broker is dropped and counted. */
final class KafkaMailEvents implements AutoCloseable {
    private static final String SERVICE = "smtp-gateway";
    private static final int BUFFER_OCTETS = 2 << 20;

    private final Producer<byte[], byte[]> producer;
    private final Counter dropped;

    KafkaMailEvents(Producer<byte[], byte[]> producer, MeterRegistry registry) {
        this.producer = producer;
        this.dropped = Counter.builder("packetboat.events.dropped").register(registry);
    }

    /** A producer of its own: it never blocks, and a full buffer of events takes no room from messages. */
    static KafkaMailEvents connect(KafkaConnection kafka, MeterRegistry registry) {
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        properties.putAll(Map.ofEntries(
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "smtp-gateway-events"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "1"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 100),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_OCTETS),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000),
                Map.entry(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false)));
        return new KafkaMailEvents(
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()), registry);
    }

    /** Asks for metadata, which the first event would otherwise be dropped for. */
    void warmUp() {
        try {
            producer.partitionsFor(TopicNames.MAIL_EVENTS);
        } catch (KafkaException _) {
            // not there yet; the request for it is on its way
        }
    }

    void accepted(AcceptedMessage message) {
        MailEvent event = MailEvent.newBuilder()
                .setDeliveryId(message.deliveryId().octets())
                .setAtMillis(message.acceptedAt().toEpochMilli())
                .setStep(MailEvent.Step.ACCEPTED)
                .setService(SERVICE)
                .setDetail("octets=" + message.octets().size() + " recipients="
                        + message.recipients().size())
                .build();
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            TopicNames.MAIL_EVENTS,
                            null,
                            RecordKey.ofDelivery(message.deliveryId()),
                            event.toByteArray(),
                            AcceptedMailRecord.headers(message)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            dropped.increment();
                        }
                    });
        } catch (KafkaException _) {
            dropped.increment();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
