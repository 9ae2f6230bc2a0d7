package org.packetboat.delivery.adapter;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.RecordKey;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.DeadRecord;
import org.packetboat.delivery.port.Outbox;
import org.packetboat.mail.failure.UnavailableException;

/** Records on Kafka, each acknowledged by the broker before the call returns. */
public final class KafkaOutbox implements Outbox {
    private static final long PATIENCE_SECONDS = 15;

    private final Producer<byte[], byte[]> producer;

    public KafkaOutbox(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void accept(AcceptedMail mail) throws InterruptedException {
        send(TopicNames.MAIL_ACCEPTED, key(mail), mail.toByteArray(), TraceParent.of(mail.getTraceParent()));
    }

    @Override
    public void dead(DeadRecord record, TraceParent trace) throws InterruptedException {
        send(TopicNames.dead(record.getTopic()), record.getKey().toByteArray(), record.toByteArray(), trace);
    }

    /** A record as it was. */
    void again(DeadRecord record, TraceParent trace) throws InterruptedException {
        send(record.getTopic(), record.getKey().toByteArray(), record.getValue().toByteArray(), trace);
    }

    private static byte[] key(AcceptedMail mail) {
        return mail.getRecipientsList().stream()
                .flatMap(recipient -> recipient.getAccountIdsList().stream())
                .findFirst()
                .map(RecordKey::ofAccount)
                .orElseGet(() -> RecordKey.ofDelivery(DeliveryId.of(mail.getDeliveryId())));
    }

    private void send(String topic, byte[] key, byte[] value, TraceParent trace) throws InterruptedException {
        try {
            var unused = producer.send(new ProducerRecord<>(topic, null, key, value, TraceHeaders.of(trace)))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            Thread.interrupted();
            throw interrupted(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new UnavailableException("broker did not acknowledge topic=" + topic, e);
        }
    }

    private static InterruptedException interrupted(Exception cause) {
        InterruptedException interrupted = new InterruptedException("interrupted while sending");
        interrupted.initCause(cause);
        return interrupted;
    }
}
