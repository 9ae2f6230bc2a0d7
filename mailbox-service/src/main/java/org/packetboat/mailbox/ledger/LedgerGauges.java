package org.packetboat.mailbox.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.LedgerTotals;
import org.packetboat.mailbox.store.LedgerTotals.Totals;

/** What the object ledger says in sum, as gauges; as new as the last housekeeping. The same at every instance. */
public final class LedgerGauges implements Housekeeping.Step {
    private final Database database;
    private volatile Totals totals = new Totals(0, 0, 0);

    public LedgerGauges(Database database, MeterRegistry registry) {
        this.database = database;
        Gauge.builder("packetboat.objects", this, gauges -> gauges.totals.objects())
                .register(registry);
        Gauge.builder("packetboat.objects.live.octets", this, gauges -> gauges.totals.liveOctets())
                .register(registry);
        Gauge.builder("packetboat.objects.dead.octets", this, gauges -> gauges.totals.deadOctets())
                .register(registry);
    }

    @Override
    public void run() throws InterruptedException {
        totals = LedgerTotals.read(database);
    }
}
