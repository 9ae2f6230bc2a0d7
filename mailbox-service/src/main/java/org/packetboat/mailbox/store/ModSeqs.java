package org.packetboat.mailbox.store;

/** MODSEQ values: never reused, also not after a failover that lost the last transactions, since they follow the clock (architecture 5.1). */
public final class ModSeqs {
    /** The next one of mailbox row {@code m}, for its own UPDATE. */
    public static final String NEXT =
            "GREATEST(m.mod_seq + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    private ModSeqs() {}
}
