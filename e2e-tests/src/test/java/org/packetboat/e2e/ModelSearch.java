package org.packetboat.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.packetboat.e2e.ModelJudge.Criterion;
import org.packetboat.e2e.ModelJudge.Told;
import org.packetboat.e2e.ModelSession.Heard;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/** SEARCH and ESEARCH of a {@link ModelClient} that knows all messages which it counts. */
final class ModelSearch {
    private static final List<String> OPTIONS =
            List.of("", " RETURN ()", " RETURN (COUNT)", " RETURN (MIN MAX)", " RETURN (MIN MAX COUNT ALL)");

    private final ModelSession session;
    private final ModelJudge judge;

    ModelSearch(ModelSession session, ModelJudge judge) {
        this.session = session;
        this.judge = judge;
    }

    void search(RandomGenerator random) throws IOException {
        boolean byUid = random.nextBoolean();
        String options = OPTIONS.get(random.nextInt(OPTIONS.size()));
        Criterion criterion = criterion(random);
        List<Long> numbered = new ArrayList<>();
        for (Message message : session.view().messages()) {
            numbered.add(message.uid());
        }
        Heard heard = session.command(
                (byUid ? "UID " : "") + "SEARCH" + options + " " + key(criterion),
                byUid ? During.OTHER : During.NUMBERED);
        boolean extended = session.kind.isRev2() || !options.isEmpty();
        Set<Long> among = new LinkedHashSet<>(numbered);
        among.remove(0L);
        judge.found(session.mailbox(), criterion, among, found(heard, extended, byUid, numbered), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private Criterion criterion(RandomGenerator random) {
        int bit = random.nextInt(5) == 0 ? Criterion.ANY : random.nextInt(FlagMask.COUNT);
        List<Message> messages = session.view().messages();
        boolean since = session.kind.hasModSeqs() && !messages.isEmpty() && random.nextInt(3) == 0;
        OptionalLong modSeq = since
                ? OptionalLong.of(messages.get(random.nextInt(messages.size())).modSeq() + random.nextInt(2))
                : OptionalLong.empty();
        return new Criterion(bit, random.nextBoolean(), modSeq);
    }

    private static String key(Criterion criterion) {
        String flag = criterion.bit() == Criterion.ANY ? "ALL" : FlagMask.key(criterion.bit(), criterion.set());
        return criterion.modSeq().isPresent()
                ? flag + " MODSEQ " + criterion.modSeq().getAsLong()
                : flag;
    }

    /** @param numbered UIDs by sequence number */
    private static ModelJudge.Found found(Heard heard, boolean extended, boolean byUid, List<Long> numbered) {
        for (MailboxResponse data : heard.data()) {
            if (data instanceof MailboxResponse.Search search && !extended) {
                return new ModelJudge.Found(
                        Optional.of(uids(search.numbers(), byUid, numbered)),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        search.modSeq());
            }
            if (data instanceof MailboxResponse.ExtendedSearch search && extended) {
                if (search.byUid() != byUid) {
                    throw new AssertionError(search.toString());
                }
                Map<String, String> items = search.items();
                boolean figures = items.containsKey("COUNT") && !items.containsKey("ALL")
                        || items.containsKey("MIN") && !items.containsKey("ALL");
                Optional<List<Long>> all = figures
                        ? Optional.empty()
                        : Optional.of(uids(MailboxResponse.numbers(items.getOrDefault("ALL", "")), byUid, numbered));
                return new ModelJudge.Found(
                        all,
                        uid(items.get("MIN"), byUid, numbered),
                        uid(items.get("MAX"), byUid, numbered),
                        number(items.get("COUNT")),
                        number(items.get("MODSEQ")));
            }
        }
        throw new AssertionError("no answer to SEARCH, extended: " + extended);
    }

    private static OptionalLong number(@org.jspecify.annotations.Nullable String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static OptionalLong uid(
            @org.jspecify.annotations.Nullable String text, boolean byUid, List<Long> numbered) {
        return text == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        uids(List.of(Long.valueOf(text)), byUid, numbered).getFirst());
    }

    private static List<Long> uids(List<Long> numbers, boolean byUid, List<Long> numbered) {
        return byUid
                ? numbers
                : numbers.stream().map(n -> numbered.get(n.intValue() - 1)).toList();
    }
}
