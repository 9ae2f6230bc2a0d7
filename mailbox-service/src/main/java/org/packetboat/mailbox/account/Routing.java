package org.packetboat.mailbox.account;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.RoutingTable;
import org.packetboat.mailbox.store.RoutingTable.CatchAll;
import org.packetboat.mailbox.store.RoutingTable.Forward;

/** Forwards of accounts, and the catch-all addresses of domains. Targets need not exist yet. */
public final class Routing {
    private static final int MAX_TARGETS = 100;

    private final Database database;
    private final Runnable changed;

    /** @param changed called after every change that has committed */
    public Routing(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    /** All, by address. */
    public List<Forward> forwards() throws InterruptedException {
        return RoutingTable.forwards(database);
    }

    /**
     * Lets an account's mail go on.
     *
     * @param keeps whether it stays in the account as well
     */
    public Forward setForward(String account, List<String> targets, boolean keeps) throws InterruptedException {
        String address = AddressRules.address(account).address();
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        for (String target : targets) {
            distinct.add(AddressRules.target(target));
        }
        if (distinct.isEmpty() || distinct.size() > MAX_TARGETS) {
            throw AdminException.invalid("a forward has 1 to 100 targets");
        }
        if (distinct.stream().anyMatch(target -> Ascii.equalsIgnoreCase(target, address))) {
            throw AdminException.invalid("an account is not forwarded to itself; it can keep what is forwarded");
        }
        Forward forward = new Forward(address, new ArrayList<>(distinct), keeps);
        set(forward);
        return forward;
    }

    /** The account's mail stays there from now on. */
    public void removeForward(String account) throws InterruptedException {
        set(new Forward(AddressRules.address(account).address(), List.of(), true));
    }

    private void set(Forward forward) throws InterruptedException {
        if (!RoutingTable.setForward(database, forward)) {
            throw AdminException.notFound("no such account");
        }
        changed.run();
    }

    /** All, by domain. */
    public List<CatchAll> catchAlls() throws InterruptedException {
        return RoutingTable.catchAlls(database);
    }

    /** From now on {@code target} receives what is for no address of the domain. */
    public CatchAll setCatchAll(String domain, String target) throws InterruptedException {
        CatchAll catchAll = new CatchAll(AddressRules.domain(domain), AddressRules.target(target));
        if (!RoutingTable.setCatchAll(database, catchAll.domain(), catchAll.target())) {
            throw AdminException.notFound("no such domain");
        }
        changed.run();
        return catchAll;
    }

    public void removeCatchAll(String domain) throws InterruptedException {
        if (!RoutingTable.setCatchAll(database, AddressRules.domain(domain), null)) {
            throw AdminException.notFound("no such domain");
        }
        changed.run();
    }
}
