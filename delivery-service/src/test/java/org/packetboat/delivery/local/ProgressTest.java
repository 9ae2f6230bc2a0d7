package org.packetboat.delivery.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private final Progress progress = new Progress();

    @Test
    void onlyACompletePrefixIsCommitted() {
        AcceptedRecord.Completion first = progress.track(10);
        AcceptedRecord.Completion second = progress.track(11);
        AcceptedRecord.Completion third = progress.track(15);
        assertThat(progress.committable()).isEmpty();
        second.complete();
        third.complete();
        assertThat(progress.committable()).isEmpty();
        first.complete();
        assertThat(progress.committable()).hasValue(16);
        assertThat(progress.committable()).hasValue(16);
        progress.committed(16);
        assertThat(progress.committable()).isEmpty();
    }

    @Test
    void completingTwiceIsCompletingOnce() {
        AcceptedRecord.Completion first = progress.track(0);
        AcceptedRecord.Completion second = progress.track(1);
        first.complete();
        first.complete();
        assertThat(progress.committable()).hasValue(1);
        second.complete();
        assertThat(progress.committable()).hasValue(2);
    }

    @Test
    void holdsAreCounted() {
        AcceptedRecord.Completion first = progress.track(0);
        AcceptedRecord.Completion second = progress.track(1);
        first.hold();
        second.hold();
        first.resume();
        assertThat(progress.isHeld()).isTrue();
        second.resume();
        assertThat(progress.isHeld()).isFalse();
    }
}
