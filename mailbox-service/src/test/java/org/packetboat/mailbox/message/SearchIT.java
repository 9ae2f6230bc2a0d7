package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.HeaderKey;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.contracts.mailbox.SearchRequest.Figure;
import org.packetboat.mailbox.store.ExpungeStatement;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;
import org.packetboat.mailbox.store.UidRanges;

class SearchIT {
    private static final long DAY = 86_400_000;
    private static final String LOCK = "LOCK TABLE message IN ACCESS EXCLUSIVE MODE";
    private static MailboxFixture mail;
    private static long alice;
    private static long inbox;

    /** Message n of 1 .. 200: internal date day n, seen when even, flagged when divisible by 5, keyword Odd when odd. */
    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
        alice = mail.store.account("alice@search.test");
        inbox = mail.inbox(alice);
        String key = mail.objectKey();
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setAccountId(alice)
                .setMailbox("INBOX")
                .setOperationId(TestMail.freshId());
        for (int n = 1; n <= 200; n++) {
            Flags.Builder flags = Flags.newBuilder().setSystem((n % 2 == 0 ? 1 : 0) | (n % 5 == 0 ? 4 : 0));
            if (n % 2 == 1) {
                flags.addKeywords("Odd");
            }
            request.addMessages(AppendMessage.newBuilder()
                    .setBody(TestMail.body(key, 0, "Number" + n + "x"))
                    .setInternalDateMillis(n * DAY + 1)
                    .setFlags(flags));
        }
        mail.messages.appender().append(request.build());
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private static List<Long> search(SearchKey.Builder key, UidRanges... among) throws Exception {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setKey(key);
        for (UidRanges uids : among) {
            request.setUids(uids.toUidSet());
        }
        return search(request.build());
    }

    private static List<Long> search(SearchRequest request) throws Exception {
        List<Long> found = new ArrayList<>();
        mail.messages
                .searcher()
                .search(
                        request,
                        batch -> found.addAll(
                                List.of(UidRanges.of(batch.getUids()).all())));
        return found;
    }

    private static List<Long> figures(SearchKey.Builder key, UidRanges among, Figure... figures) throws Exception {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setKey(key)
                .addAllFigures(List.of(figures))
                .setUids(among.toUidSet());
        SearchBatch[] last = {SearchBatch.getDefaultInstance()};
        mail.messages.searcher().search(request.build(), batch -> last[0] = batch);
        return List.of(last[0].getLowest(), last[0].getHighest(), last[0].getCount());
    }

    private static SearchKey.Builder key() {
        return SearchKey.newBuilder();
    }

    private static SearchKey.Builder and(SearchKey.Builder... keys) {
        SearchKeys.Builder all = SearchKeys.newBuilder();
        for (SearchKey.Builder key : keys) {
            all.addKeys(key);
        }
        return key().setAnd(all);
    }

    private static SearchKey.Builder or(SearchKey.Builder left, SearchKey.Builder right) {
        return key().setOr(SearchPair.newBuilder().setLeft(left).setRight(right));
    }

    private static SearchKey.Builder header(String name, String value) {
        return key().setHeader(HeaderKey.newBuilder().setName(name).setValue(value));
    }

    private static SearchKey.Builder uids(long first, long last) {
        return key().setUids(new UidRanges.Builder().add(first, last).build().toUidSet());
    }

    @Test
    void flagsDatesSizesAndUids() throws Exception {
        assertThat(search(key().setAll(true))).hasSize(200).isSorted();
        assertThat(search(and(key().setFlagsSet(1 | 4)))).hasSize(20).contains(10L, 200L);
        assertThat(search(and(key().setFlagsClear(1), uids(1, 6)))).containsExactly(1L, 3L, 5L);
        assertThat(search(key().setKeyword("ODD"), UidRanges.of(1, 2, 3, 199, 200)))
                .containsExactly(1L, 3L, 199L);
        assertThat(search(and(key().setSinceDay(5), key().setBeforeDay(8)))).containsExactly(5L, 6L, 7L);
        assertThat(search(key().setOnDay(7))).containsExactly(7L);
        assertThat(search(key().setLarger(4_096))).isEmpty();
        assertThat(search(and(key().setSmaller(4_097), uids(3, 3)))).containsExactly(3L);
        assertThat(search(key().setSentOnDay(20_780))).hasSize(200);
        assertThat(search(key().setUidFrom(199))).containsExactly(199L, 200L);
        assertThat(search(key().setModSeq(Long.MAX_VALUE))).isEmpty();
    }

    @Test
    void keysInsideEachOther() throws Exception {
        SearchKey.Builder deep = key().setOnDay(7);
        for (int i = 0; i < 248; i++) {
            deep = i % 2 == 0 ? or(key().setOnDay(5), deep) : and(key().setAll(true), deep);
        }
        SearchRequest request = SearchRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setEncodedKey(deep.build().toByteString())
                .build();
        SearchRequest received = SearchRequest.parseFrom(request.toByteString());
        assertThat(search(received)).containsExactly(5L, 7L);
    }

    private static SearchKey.Builder not(SearchKey.Builder key) {
        return key().setNot(key);
    }

    @Test
    void whatIsRareAndItsOpposite() throws Exception {
        UidRanges some = UidRanges.of(1, 2, 3, 5, 10, 11, 150);
        assertThat(search(key().setFlagsClear(1)))
                .hasSize(100)
                .contains(1L, 199L)
                .isSorted();
        assertThat(search(key().setFlagsSet(1))).hasSize(100).contains(2L, 200L).isSorted();
        assertThat(search(not(key().setFlagsSet(1)), some)).containsExactly(1L, 3L, 5L, 11L);
        assertThat(search(not(key().setFlagsClear(1)), some)).containsExactly(2L, 10L, 150L);
        assertThat(search(key().setFlagsClear(4), some)).containsExactly(1L, 2L, 3L, 11L);
        assertThat(search(and(key().setFlagsSet(1), key().setFlagsClear(4), uids(1, 12))))
                .containsExactly(2L, 4L, 6L, 8L, 12L);
        assertThat(search(and(key().setFlagsSet(4), key().setFlagsSet(1)), some))
                .containsExactly(10L, 150L);
        assertThat(search(not(key().setKeyword("odd")), some)).containsExactly(2L, 10L, 150L);
        assertThat(search(not(not(key().setKeyword("odd"))), some)).containsExactly(1L, 3L, 5L, 11L);
        assertThat(search(key().setKeyword("never"))).isEmpty();
        assertThat(search(not(key().setKeyword("never")))).hasSize(200);
        assertThat(search(and(key().setKeyword("odd"), key().setFlagsSet(4)), some))
                .containsExactly(5L);
        assertThat(search(or(key().setFlagsSet(4), key().setKeyword("odd")), some))
                .containsExactly(1L, 3L, 5L, 10L, 11L, 150L);
        assertThat(search(not(key().setFlagsSet(1 | 4)), some)).containsExactly(1L, 2L, 3L, 5L, 11L);
        assertThat(search(key().setFlagsSet(8))).isEmpty();
    }

    @Test
    void keywordsInSeveralSets() throws Exception {
        long box = mail.store.mailbox(alice, "Keywords");
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setAccountId(alice)
                .setMailbox("Keywords")
                .setOperationId(TestMail.freshId());
        String key = mail.objectKey();
        for (int n = 1; n <= 60; n++) {
            Flags.Builder flags = Flags.newBuilder().setSystem(0);
            for (int keyword = 2; keyword <= 5; keyword++) {
                if (n % keyword == 0) {
                    flags.addKeywords("By" + keyword);
                }
            }
            request.addMessages(AppendMessage.newBuilder()
                    .setBody(TestMail.body(key, 0, "K" + n))
                    .setFlags(flags));
        }
        mail.messages.appender().append(request.build());
        SearchRequest by3 = SearchRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(box)
                .setKey(key().setKeyword("BY3"))
                .build();
        assertThat(search(by3)).hasSize(20).isSorted().startsWith(3L, 6L, 9L).endsWith(60L);
        SearchRequest not5 =
                by3.toBuilder().setKey(not(key().setKeyword("by5"))).build();
        assertThat(search(not5)).hasSize(48).isSorted().startsWith(1L, 2L, 3L, 4L, 6L);
    }

    @Test
    void figuresInsteadOfNumbers() throws Exception {
        UidRanges all = uidRange(1, 10_000);
        UidRanges some = UidRanges.of(4, 5, 6, 30, 31, 32, 33, 34, 35, 199);
        assertThat(figures(key().setFlagsSet(4), all, Figure.COUNT)).containsExactly(5L, 200L, 40L);
        assertThat(figures(key().setFlagsSet(4), all, Figure.LOWEST)).startsWith(5L);
        assertThat(figures(key().setFlagsSet(4), all, Figure.HIGHEST).get(1)).isEqualTo(200L);
        assertThat(figures(key().setFlagsSet(4), some, Figure.LOWEST, Figure.HIGHEST))
                .startsWith(5L, 35L);
        assertThat(figures(key().setFlagsSet(4), some, Figure.COUNT)).containsExactly(5L, 35L, 3L);
        assertThat(figures(key().setFlagsSet(1), all, Figure.COUNT)).containsExactly(2L, 200L, 100L);
        assertThat(figures(key().setKeyword("odd"), some, Figure.COUNT)).containsExactly(5L, 199L, 5L);
        assertThat(figures(key().setKeyword("odd"), some, Figure.HIGHEST).get(1))
                .isEqualTo(199L);
        assertThat(figures(header("Message-ID", "number1"), all, Figure.COUNT)).containsExactly(1L, 199L, 111L);
        assertThat(figures(header("Message-ID", "number1"), all, Figure.HIGHEST).get(1))
                .isEqualTo(199L);
        assertThat(figures(header("Subject", "number17"), all, Figure.COUNT)).containsExactly(17L, 179L, 11L);
        assertThat(figures(key().setFlagsSet(8), all, Figure.COUNT)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void pointsInTime() throws Exception {
        assertThat(search(key().setBeforeMillis(3 * DAY + 1))).containsExactly(1L, 2L);
        assertThat(search(and(key().setSinceMillis(199 * DAY + 1)))).containsExactly(199L, 200L);
    }

    private static UidRanges uidRange(long first, long last) {
        return new UidRanges.Builder().add(first, last).build();
    }

    @Test
    void textOfColumnsInAnyCase() throws Exception {
        assertThat(search(header("SUBJECT", "nUmber17X"))).containsExactly(17L);
        assertThat(search(header("from", "BOB@"))).hasSize(200);
        assertThat(search(or(header("subject", "number3x"), key().setOnDay(9)))).containsExactly(3L, 9L);
        assertThat(search(key().setNot(header("to", "alice")))).isEmpty();
    }

    @Test
    void otherFieldsByTheHeaderItself() throws Exception {
        assertThat(search(header("Message-ID", "number150X@"))).containsExactly(150L);
        assertThat(search(header("x-nothing", ""))).isEmpty();
        assertThat(search(header("Received", ""))).hasSize(200);
        assertThat(search(and(key().setNot(header("message-id", "number1")), uids(9, 21))))
                .containsExactly(9L, 20L, 21L);
        assertThat(search(or(and(header("message-id", "number12x"), key().setFlagsSet(1)), key().setOnDay(13))))
                .containsExactly(12L, 13L);
        assertThat(search(key().setNot(or(header("message-id", "number"), key().setOnDay(13)))))
                .isEmpty();
    }

    @Test
    void keysOnBodyTextAreNotAnsweredHere() {
        assertThatThrownBy(() -> search(key())).isInstanceOf(IllegalArgumentException.class);
    }

    /** RFC 8514 §4.3: all came today; the day may change while the test runs. */
    @Test
    void saveDates() throws Exception {
        long today = System.currentTimeMillis() / DAY;
        assertThat(search(key().setSavedSinceDay(today - 1))).hasSize(200);
        assertThat(search(key().setSavedBeforeDay(today - 1))).isEmpty();
        assertThat(search(key().setSavedBeforeDay(today + 2))).hasSize(200);
        assertThat(search(or(key().setSavedOnDay(today), key().setSavedOnDay(today - 1))))
                .hasSize(200);
    }

    /** RFC 8474 §5.3. */
    @Test
    void objectIds() throws Exception {
        for (Row row : mail.store
                .database()
                .run(
                        "SELECT b.body_id, b.thread_id FROM message m JOIN body b USING (account_id, body_id)"
                                + " WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid = 77",
                        Tuple.of(alice, inbox))) {
            assertThat(search(key().setEmailId(TestMail.id(row.getUUID(0))))).containsExactly(77L);
            assertThat(search(key().setThreadId(TestMail.id(row.getUUID(1))))).containsExactly(77L);
            assertThat(search(key().setThreadId(TestMail.id(row.getUUID(0))))).isEmpty();
        }
    }

    /** It was there with what the search is not for, and then it was not there. */
    @Test
    void whatIsExpungedMeanwhileIsNotFoundByWhatItLacked() throws Exception {
        assertThat(foundWhileExpunged("keyword@search.test", key().setNot(key().setKeyword("Odd"))))
                .isEmpty();
        assertThat(foundWhileExpunged("flag@search.test", key().setFlagsClear(4)))
                .isEmpty();
    }

    /** Searches while the only message, which is flagged and has the keyword Odd, is expunged: after the first look at the UIDs. */
    private static List<Long> foundWhileExpunged(String address, SearchKey.Builder key) throws Exception {
        long account = mail.store.account(address);
        long mailbox = oddMessage(account);
        CountDownLatch locked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ExpungeStatement.Expunged> expunged =
                    threads.submit(() -> mail.store.database().transact(transaction -> {
                        transaction.run(LOCK, Tuple.tuple());
                        locked.countDown();
                        awaitWaiting(1);
                        return ExpungeStatement.run(transaction, account, mailbox, new Choice.Deleted(), 1_000);
                    }));
            locked.await();
            List<Long> found = search(account, mailbox, key);
            assertThat(expunged.get().uids().isEmpty()).isFalse();
            return found;
        }
    }

    /** It had the keyword before and after; a search by more than one statement would look for it in the set that it has left. */
    @Test
    void whatGetsAnotherKeywordMeanwhileIsFound() throws Exception {
        long account = mail.store.account("sets@search.test");
        long mailbox = oddMessage(account);
        CountDownLatch locked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RowSet<Row>> blocked =
                    threads.submit(() -> mail.store.database().transact(transaction -> {
                        RowSet<Row> lock = transaction.run(LOCK, Tuple.tuple());
                        locked.countDown();
                        awaitWaiting(2);
                        return lock;
                    }));
            locked.await();
            Future<List<Long>> found = threads.submit(() -> search(account, mailbox, key().setKeyword("Odd")));
            awaitWaiting(1);
            // Comes in behind the search's first statement and before a second one.
            Future<RowSet<Row>> changed =
                    threads.submit(() -> mail.store.database().transact(transaction -> {
                        transaction.run(LOCK, Tuple.tuple());
                        return transaction.run(
                                "UPDATE message SET keywords = '{Even,Odd}' WHERE account_id = $1 AND mailbox_id = $2",
                                Tuple.of(account, mailbox));
                    }));
            blocked.get();
            assertThat(changed.get().rowCount()).isEqualTo(1);
            assertThat(found.get()).containsExactly(1L);
        }
    }

    /** Has the keyword, and is flagged and deleted; returns the mailbox. */
    private static long oddMessage(long account) throws Exception {
        AppendMessage.Builder message = AppendMessage.newBuilder()
                .setBody(TestMail.body(mail.objectKey(), 0, "odd"))
                .setFlags(Flags.newBuilder().setSystem(4 | 8).addKeywords("Odd"));
        mail.messages
                .appender()
                .append(AppendRequest.newBuilder()
                        .setAccountId(account)
                        .setMailbox("INBOX")
                        .setOperationId(TestMail.freshId())
                        .addMessages(message)
                        .build());
        return mail.inbox(account);
    }

    private static List<Long> search(long account, long mailbox, SearchKey.Builder key) throws Exception {
        return search(SearchRequest.newBuilder()
                .setAccountId(account)
                .setMailboxId(mailbox)
                .setKey(key)
                .build());
    }

    /** Until so many wait to look at messages, or to lock them. */
    private static void awaitWaiting(int count) {
        await().until(() -> mail.store
                        .database()
                        .run(
                                "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'message'::regclass",
                                Tuple.tuple())
                        .size()
                >= count);
    }
}
