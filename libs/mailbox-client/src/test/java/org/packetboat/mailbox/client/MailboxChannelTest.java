package org.packetboat.mailbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;

@Timeout(30)
final class MailboxChannelTest {
    private static final CreateRequest CREATE =
            CreateRequest.newBuilder().setAccountId(1).setName("a").build();
    private static final ListRequest LIST =
            ListRequest.newBuilder().setAccountId(1).build();

    private ScriptedService service;
    private MailboxChannel channel;

    @BeforeEach
    void start() throws Exception {
        service = new ScriptedService(0);
        channel = MailboxChannel.to("127.0.0.1:" + service.port());
    }

    @AfterEach
    void stop() throws Exception {
        channel.close();
        service.close();
    }

    @Test
    void givesEveryMutatingCallAnOperationIdOfItsOwn() throws Exception {
        channel.mailboxes().create(CREATE);
        channel.mailboxes().create(CREATE);

        assertThat(service.operationIds).doesNotHaveDuplicates().allMatch(id -> id.size() == 16);
    }

    @Test
    void keepsTheOperationIdOfTheCaller() throws Exception {
        ByteString id = ByteString.copyFrom(new byte[16]);

        channel.mailboxes().create(CREATE.toBuilder().setOperationId(id).build());

        assertThat(service.operationIds).containsExactly(id);
    }

    @Test
    void repeatsWithTheSameOperationId() throws Exception {
        service.failures.addAll(List.of(Status.UNAVAILABLE, Status.UNAVAILABLE));

        CreateResponse response = channel.mailboxes().create(CREATE);

        assertThat(response.getMailboxId()).isEqualTo(7);
        assertThat(service.operationIds).hasSize(3);
        assertThat(service.operationIds.stream().distinct()).hasSize(1);
    }

    @Test
    void repeatsACountButNotWhatIsGivenBack() throws Exception {
        CountRecipientsRequest count =
                CountRecipientsRequest.newBuilder().setRecipients(2).build();
        service.failures.add(Status.UNAVAILABLE);
        assertThat(channel.directory().countRecipients(count).getCounted()).isTrue();
        assertThat(service.counts).containsExactly(2, 2);

        service.failures.add(Status.UNAVAILABLE);
        CountRecipientsRequest back =
                CountRecipientsRequest.newBuilder().setRecipients(-2).build();
        assertThatThrownBy(() -> channel.directory().countRecipients(back)).isInstanceOf(UnavailableException.class);
        assertThat(service.counts).containsExactly(2, 2, -2);
    }

    @Test
    void doesNotRepeatWhatFailedForItsOwnReason() {
        service.failures.add(Status.INTERNAL);

        assertThatThrownBy(() -> channel.mailboxes().create(CREATE)).isInstanceOf(IllegalStateException.class);
        assertThat(service.operationIds).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFUSAL_UNSPECIFIED", "UNRECOGNIZED"})
    void turnsEveryRefusalIntoItsException(Refusal refusal) {
        service.refusal = refusal;

        assertThatThrownBy(() -> channel.mailboxes().create(CREATE))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason().name()).isEqualTo(refusal.name()));
        assertThatThrownBy(() -> channel.mailboxes().list(LIST))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason().name()).isEqualTo(refusal.name()));
    }

    @Test
    void endsAtTheDeadlineWhenNobodyAnswers() {
        service.silent = true;
        MailboxesClient client = channel.mailboxes().withDeadline(Duration.ofMillis(300));
        long before = System.nanoTime();

        assertThatThrownBy(() -> client.create(CREATE)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> client.list(LIST)).isInstanceOf(UnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
    }

    @Test
    void endsAtTheDeadlineWhenNobodyListens() throws Exception {
        service.close();
        MailboxesClient client = channel.mailboxes().withDeadline(Duration.ofMillis(400));
        long before = System.nanoTime();

        assertThatThrownBy(() -> client.create(CREATE)).isInstanceOf(UnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void findsARestartedServiceSoon() throws Exception {
        channel.mailboxes().create(CREATE);
        int port = service.port();
        service.close();
        FutureTask<CreateResponse> waiting =
                new FutureTask<>(() -> channel.mailboxes().create(CREATE));
        Thread.ofVirtual().start(waiting);
        // Long enough for gRPC's own back-off to have grown beyond what is allowed here.
        assertThatThrownBy(() -> waiting.get(2500, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);

        service = new ScriptedService(port);
        long before = System.nanoTime();
        waiting.get();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));
    }

    @Test
    void interruptionCancelsTheCall() throws Exception {
        service.silent = true;
        FutureTask<CreateResponse> call =
                new FutureTask<>(() -> channel.mailboxes().create(CREATE));
        Thread thread = Thread.ofVirtual().start(call);
        assertThatThrownBy(() -> call.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);

        thread.interrupt();

        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(service.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptionCancelsAStream() throws Exception {
        service.silent = true;
        FutureTask<BatchReader<ListBatch>> call =
                new FutureTask<>(() -> channel.mailboxes().list(LIST));
        Thread thread = Thread.ofVirtual().start(call);
        assertThatThrownBy(() -> call.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);

        thread.interrupt();

        assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(service.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readsAStreamToItsEnd() throws Exception {
        service.failures.add(Status.UNAVAILABLE);
        List<Long> ids = new ArrayList<>();

        try (BatchReader<ListBatch> batches = channel.mailboxes().list(LIST)) {
            while (batches.hasNext()) {
                ids.add(batches.next().getMailboxes(0).getMailboxId());
            }
            assertThat(batches.hasNext()).isFalse();
        }

        assertThat(ids).containsExactly(0L, 1L, 2L);
    }

    @Test
    void readsAnEmptyStream() throws Exception {
        service.batches = 0;

        try (BatchReader<ListBatch> batches = channel.mailboxes().list(LIST)) {
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Test
    void anAbandonedStreamIsCancelled() throws Exception {
        service.batches = 100_000;

        try (BatchReader<ListBatch> batches = channel.mailboxes().list(LIST)) {
            assertThat(batches.next().getMailboxes(0).getMailboxId()).isZero();
        }

        assertThat(service.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
