package org.packetboat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.MailEvent;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.QueueControl.Change;
import org.packetboat.delivery.port.QueueControl.Filter;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.remote.route.Smarthost;

class QueueDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Optional<String> SMARTHOST = Optional.of(Smarthost.sharedName("smart.test", 25));

    @TempDir
    Path spool;

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final FakeRelayQueue queue = new FakeRelayQueue(clock);
    private final FakeLedger ledger = new FakeLedger();
    private final List<MailEvent> events = new ArrayList<>();
    private int woken;

    @Test
    void anotherTryIsOneAtTheSmarthostToo() throws Exception {
        add("a@far.test");
        queue.block(SMARTHOST.get(), 0, "no route", failures -> Duration.ofHours(1));
        assertThat(queue.due("", 10, SMARTHOST)).isEmpty();
        assertThat(desk().change(Change.RETRY, Filter.ALL)).isEqualTo(1);
        assertThat(queue.due("", 10, SMARTHOST)).hasSize(1);
        assertThat(woken).isEqualTo(1);
    }

    @Test
    void whatIsReleasedDoesNotWaitForTheSmarthost() throws Exception {
        add("a@far.test");
        desk().change(Change.HOLD, Filter.ALL);
        queue.block(SMARTHOST.get(), 0, "no route", failures -> Duration.ofHours(1));
        desk().change(Change.RELEASE, Filter.ALL);
        assertThat(queue.due("", 10, SMARTHOST)).hasSize(1);
    }

    @Test
    void whatChangesNothingLeavesTheSmarthostAlone() throws Exception {
        queue.block(SMARTHOST.get(), 0, "no route", failures -> Duration.ofHours(1));
        assertThat(desk().change(Change.RETRY, Filter.ALL)).isZero();
        add("a@far.test");
        assertThat(queue.due("", 10, SMARTHOST)).isEmpty();
    }

    @Test
    void whatIsDroppedIsAnEventOfItsMessage() throws Exception {
        AcceptedMail mail = add("a@far.test");
        assertThat(desk().change(Change.DROP, Filter.ALL)).isEqualTo(1);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getStep()).isEqualTo(MailEvent.Step.DROPPED);
            assertThat(event.getDeliveryId()).isEqualTo(mail.getDeliveryId());
            assertThat(event.getRecipient()).isEqualTo("a@far.test");
        });
    }

    @Test
    void aDroppedBodyIsGivenUp() throws Exception {
        AcceptedMail mail = TestMail.staged(TestMail.remote("a@far.test"), "staged/2026110100/x", 300_000);
        add(mail);
        desk().change(
                        Change.DROP,
                        new Filter(
                                Optional.of(DeliveryId.of(mail.getDeliveryId())),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(ledger.abandoned()).containsExactly("staged/2026110100/x");
    }

    private AcceptedMail add(String recipient) throws InterruptedException {
        return add(TestMail.remote(recipient));
    }

    private AcceptedMail add(AcceptedMail mail) throws InterruptedException {
        var unused = TestQueue.handover(queue, kept(), clock).queue(new Mail(mail, MessageTrace.NONE));
        return mail;
    }

    private KeptBodies kept() {
        return TestQueue.bodies(new InMemoryBlobStore(), ledger, spool, clock);
    }

    private QueueDesk desk() {
        DeliveryEvents published = new DeliveryEvents((event, trace) -> events.add(event), clock);
        return new QueueDesk(queue, queue, SMARTHOST, kept(), published, () -> woken++);
    }
}
