package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The judge of the model test sees what nobody may see. */
class FlagHistoryTest {
    private static final int BLUE = FlagMask.of(java.util.Set.of("blue"));

    private static void add(FlagHistory history, Span span) {
        history.done(span, "add", state -> FlagHistory.isThere(state) ? state | BLUE : state);
    }

    private static void expunge(FlagHistory history, Span span) {
        history.done(
                span,
                "expunge",
                state -> FlagHistory.isThere(state) && (state & FlagMask.DELETED) != 0
                        ? state | FlagHistory.GONE
                        : state);
    }

    private static void fits(FlagHistory history) {
        assertThatCode(() -> history.check("a message")).doesNotThrowAnyException();
    }

    private static void fails(FlagHistory history) {
        assertThatThrownBy(() -> history.check("a message"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no order explains");
    }

    @Test
    void whatWasDoneBeforeIsSeen() {
        FlagHistory history = FlagHistory.from(0);
        add(history, new Span(10, 20));
        history.seen(new Span(30, 40), "seen", BLUE);
        fits(history);
        history.seen(new Span(30, 40), "seen", 0);
        fails(history);
    }

    @Test
    void whatIsDoneMeanwhileIsSeenOrNot() {
        FlagHistory history = FlagHistory.from(0);
        add(history, new Span(10, 40));
        history.seen(new Span(15, 20), "seen", 0);
        history.seen(new Span(25, 30), "seen", BLUE);
        fits(history);
    }

    @Test
    void whatWasSeenIsNotUnseen() {
        FlagHistory history = FlagHistory.from(0);
        add(history, new Span(10, 40));
        history.seen(new Span(15, 20), "seen", BLUE);
        history.seen(new Span(25, 30), "seen", 0);
        fails(history);
    }

    @Test
    void nothingIsDoneToWhatIsGone() {
        FlagHistory history = FlagHistory.from(FlagMask.DELETED);
        expunge(history, new Span(10, 20));
        add(history, new Span(30, 40));
        history.seen(new Span(50, 60), "seen", FlagMask.DELETED);
        fits(history);
        history.seen(new Span(50, 60), "still there", FlagHistory::isThere);
        fails(history);
    }

    @Test
    void comesWithFlagsThatExplainTheRest() {
        FlagHistory history = FlagHistory.ofNew();
        history.born(new Span(25, 50));
        expunge(history, new Span(10, 20));
        add(history, new Span(60, 70));
        history.seen(new Span(80, 90), "seen", FlagMask.DELETED | BLUE);
        history.seen(new Span(80, 90), "there", FlagHistory::isThere);
        fits(history);
        history.bornWith(0);
        fails(history);
    }

    @Test
    void isNotSeenBeforeItIsBorn() {
        FlagHistory history = FlagHistory.ofNew();
        history.born(new Span(25, 50));
        history.seen(new Span(10, 20), "seen", 0);
        fails(history);
    }
}
