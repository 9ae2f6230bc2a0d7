package org.packetboat.delivery.adapter;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Events;

/** Events on {@code mail.events}: nobody waits for them, and a bounded number waits for the broker. */
public final class KafkaEvents implements Events, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaEvents.class);
    private static final int WAITING = 4_096;

    private final Producer<byte[], byte[]> producer;
    private final Counts counts;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;

    public KafkaEvents(Producer<byte[], byte[]> producer, Counts counts) {
        this.producer = producer;
        this.counts = counts;
        this.thread = Thread.ofVirtual().name("mail-events").start(this::run);
    }

    private record Waiting(MailEvent event, TraceParent trace) {}

    @Override
    public void publish(MailEvent event, TraceParent trace) {
        if (!waiting.offer(new Waiting(event, trace))) {
            counts.eventDropped();
        }
    }

    private void run() {
        try {
            while (true) {
                Waiting next = waiting.take();
                send(next.event(), next.trace());
            }
        } catch (InterruptedException e) {
            LOG.debug("event publisher ends");
        }
    }

    private void send(MailEvent event, TraceParent trace) throws InterruptedException {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            TopicNames.MAIL_EVENTS,
                            null,
                            event.getDeliveryId().toByteArray(),
                            event.toByteArray(),
                            TraceHeaders.of(trace)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            counts.eventDropped();
                        }
                    });
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while sending");
        } catch (KafkaException e) {
            counts.eventDropped();
            LOG.debug("event was not sent", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
