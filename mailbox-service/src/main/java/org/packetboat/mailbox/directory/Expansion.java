package org.packetboat.mailbox.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.MemberAccount;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mail.address.LocalPart;
import org.packetboat.mailbox.directory.ClosedCircles.Node;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;

/**
 * Addresses on their way to accounts, remote addresses and mailing lists. An account without room does not keep the mail from the others: it is
 * refused only when nobody else receives it; likewise a list to which the sender may not post, which is told otherwise. When accounts forward to each other in
 * a circle and none keeps the mail, the first of them does, whoever else receives it, and a list that is closed to the sender behind them has missed nothing. A
 * target that does not exist is no reason to refuse while others receive it: its sender hears of it by a notification (RFC 5321 §6.1), but for that of an
 * account that keeps the mail instead. For one question.
 */
final class Expansion {
    /** Addresses that one, or a page of members, may stand for, directly or not: who stands for more receives nothing, rather than some of it. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final Logger LOG = Logger.getLogger(Expansion.class);

    private final Lookup directory;
    private final ListRule lists;
    private final SequencedSet<FoldedAddress> seen = new LinkedHashSet<>();
    private final SequencedMap<FoldedAddress, Node> graph = new LinkedHashMap<>();
    private final SequencedMap<Long, Entry> accounts = new LinkedHashMap<>();
    private final SequencedSet<String> remotes = new LinkedHashSet<>();
    private final SequencedSet<String> reachedLists = new LinkedHashSet<>();
    private final SequencedSet<String> missing = new LinkedHashSet<>();
    private final Set<String> closedLists = new HashSet<>();
    /** From where mail goes no further, since an account has kept it for want of anybody else. */
    private final Set<String> kept = new HashSet<>();
    /** Folded addresses as they were written: what is not ours may tell upper from lower case (RFC 5321 §2.4). */
    private final Map<String, String> written = new HashMap<>();

    private final List<Entry> forwarding = new ArrayList<>();

    /** One entry for every address, in their order. */
    @FunctionalInterface
    interface Lookup {
        List<Entry> find(List<FoldedAddress> addresses) throws InterruptedException;
    }

    /** Whether a list that was reached gets the mail. */
    @FunctionalInterface
    interface ListRule {
        boolean admits(Entry list) throws InterruptedException;
    }

    Expansion(Lookup directory, ListRule lists) {
        this.directory = directory;
        this.lists = lists;
    }

    ResolveResponse of(Entry first, long size) throws InterruptedException {
        FoldedAddress address = FoldedAddress.of(first.address()).orElseThrow();
        seen.add(address);
        follow(take(address, first));
        if (isTooLarge()) {
            LOG.warnf("an address stands for too many addresses limit=%d", MAX_ADDRESSES);
            return Resolver.outcome(Outcome.TOO_MANY);
        }
        if (isNobody()) {
            return Resolver.outcome(closedLists.isEmpty() ? Outcome.NO_SUCH_RECIPIENT : Outcome.POSTING_REFUSED);
        }
        boolean hasRoom = accounts.values().stream().anyMatch(account -> Resolver.hasRoom(account, size));
        if (remotes.isEmpty() && reachedLists.isEmpty() && !hasRoom) {
            return Resolver.outcome(Outcome.OVER_QUOTA);
        }
        DeadEnds ends = deadEnds(address);
        return ResolveResponse.newBuilder()
                .setOutcome(Outcome.LOCAL)
                .addAllAccountIds(accounts.keySet())
                .addAllRemotePaths(remotes)
                .addAllLists(reachedLists)
                .addAllClosedLists(ends.closed())
                .addAllUnknown(ends.unknown())
                .build();
    }

    /** Empty when they stand for too many addresses. */
    Optional<ListMembersResponse.Builder> ofMembers(List<String> members) throws InterruptedException {
        follow(unseen(members));
        if (isTooLarge()) {
            return Optional.empty();
        }
        ListMembersResponse.Builder response = ListMembersResponse.newBuilder();
        accounts.forEach((id, account) ->
                response.addAccounts(MemberAccount.newBuilder().setAccountId(id).setAddress(account.address())));
        return Optional.of(
                response.addAllRemotePaths(remotes).addAllLists(reachedLists).addAllUnknown(missing));
    }

    private boolean isTooLarge() {
        return seen.size() > MAX_ADDRESSES;
    }

    /** Ends when there is nothing new, or too much. */
    private void follow(List<FoldedAddress> first) throws InterruptedException {
        List<FoldedAddress> level = first;
        while (!level.isEmpty() && !isTooLarge()) {
            List<FoldedAddress> next = new ArrayList<>();
            List<Entry> entries = directory.find(level);
            for (int i = 0; i < entries.size(); i++) {
                next.addAll(take(level.get(i), entries.get(i)));
            }
            level = next;
        }
        if (forwarding.isEmpty() || isTooLarge()) {
            return;
        }
        ClosedCircles.Kept circles = ClosedCircles.in(graph);
        circles.accounts().forEach(this::keep);
        kept.addAll(circles.circles());
        if (isNobody()) {
            keep(forwarding.getFirst());
            kept.add(forwarding.getFirst().address());
        }
    }

    /**
     * Where the mail has come to an end.
     *
     * @param closed lists that do not take it
     * @param unknown addresses that do not exist
     */
    private record DeadEnds(SequencedSet<String> closed, SequencedSet<String> unknown) {}

    private DeadEnds deadEnds(FoldedAddress first) {
        DeadEnds ends = new DeadEnds(new LinkedHashSet<>(), new LinkedHashSet<>());
        if (closedLists.isEmpty() && missing.isEmpty()) {
            return ends;
        }
        Set<FoldedAddress> passed = new HashSet<>();
        ArrayDeque<FoldedAddress> ahead = new ArrayDeque<>(List.of(first));
        while (!ahead.isEmpty()) {
            FoldedAddress address = ahead.remove();
            Node node = graph.get(address);
            if (node == null
                    || !passed.add(address)
                    || kept.contains(node.entry().address())) {
                continue;
            }
            String path = path(node.entry());
            if (closedLists.contains(node.entry().address())) {
                ends.closed().add(node.entry().address());
            } else if (missing.contains(path)) {
                ends.unknown().add(path);
            }
            node.targets().forEach(target -> FoldedAddress.of(target).ifPresent(ahead::add));
        }
        return ends;
    }

    private boolean isNobody() {
        return accounts.isEmpty() && remotes.isEmpty() && reachedLists.isEmpty();
    }

    /** Returns what there is to be followed. */
    private List<FoldedAddress> take(FoldedAddress address, Entry entry) throws InterruptedException {
        List<String> targets = targets(entry);
        graph.put(address, new Node(entry, takes(entry), targets));
        return unseen(targets);
    }

    private static List<String> targets(Entry entry) {
        return entry.isLocal() && entry.kind() == Kind.NONE && entry.catchAll() != null
                ? List.of(entry.catchAll())
                : entry.targets();
    }

    /** Whether mail may end here; notes it then. */
    private boolean takes(Entry entry) throws InterruptedException {
        if (!entry.isLocal()) {
            remotes.add(path(entry));
            return true;
        }
        return switch (entry.kind()) {
            case NONE -> {
                if (entry.catchAll() != null) {
                    yield false;
                }
                missing.add(path(entry));
                yield true;
            }
            case ACCOUNT -> {
                if (entry.keeps()) {
                    keep(entry);
                } else {
                    forwarding.add(entry);
                }
                yield entry.keeps();
            }
            case ALIAS -> false;
            case LIST -> {
                if (lists.admits(entry)) {
                    reachedLists.add(entry.address());
                    yield true;
                }
                closedLists.add(entry.address());
                yield false;
            }
        };
    }

    /** As a forward-path says it: quoted where it must be. */
    private String path(Entry entry) {
        return path(written.getOrDefault(entry.address(), entry.address()));
    }

    /** The same of an address without quotes. */
    static String path(String address) {
        int at = address.lastIndexOf('@');
        return new LocalPart(address.substring(0, at)) + address.substring(at);
    }

    private void keep(Entry account) {
        accounts.putIfAbsent(account.accountId(), account);
    }

    private List<FoldedAddress> unseen(List<String> targets) {
        List<FoldedAddress> fresh = new ArrayList<>();
        for (String target : targets) {
            if (isTooLarge()) {
                break;
            }
            Optional<FoldedAddress> address = FoldedAddress.of(target);
            if (address.isPresent() && seen.add(address.get())) {
                written.put(address.get().toString(), target);
                fresh.add(address.get());
            }
        }
        return fresh;
    }
}
