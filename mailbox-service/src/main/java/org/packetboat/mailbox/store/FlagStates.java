package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.Flags;

/** Flags as they travel. Most messages have the same few combinations, which are made once. */
final class FlagStates {
    private static final Flags[] SYSTEM = new Flags[SystemFlag.ALL + 1];

    static {
        Arrays.setAll(SYSTEM, bits -> Flags.newBuilder().setSystem(bits).build());
    }

    private FlagStates() {}

    static Flags flags(int system, String @Nullable [] keywords) {
        Flags flags = SYSTEM[system & SystemFlag.ALL];
        return keywords == null
                ? flags
                : flags.toBuilder().addAllKeywords(Arrays.asList(keywords)).build();
    }

    /** From a row of UID, MODSEQ, flags, keywords. */
    static FlagState of(Row row) {
        return FlagState.newBuilder()
                .setUid(row.getLong(0))
                .setModSeq(row.getLong(1))
                .setFlags(flags(row.getInteger(2), row.getArrayOfStrings(3)))
                .build();
    }
}
