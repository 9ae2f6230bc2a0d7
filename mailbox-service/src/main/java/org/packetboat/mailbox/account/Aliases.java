package org.packetboat.mailbox.account;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.packetboat.mailbox.store.AddressTable;
import org.packetboat.mailbox.store.Database;

/** Addresses that stand for others, ours or not. */
public final class Aliases {
    private static final int MAX_TARGETS = 1_000;

    private final Database database;
    private final Runnable changed;

    /** @param changed called after every change that has committed */
    public Aliases(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    /** All, by address. */
    public List<AddressTable.Alias> list() throws InterruptedException {
        return AddressTable.aliases(database);
    }

    /** Makes an alias; its targets need not exist yet. */
    public AddressTable.Alias add(String alias, List<String> targets) throws InterruptedException {
        AddressRules.Folded address = AddressRules.address(alias);
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        for (String target : targets) {
            distinct.add(AddressRules.target(target));
        }
        if (distinct.isEmpty() || distinct.size() > MAX_TARGETS) {
            throw AdminException.invalid("an alias has 1 to 1000 targets");
        }
        AddressTable.Alias added = new AddressTable.Alias(address.address(), new ArrayList<>(distinct));
        database.transact(transaction -> {
            if (!AddressTable.lockDomain(transaction, address.domain(), AddressTable.Lock.SHARED)) {
                throw AdminException.notFound("no such domain");
            }
            if (!AddressTable.addAlias(transaction, added, address.localPart(), address.domain())) {
                throw AdminException.conflict("the address exists already");
            }
            return added;
        });
        changed.run();
        return added;
    }

    public void remove(String alias) throws InterruptedException {
        if (!AddressTable.removeAlias(database, AddressRules.address(alias).address())) {
            throw AdminException.notFound("no such alias");
        }
        changed.run();
    }
}
