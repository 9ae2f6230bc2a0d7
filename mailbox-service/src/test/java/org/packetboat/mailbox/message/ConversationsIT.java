package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.testkit.conformance.Covers;

/** Which conversation messages join (RFC 8474 §5.2), whatever the order they come in, the way they come and the company. */
class ConversationsIT {
    private static MailboxFixture mail;
    private static int accounts;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private static long account() throws Exception {
        return mail.store.account("user" + ++accounts + "@conversations.test");
    }

    /** A message that answers {@code inReplyTo} and knows {@code references}. */
    private static StoredBody body(String messageId, String inReplyTo, String... references) throws Exception {
        StoredBody.Builder body = TestMail.body(mail.objectKey(), 0, "x").toBuilder();
        body.getMetadataBuilder()
                .setMessageId(messageId)
                .setInReplyTo(inReplyTo)
                .addAllReferences(List.of(references));
        return body.build();
    }

    private static void append(long account, String mailbox, StoredBody... bodies) throws Exception {
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setAccountId(account)
                .setMailbox(mailbox)
                .setOperationId(TestMail.freshId());
        for (StoredBody body : bodies) {
            request.addMessages(AppendMessage.newBuilder().setBody(body));
        }
        mail.messages.appender().append(request.build());
    }

    private static void deliver(long account, StoredBody... bodies) throws Exception {
        DeliverRequest.Builder request = DeliverRequest.newBuilder();
        for (int i = 0; i < bodies.length; i++) {
            request.addBodies(bodies[i])
                    .addDeliveries(MailboxFixture.delivery(account).setBody(i));
        }
        assertThat(mail.deliverer.deliver(request.build()).getOutcomesList())
                .allMatch(outcome -> outcome.getStatus() == DeliverOutcome.Status.STORED);
    }

    private static UUID thread(long account, String messageId) throws Exception {
        List<UUID> threads = new ArrayList<>();
        mail.store
                .database()
                .run(
                        "SELECT DISTINCT thread_id FROM body WHERE account_id = $1 AND message_id = $2",
                        Tuple.of(account, messageId))
                .forEach((Row row) -> threads.add(row.getUUID(0)));
        assertThat(threads).hasSize(1);
        return threads.getFirst();
    }

    private static long threads(long account) throws Exception {
        return mail.store.number("SELECT count(DISTINCT thread_id) FROM body WHERE account_id = $1", account);
    }

    @Test
    @Covers("RFC 8474 §5.2")
    void answersJoin() throws Exception {
        long alice = account();
        mail.store.mailbox(alice, "Sent");
        deliver(alice, body("a", ""));
        append(alice, "Sent", body("b", "a", "a"));
        deliver(alice, body("c", "b"));
        deliver(alice, body("d", "", "lost", "c"));
        deliver(alice, body("e", "", "lost"));
        deliver(alice, body("other", ""));

        for (String id : List.of("b", "c", "d", "e")) {
            assertThat(thread(alice, id)).isEqualTo(thread(alice, "a"));
        }
        assertThat(thread(alice, "other")).isNotEqualTo(thread(alice, "a"));
        assertThat(mail.store.number("SELECT count(*) FROM conversation WHERE account_id = $1", alice))
                .isEqualTo(7);
    }

    @Test
    void answersThatComeBeforeTheirQuestionAgree() throws Exception {
        long alice = account();
        deliver(alice, body("c", "b", "a", "b"));
        deliver(alice, body("d", "a"));
        deliver(alice, body("a", ""));

        assertThat(threads(alice)).isOne();
    }

    @Test
    void messagesOfOneCallKnowOfEachOther() throws Exception {
        long alice = account();
        deliver(alice, body("before", ""));
        deliver(
                alice,
                body("x", ""),
                body("y", "x"),
                body("z", "y"),
                body("later", "before"),
                body("", ""),
                body("", ""));

        assertThat(thread(alice, "z")).isEqualTo(thread(alice, "x"));
        assertThat(thread(alice, "later")).isEqualTo(thread(alice, "before"));
        // Two without any id: each is a conversation.
        assertThat(threads(alice)).isEqualTo(4);
    }

    @Test
    void twoAccountsDoNotKnowOfEachOther() throws Exception {
        long alice = account();
        long bob = account();
        deliver(alice, body("r", "", "first"));
        deliver(bob, body("s", "r"));

        assertThat(thread(bob, "s")).isNotEqualTo(thread(alice, "r"));
    }

    @Test
    void aConversationStaysWhenWhatWasNotedHasExpired() throws Exception {
        long alice = account();
        deliver(alice, body("a", ""));
        UUID thread = thread(alice, "a");
        mail.store.numbers(
                "UPDATE conversation SET noted_at = now() - interval '500 days' WHERE account_id = $1", alice);
        mail.housekeeping.runOnce();
        assertThat(mail.store.number("SELECT count(*) FROM conversation WHERE account_id = $1", alice))
                .isZero();

        deliver(alice, body("b", "a", "a"));

        assertThat(thread(alice, "b")).isEqualTo(thread);
    }

    @Test
    void longListsOfReferencesAreLookedAtInPart() throws Exception {
        long alice = account();
        String[] references = new String[500];
        for (int i = 0; i < references.length; i++) {
            references[i] = "r" + i;
        }
        deliver(alice, body("r499", "", "elsewhere"));
        deliver(alice, body("long", "", references));

        assertThat(thread(alice, "long")).isEqualTo(thread(alice, "r499"));
        assertThat(mail.store.number("SELECT count(*) FROM conversation WHERE account_id = $1", alice))
                .isLessThanOrEqualTo(22);
    }

    /** None of them sees what the others are about to note, and each would begin a conversation of its own. */
    @Test
    void messagesThatComeAtTheSameTimeAgree() throws Exception {
        long alice = account();
        List<String> boxes = List.of("INBOX", "b1", "b2", "b3");
        for (String box : boxes.subList(1, 4)) {
            mail.store.mailbox(alice, box);
        }
        int rounds = 40;
        CyclicBarrier together = new CyclicBarrier(boxes.size());
        List<Callable<Object>> lanes = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            int lane = i;
            lanes.add(() -> {
                for (int j = 0; j < rounds; j++) {
                    StoredBody next = body("m" + j + "-" + lane, "absent" + j, "root" + j + "-" + lane, "absent" + j);
                    together.await();
                    if (lane == 0) {
                        deliver(alice, next);
                    } else {
                        append(alice, boxes.get(lane), next);
                    }
                }
                return "";
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> done : threads.invokeAll(lanes)) {
                done.get();
            }
        }
        assertThat(mail.store.number("SELECT count(*) FROM body WHERE account_id = $1", alice))
                .isEqualTo(4L * rounds);
        assertThat(threads(alice)).isEqualTo(rounds);
        assertThat(mail.store.numbers(
                        "SELECT 1::bigint FROM body WHERE account_id = $1 GROUP BY in_reply_to HAVING count(DISTINCT thread_id) > 1",
                        alice))
                .isEmpty();
    }
}
