package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.HeaderKey;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.mailbox.store.UidRanges;

class SearchIT {
    private static final long DAY = 86_400_000;
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
        List<Long> found = new ArrayList<>();
        mail.messages.searcher().search(request.build(), batch -> found.addAll(batch.getUidsList()));
        return found;
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
        List<Long> found = new ArrayList<>();
        mail.messages.searcher().search(received, batch -> found.addAll(batch.getUidsList()));
        assertThat(found).containsExactly(5L, 7L);
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
        assertThat(search(or(key().setSavedOnDay(today), key().setSavedOnDay(today - 1)))).hasSize(200);
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
}
