package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.contracts.mailbox.SearchKeys;
import org.packetboat.contracts.mailbox.SearchPair;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.message.HeaderSearch;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.seed.Seed;

/** Texts of header fields are found whatever is remembered of the mailbox, in every combination with other keys. */
class TextSearchIT {
    private static final int SEEN = 1;
    private static final int DELETED = 8;
    private static final List<String> WORDS =
            List.of("meeting", "meet", "tin", "grüße", "привет", "a", "aa", "x".repeat(600));

    private static MailboxFixture mail;

    private final RandomGenerator random = Seed.random("TextSearchIT");
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

    private record Condition(SearchKey key, Predicate<Mail> predicate) {}

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
        switch (random.nextInt(depth > 3 ? 3 : 7)) {
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
            case 3, 4 -> {
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
            case 5 -> {
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

    private void check(Condition condition) throws Exception {
        List<Long> wanted = model.entrySet().stream()
                .filter(entry -> condition.predicate.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(search(condition.key))
                .as("%s; %s", condition.key, Seed.hint())
                .isEqualTo(wanted);
    }

    @Test
    void whateverComesAndGoes() throws Exception {
        begin("texts@search.test");
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

    /** UIDs 4,090 and on: the messages lie in two blocks, and then in so many that nothing is remembered. */
    @Test
    void acrossBlocks() throws Exception {
        begin("blocks@search.test");
        for (long uidNext : new long[] {4_090, 8_190, 200_000}) {
            mail.store
                    .database()
                    .run("UPDATE mailbox SET uid_next = $2 WHERE mailbox_id = $1", Tuple.of(mailbox, uidNext));
            append(20);
            for (String word : WORDS) {
                String folded = HeaderSearch.folded(word);
                check(new Condition(header("subject", word), one -> one.subject.contains(folded)));
                check(new Condition(
                        SearchKey.newBuilder().setNot(header("to", word)).build(), one -> !one.to.contains(folded)));
            }
        }
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
