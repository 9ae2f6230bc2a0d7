package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.HeaderKey;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.message.HeaderSearch;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.seed.Seed;

/** Texts of header fields are found whatever is remembered of the mailbox, in every combination with other keys. */
class HeaderTextSearchIT {
    private static final int SEEN = 1;
    private static final int DELETED = 8;
    private static final List<String> WORDS =
            List.of("meeting", "meet", "tin", "grüße", "привет", "a", "aa", "x".repeat(60), "y".repeat(300));

    private static MailboxFixture mail;

    private final RandomGenerator random = Seed.random("HeaderTextSearchIT");
    private final TreeMap<Long, Mail> model = new TreeMap<>();
    private long account;
    private long mailbox;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private record Mail(String subject, String to, boolean seen) {}

    private record Condition(SearchKey key, BiPredicate<Long, Mail> predicate) {
        Condition(SearchKey key, Predicate<Mail> predicate) {
            this(key, (uid, one) -> predicate.test(one));
        }
    }

    private void begin(String address) throws Exception {
        account = mail.store.account(address);
        mailbox = mail.inbox(account);
    }

    private void append(int count) throws Exception {
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setAccountId(account)
                .setMailbox("INBOX")
                .setOperationId(TestMail.freshId());
        String key = mail.objectKey();
        List<Mail> appended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Mail one = new Mail(text(), text(), random.nextBoolean());
            appended.add(one);
            StoredBody.Builder body = TestMail.body(key, 0, "s").toBuilder();
            body.getMetadataBuilder().setSubject(one.subject).setTo(one.to);
            request.addMessages(AppendMessage.newBuilder()
                    .setBody(body)
                    .setFlags(Flags.newBuilder().setSystem(DELETED | (one.seen ? SEEN : 0))));
        }
        long uid = mail.store
                .database()
                .run("SELECT uid_next FROM mailbox WHERE mailbox_id = $1", Tuple.of(mailbox))
                .iterator()
                .next()
                .getLong(0);
        mail.messages.appender().append(request.build());
        for (Mail one : appended) {
            model.put(uid++, one);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            // The long one is rare.
            text.append(WORDS.get(random.nextInt(random.nextInt(10) == 0 ? WORDS.size() : WORDS.size() - 1)))
                    .append(' ');
        }
        return HeaderSearch.folded(text.toString());
    }

    private void expunge(UidRanges uids) throws Exception {
        mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(mailbox)
                        .setUids(uids.toUidSet())
                        .setOperationId(TestMail.freshId())
                        .build());
        for (long uid : uids.all()) {
            model.remove(uid);
        }
    }

    private Condition condition(int depth) {
        switch (random.nextInt(depth > 3 ? 4 : 8)) {
            case 0, 1 -> {
                String word = WORDS.get(random.nextInt(WORDS.size()));
                String folded = HeaderSearch.folded(word);
                boolean subject = random.nextBoolean();
                return new Condition(
                        header(subject ? "Subject" : "TO", word),
                        one -> (subject ? one.subject : one.to).contains(folded));
            }
            case 2 -> {
                return new Condition(SearchKey.newBuilder().setFlagsSet(SEEN).build(), Mail::seen);
            }
            case 3 -> {
                long first = 1 + random.nextInt(80);
                long last = first + random.nextInt(80);
                return new Condition(
                        SearchKey.newBuilder()
                                .setUids(new UidRanges.Builder()
                                        .add(first, last)
                                        .build()
                                        .toUidSet())
                                .build(),
                        (uid, one) -> uid >= first && uid <= last);
            }
            case 4, 5 -> {
                Condition left = condition(depth + 1);
                Condition right = condition(depth + 1);
                return new Condition(
                        SearchKey.newBuilder()
                                .setAnd(SearchKeys.newBuilder()
                                        .addKeys(left.key)
                                        .addKeys(right.key))
                                .build(),
                        left.predicate.and(right.predicate));
            }
            case 6 -> {
                Condition left = condition(depth + 1);
                Condition right = condition(depth + 1);
                return new Condition(
                        SearchKey.newBuilder()
                                .setOr(SearchPair.newBuilder().setLeft(left.key).setRight(right.key))
                                .build(),
                        left.predicate.or(right.predicate));
            }
            default -> {
                Condition not = condition(depth + 1);
                return new Condition(SearchKey.newBuilder().setNot(not.key).build(), not.predicate.negate());
            }
        }
    }

    private static SearchKey header(String name, String value) {
        return SearchKey.newBuilder()
                .setHeader(HeaderKey.newBuilder().setName(name).setValue(value))
                .build();
    }

    private List<Long> search(SearchKey key) throws Exception {
        List<Long> found = new ArrayList<>();
        SearchRequest request = SearchRequest.newBuilder()
                .setAccountId(account)
                .setMailboxId(mailbox)
                .setKey(key)
                .build();
        mail.messages
                .searcher()
                .search(
                        request,
                        batch -> found.addAll(
                                List.of(UidRanges.of(batch.getUids()).all())));
        return found;
    }

    private long count(SearchKey key) throws Exception {
        SearchBatch[] last = {SearchBatch.getDefaultInstance()};
        SearchRequest request = SearchRequest.newBuilder()
                .setAccountId(account)
                .setMailboxId(mailbox)
                .setKey(key)
                .addFigures(SearchRequest.Figure.COUNT)
                .build();
        mail.messages.searcher().search(request, batch -> last[0] = batch);
        return last[0].getCount();
    }

    private void check(Condition condition) throws Exception {
        List<Long> wanted = model.entrySet().stream()
                .filter(entry -> condition.predicate.test(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(search(condition.key))
                .as("%s; %s", condition.key, Seed.hint())
                .isEqualTo(wanted);
        assertThat(count(condition.key))
                .as("%s; %s", condition.key, Seed.hint())
                .isEqualTo(wanted.size());
    }

    @Test
    void whateverComesAndGoes() throws Exception {
        begin("texts@search.test");
        append(70);
        for (int round = 0; round < 60; round++) {
            if (random.nextInt(3) > 0) {
                append(1 + random.nextInt(20));
            }
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                List<Long> uids = new ArrayList<>(model.keySet());
                long first = uids.get(random.nextInt(uids.size()));
                expunge(new UidRanges.Builder().add(first, first).build().union(UidRanges.of(uids.getLast())));
            }
            for (int i = 0; i < 10; i++) {
                check(condition(0));
            }
        }
    }

    /** UIDs 4,060 and on: the messages lie in two blocks, and then in some that are far away. */
    @Test
    void acrossBlocks() throws Exception {
        begin("blocks@search.test");
        for (long uidNext : new long[] {4_060, 8_150, 200_000}) {
            mail.store
                    .database()
                    .run("UPDATE mailbox SET uid_next = $2 WHERE mailbox_id = $1", Tuple.of(mailbox, uidNext));
            append(80);
            for (String word : WORDS) {
                String folded = HeaderSearch.folded(word);
                check(new Condition(header("subject", word), one -> one.subject.contains(folded)));
                check(new Condition(
                        SearchKey.newBuilder().setNot(header("to", word)).build(), one -> !one.to.contains(folded)));
            }
        }
    }

    /** Whoever looks while mail arrives finds all that was there before, and nothing that does not fit. */
    @Test
    void whileMailArrives() throws Exception {
        begin("race@search.test");
        append(70);
        SearchKey key = header("subject", "meet");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Long>>> searches = new ArrayList<>();
            for (int round = 0; round < 40; round++) {
                List<Long> before = fitting("meet");
                for (int i = 0; i < 3; i++) {
                    searches.add(threads.submit(() -> {
                        List<Long> found = search(key);
                        assertThat(found).containsAll(before).isSorted();
                        return found;
                    }));
                }
                append(5);
            }
            for (Future<List<Long>> one : searches) {
                assertThat(fitting("meet")).containsAll(one.get());
            }
        }
    }

    private List<Long> fitting(String word) {
        return model.entrySet().stream()
                .filter(entry -> entry.getValue().subject.contains(word))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void notMoreKeysThanElsewhere() throws Exception {
        begin("limit@search.test");
        SearchKeys.Builder keys = SearchKeys.newBuilder();
        for (int i = 0; i <= 500; i++) {
            keys.addKeys(header("subject", "s" + i));
        }
        SearchKey many = SearchKey.newBuilder().setAnd(keys).build();
        assertThatThrownBy(() -> search(many)).isInstanceOf(LimitException.class);
    }
}
