package org.packetboat.mailbox.account;

import java.util.List;
import org.packetboat.mailbox.store.AddressTable;
import org.packetboat.mailbox.store.Database;

/** The domains that are ours. */
public final class Domains {
    private final Database database;
    private final Runnable changed;

    /** @param changed called after every change that has committed */
    public Domains(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    /** All, by name. */
    public List<String> list() throws InterruptedException {
        return AddressTable.domains(database);
    }

    /** Makes a domain ours. Returns its name in the form that is kept. */
    public String add(String name) throws InterruptedException {
        String domain = AddressRules.domain(name);
        if (!AddressTable.addDomain(database, domain)) {
            throw AdminException.conflict("the domain exists already");
        }
        changed.run();
        return domain;
    }

    /** Only without addresses: mail is not removed along with a domain. */
    public void remove(String name) throws InterruptedException {
        String domain = AddressRules.domain(name);
        database.transact(transaction -> {
            if (!AddressTable.lockDomain(transaction, domain, AddressTable.Lock.EXCLUSIVE)) {
                throw AdminException.notFound("no such domain");
            }
            if (AddressTable.hasAddresses(transaction, domain)) {
                throw AdminException.conflict("the domain has accounts or aliases");
            }
            return AddressTable.removeDomain(transaction, domain);
        });
        changed.run();
    }
}
