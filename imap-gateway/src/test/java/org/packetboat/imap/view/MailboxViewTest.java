package org.packetboat.imap.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.MessageSet;
import org.packetboat.imap.codec.NumberSet;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.Recency;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.SelectParameter;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.testkit.conformance.Covers;

class MailboxViewTest {
    private static final Flags SEEN = new Flags(1, List.of());

    /** UIDs 10 to 14, known up to MODSEQ 100 and UIDNEXT 15. */
    private final MailboxView view =
            new MailboxView(UidRanges.of(10, 14), UidRanges.of(14, 14), new Delta.Point(100, 15));

    private static Delta delta(long modSeq, long uidNext, List<Delta.State> states, UidRanges expunged) {
        return new Delta(new Delta.Point(100, 15), new Delta.Point(modSeq, uidNext), states, expunged, UidRanges.EMPTY);
    }

    private static Delta.State state(long uid, long modSeq) {
        return new Delta.State(uid, modSeq, SEEN);
    }

    private static Response flags(long sequence, long uid, long modSeq) {
        return new Response.FlagUpdate(sequence, uid, Numbering.SEQUENCE, SEEN, Recency.OLD, modSeq);
    }

    private static Response expunged(NumberSet uids, long... runs) {
        List<Response.Run> all = new ArrayList<>();
        for (int i = 0; i < runs.length; i += 2) {
            all.add(new Response.Run(runs[i], runs[i + 1]));
        }
        return new Response.Expunged(all, uids);
    }

    @Test
    void tellsExpungesBeforeArrivalsAndFlags() {
        Delta delta = delta(105, 17, List.of(state(12, 104), state(15, 101), state(16, 102)), UidRanges.of(10, 11));
        assertThat(view.update(delta, ExpungeTelling.TOLD))
                .containsExactly(expunged(NumberSet.of(10, 11), 1, 2), new Response.Exists(5), flags(1, 12, 104));
        assertThat(view.told()).isEqualTo(UidRanges.of(12, 16));
        assertThat(view.known()).isEqualTo(new Delta.Point(105, 17));
    }

    @Test
    void whatAnAnswerFromFurtherBackDoesNotListIsGone() {
        Delta shared = new Delta(
                new Delta.Point(90, 12),
                new Delta.Point(105, 17),
                List.of(state(12, 80), state(14, 95), state(16, 102)),
                UidRanges.of(10, 10),
                UidRanges.EMPTY);
        assertThat(view.accepts(shared)).isTrue();
        assertThat(view.update(shared, ExpungeTelling.TOLD))
                .containsExactly(expunged(NumberSet.of(10, 10, 13, 13), 1, 1, 3, 1), new Response.Exists(4));
        assertThat(view.told().contains(13)).isFalse();
    }

    @Test
    @Covers({"RFC 3501 §7.4.1", "RFC 9051 §7.5.1"})
    void keepsNumbersWhileExpungesAreWithheld() {
        Delta delta = delta(105, 16, List.of(state(13, 103), state(15, 104)), UidRanges.of(11, 11));
        assertThat(view.update(delta, ExpungeTelling.WITHHELD))
                .containsExactly(new Response.Exists(6), flags(4, 13, 103));
        assertThat(view.sequenceOf(12)).isEqualTo(3);
        assertThat(view.hasUntoldExpunges()).isTrue();
        assertThat(view.tellExpunges()).containsExactly(expunged(NumberSet.of(11, 11), 2, 1));
        assertThat(view.sequenceOf(12)).isEqualTo(2);
        assertThat(view.exists()).isEqualTo(5);
        assertThat(view.tellExpunges()).isEmpty();
    }

    @Test
    void saysNothingWhenNothingChanged() {
        assertThat(view.update(delta(100, 15, List.of(), UidRanges.EMPTY), ExpungeTelling.TOLD))
                .isEmpty();
    }

    @Test
    void expungeWithoutArrivalBringsNoExists() {
        assertThat(view.update(delta(101, 15, List.of(), UidRanges.of(14, 14)), ExpungeTelling.TOLD))
                .containsExactly(expunged(NumberSet.of(14, 14), 5, 1));
        assertThat(view.recentCount()).isZero();
    }

    @Test
    void knowsItsOwnStores() {
        view.stored(102, 103);
        assertThat(view.isBehind(new Delta.Point(103, 15))).isFalse();
        assertThat(view.isBehind(new Delta.Point(104, 15))).isTrue();
        Delta delta = delta(104, 15, List.of(state(10, 103), state(11, 104)), UidRanges.EMPTY);
        assertThat(view.update(delta, ExpungeTelling.TOLD)).containsExactly(flags(2, 11, 104));
        assertThat(view.isNews(103)).isFalse();
    }

    @Test
    void aStoreRightBehindWhatIsKnownIsKnown() {
        view.stored(100, 103);
        assertThat(view.known()).isEqualTo(new Delta.Point(103, 15));
        assertThat(view.settled()).isEqualTo(103);
        assertThat(view.isBehind(new Delta.Point(103, 15))).isFalse();
        assertThat(view.shouldAsk()).isFalse();
        view.stored(104, 105);
        assertThat(view.settled()).isEqualTo(103);
        assertThat(view.shouldAsk()).isTrue();
    }

    @Test
    void anExpungeRightBehindWhatIsKnownIsKnown() {
        view.expunged(UidRanges.of(11, 11), 100, 104);
        assertThat(view.settled()).isEqualTo(100);
        assertThat(view.tellExpunges()).hasSize(1);
        assertThat(view.settled()).isEqualTo(104);
        assertThat(view.shouldAsk()).isFalse();
        view.expunged(UidRanges.of(12, 12), 105, 106);
        assertThat(view.tellExpunges()).hasSize(1);
        assertThat(view.settled()).isEqualTo(104);
        assertThat(view.shouldAsk()).isTrue();
        Delta rest = new Delta(
                new Delta.Point(104, 15),
                new Delta.Point(106, 15),
                List.of(state(10, 105)),
                UidRanges.of(12, 12),
                UidRanges.EMPTY);
        assertThat(view.update(rest, ExpungeTelling.TOLD)).containsExactly(flags(1, 10, 105));
        assertThat(view.settled()).isEqualTo(106);
        assertThat(view.shouldAsk()).isFalse();
    }

    @Test
    @Covers("RFC 7162 §3.2")
    void isNotSettledWhileExpungesAreWithheld() {
        view.update(delta(105, 15, List.of(state(13, 105)), UidRanges.of(11, 11)), ExpungeTelling.WITHHELD);
        assertThat(view.known().modSeq()).isEqualTo(105);
        assertThat(view.settled()).isEqualTo(100);
        view.stored(105, 107);
        assertThat(view.settled()).isEqualTo(100);
        view.tellExpunges();
        assertThat(view.settled()).isEqualTo(107);
    }

    @Test
    void numbersThatStillFitSayWhatIsSure() {
        // UIDs 10 to 14 are numbers 1 to 5
        assertThat(view.firstUnsure(match(NumberSet.of(1, 3), NumberSet.of(10, 12))))
                .isEqualTo(13);
        assertThat(view.firstUnsure(match(NumberSet.of(1, 1, 4, 4), NumberSet.of(8, 8, 13, 13))))
                .isEqualTo(14);
        assertThat(view.firstUnsure(match(NumberSet.of(3, 3, 6, 9), NumberSet.of(10, 10, 14, 17))))
                .isEqualTo(1);
        assertThat(view.firstUnsure(match(NumberSet.of(1, 1_000_000), NumberSet.of(10, 1_000_009))))
                .isEqualTo(15);
        assertThat(view.firstUnsure(match(NumberSet.of(1, 2, 4, 6), NumberSet.of(10, 10, 12, 14, 20, 20))))
                .isEqualTo(15);
    }

    private static SelectParameter.SequenceMatch match(NumberSet sequence, NumberSet uids) {
        return new SelectParameter.SequenceMatch(sequence, uids);
    }

    @Test
    void refusesAnswersOlderThanItsOwnStores() {
        view.stored(102, 103);
        assertThat(view.accepts(delta(102, 15, List.of(state(10, 102)), UidRanges.EMPTY)))
                .isFalse();
        assertThat(view.accepts(delta(103, 15, List.of(), UidRanges.EMPTY))).isTrue();
    }

    @Test
    void refusesAnswersAskedFromLaterOn() {
        Delta later = new Delta(
                new Delta.Point(101, 15), new Delta.Point(102, 15), List.of(), UidRanges.EMPTY, UidRanges.EMPTY);
        assertThat(view.accepts(later)).isFalse();
    }

    @Test
    void takesWhatIsNewToItFromAnAnswerAskedForOthers() {
        Delta shared = new Delta(
                new Delta.Point(90, 13),
                new Delta.Point(110, 16),
                List.of(state(12, 95), state(13, 96), state(14, 105), state(15, 107)),
                UidRanges.of(5, 5, 10, 10),
                UidRanges.EMPTY);
        assertThat(view.accepts(shared)).isTrue();
        assertThat(view.update(shared, ExpungeTelling.TOLD))
                .containsExactly(
                        expunged(NumberSet.of(10, 10), 1, 1),
                        new Response.Exists(5),
                        new Response.FlagUpdate(4, 14, Numbering.SEQUENCE, SEEN, Recency.RECENT, 105));
    }

    @Test
    void claimedArrivalsAreRecent() {
        Delta delta = new Delta(
                new Delta.Point(100, 15),
                new Delta.Point(102, 17),
                List.of(state(15, 101), state(16, 102)),
                UidRanges.EMPTY,
                UidRanges.of(15, 16));
        assertThat(view.update(delta, ExpungeTelling.TOLD))
                .containsExactly(new Response.Exists(7), new Response.Recent(3));
        assertThat(view.recency(16)).isEqualTo(Recency.RECENT);
    }

    @Test
    void resolvesSequenceNumbers() {
        assertThat(view.resolve(sequence(1, 2, 4, 4))).isEqualTo(UidRanges.of(10, 11, 13, 13));
        assertThat(view.resolve(sequence(NumberSet.LARGEST, 4))).isEqualTo(UidRanges.of(13, 14));
        assertThatThrownBy(() -> view.resolve(sequence(5, 6))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void resolvesUids() {
        assertThat(view.resolve(uid(1, 11))).isEqualTo(UidRanges.of(10, 11));
        assertThat(view.resolve(uid(99, NumberSet.LARGEST))).isEqualTo(UidRanges.of(14, 14));
        assertThat(view.resolve(uid(1, 4294967295L))).isEqualTo(UidRanges.of(10, 14));
        assertThat(view.resolve(uid(99, 100))).isEqualTo(UidRanges.EMPTY);
    }

    @Test
    void anEmptyMailboxHasNoNumbers() {
        MailboxView empty = new MailboxView(UidRanges.EMPTY, UidRanges.EMPTY, new Delta.Point(1, 1));
        assertThat(empty.resolve(sequence(1, NumberSet.LARGEST))).isEqualTo(UidRanges.EMPTY);
        assertThat(empty.resolve(uid(1, NumberSet.LARGEST))).isEqualTo(UidRanges.EMPTY);
        assertThatThrownBy(() -> empty.resolve(sequence(1, 1))).isInstanceOf(SyntaxException.class);
    }

    @Test
    @Covers({"RFC 5182 §2.1", "RFC 9051 §6.4.4.1"})
    void whatIsSavedFollowsWhatIsTold() {
        MessageSet saved = new MessageSet.SavedResult(Numbering.SEQUENCE);
        assertThat(view.resolve(saved)).isEqualTo(UidRanges.EMPTY);
        view.save(UidRanges.of(11, 13));
        view.expunged(UidRanges.of(12, 12));
        assertThat(view.resolve(saved)).isEqualTo(UidRanges.of(11, 13));
        view.tellExpunges();
        assertThat(view.resolve(saved)).isEqualTo(UidRanges.of(11, 11, 13, 13));
        view.save(view.told());
        assertThat(view.resolve(saved)).isSameAs(view.told());
    }

    @Test
    void neighboursAmongSequenceNumbersAreOneRange() throws InterruptedException {
        view.expunged(UidRanges.of(12, 12));
        view.tellExpunges();
        assertThat(ranges(UidRanges.of(10, 11, 13, 14), Numbering.SEQUENCE)).containsExactly("1:4");
        assertThat(ranges(UidRanges.of(10, 11, 13, 14), Numbering.UID)).containsExactly("10:11", "13:14");
        assertThat(ranges(UidRanges.of(10, 10, 13, 13), Numbering.SEQUENCE)).containsExactly("1:1", "3:3");
        assertThat(ranges(UidRanges.EMPTY, Numbering.SEQUENCE)).isEmpty();
    }

    private List<String> ranges(UidRanges uids, Numbering numbering) throws InterruptedException {
        List<String> ranges = new ArrayList<>();
        view.numbers(uids, numbering).forEach((first, last) -> ranges.add(first + ":" + last));
        return ranges;
    }

    private static MessageSet sequence(long... ends) {
        return new MessageSet.BySequence(NumberSet.of(ends));
    }

    private static MessageSet uid(long... ends) {
        return new MessageSet.ByUid(NumberSet.of(ends));
    }
}
