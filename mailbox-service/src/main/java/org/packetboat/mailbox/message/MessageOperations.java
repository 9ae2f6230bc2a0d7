package org.packetboat.mailbox.message;

import org.packetboat.mailbox.ledger.ReferenceWindows;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.BodyIds;
import org.packetboat.mailbox.store.Database;

/** Everything that can be done with messages. */
public record MessageOperations(
        Deliverer deliverer,
        Appender appender,
        MessageReader reader,
        FlagStore flags,
        Copier copier,
        Mover mover,
        Expunger expunger,
        ChangeReader changes,
        Searcher searcher) {
    /** Wires them. */
    public static MessageOperations on(
            Database database,
            ReferenceWindows windows,
            BodyIds ids,
            ChangeHints hints,
            SlicePool slices,
            HeaderTextSearch texts,
            DeliveryTerms terms) {
        return new MessageOperations(
                new Deliverer(database, windows, ids, hints, terms),
                new Appender(database, windows, ids, hints),
                new MessageReader(database),
                new FlagStore(database, hints),
                new Copier(database, hints),
                new Mover(database, hints),
                new Expunger(database, hints),
                new ChangeReader(database),
                new Searcher(database, slices, texts));
    }
}
