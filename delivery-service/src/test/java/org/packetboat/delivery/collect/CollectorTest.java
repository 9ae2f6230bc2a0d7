package org.packetboat.delivery.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.port.Counts;

class CollectorTest {
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final FakeLedger ledger = new FakeLedger();
    private final Collector collector = new Collector(ledger, store, Counts.NONE, Duration.ofDays(1));

    @Test
    void deletesWhatIsDeadAndThenConfirms() throws Exception {
        store.put("pack/1", new byte[1], 1);
        store.put("pack/2", new byte[1], 1);
        ledger.dead(List.of("pack/1", "pack/never-written"));
        assertThat(collector.collectOnce()).isEqualTo(2);
        assertThat(store.names()).containsExactly("pack/2");
        assertThat(ledger.confirmed()).containsExactly("pack/1", "pack/never-written");
        assertThat(collector.collectOnce()).isZero();
    }

    @Test
    void confirmsNothingThatWasNotDeleted() throws Exception {
        store.put("pack/1", new byte[1], 1);
        ledger.dead(List.of("pack/1"));
        store.setAway(true);
        assertThatThrownBy(collector::collectOnce).isInstanceOf(BlobStoreUnavailableException.class);
        assertThat(ledger.confirmed()).isEmpty();
        store.setAway(false);
        assertThat(collector.collectOnce()).isEqualTo(1);
        assertThat(store.names()).isEmpty();
    }
}
