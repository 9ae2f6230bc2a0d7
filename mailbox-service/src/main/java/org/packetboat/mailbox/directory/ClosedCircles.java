package org.packetboat.mailbox.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;

/**
 * Finds where mail would go round for ever or come to nothing: addresses that lead to each other and from which nothing is reached that takes mail. Tarjan's strongly
 * connected components, which come out with those first that others lead to; in linear time, and without recursion, since a chain of forwards may be thousands long.
 */
final class ClosedCircles {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<FoldedAddress, Integer> indices = new HashMap<>();
    private final int[] found;
    private final int[] lowest;
    private final boolean[] isOpen;

    /** Whether mail gets from here to somebody; certain once the node's component is closed. */
    private final boolean[] arrives;

    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private final ArrayDeque<Visit> path = new ArrayDeque<>();
    private final List<Integer> keepers = new ArrayList<>();
    private final Set<String> kept = new HashSet<>();
    private int visits;

    /**
     * What became of an address.
     *
     * @param takes whether mail may end here
     * @param targets where it goes on to
     */
    record Node(Entry entry, boolean takes, List<String> targets) {}

    /**
     * What became of mail that would come to nobody.
     *
     * @param accounts the first one of every closed circle, which keeps it, in the order of the graph; whatever leads into a circle is served by that one
     * @param circles the addresses in those circles
     */
    record Kept(List<Entry> accounts, Set<String> circles) {}

    private record Visit(int node, Iterator<String> targets) {}

    private ClosedCircles(SequencedMap<FoldedAddress, Node> graph) {
        Map<String, Integer> entries = new HashMap<>();
        graph.forEach((address, node) -> {
            // With a detail or without, it is one account.
            int index = entries.computeIfAbsent(node.entry().address(), _ -> nodes.size());
            if (index == nodes.size()) {
                nodes.add(node);
            }
            indices.put(address, index);
        });
        found = new int[nodes.size()];
        lowest = new int[nodes.size()];
        isOpen = new boolean[nodes.size()];
        arrives = new boolean[nodes.size()];
    }

    static Kept in(SequencedMap<FoldedAddress, Node> graph) {
        ClosedCircles circles = new ClosedCircles(graph);
        for (int node = 0; node < circles.nodes.size(); node++) {
            if (circles.found[node] == 0) {
                circles.walkFrom(node);
            }
        }
        Collections.sort(circles.keepers);
        List<Entry> accounts = circles.keepers.stream()
                .map(node -> circles.nodes.get(node).entry())
                .toList();
        return new Kept(accounts, circles.kept);
    }

    private void walkFrom(int root) {
        enter(root);
        while (!path.isEmpty()) {
            Visit visit = path.element();
            if (visit.targets().hasNext()) {
                FoldedAddress.of(visit.targets().next())
                        .map(indices::get)
                        .ifPresent(target -> step(visit.node(), target));
            } else {
                leave(path.remove().node());
            }
        }
    }

    private void enter(int node) {
        found[node] = ++visits;
        lowest[node] = visits;
        isOpen[node] = true;
        arrives[node] = nodes.get(node).takes();
        open.push(node);
        path.push(new Visit(node, nodes.get(node).targets().iterator()));
    }

    private void step(int from, int to) {
        if (found[to] == 0) {
            enter(to);
        } else if (isOpen[to]) {
            lowest[from] = Math.min(lowest[from], found[to]);
        } else {
            arrives[from] |= arrives[to];
        }
    }

    private void leave(int node) {
        if (lowest[node] == found[node]) {
            close(node);
        }
        if (!path.isEmpty()) {
            int from = path.element().node();
            lowest[from] = Math.min(lowest[from], lowest[node]);
            arrives[from] |= arrives[node];
        }
    }

    private void close(int root) {
        List<Integer> component = new ArrayList<>();
        boolean arrivesAnywhere = false;
        int firstAccount = Integer.MAX_VALUE;
        int node;
        do {
            node = open.pop();
            isOpen[node] = false;
            component.add(node);
            arrivesAnywhere |= arrives[node];
            if (nodes.get(node).entry().kind() == Kind.ACCOUNT) {
                firstAccount = Math.min(firstAccount, node);
            }
        } while (node != root);
        if (!arrivesAnywhere && firstAccount != Integer.MAX_VALUE) {
            keepers.add(firstAccount);
            component.forEach(member -> kept.add(nodes.get(member).entry().address()));
            arrivesAnywhere = true;
        }
        for (int member : component) {
            arrives[member] = arrivesAnywhere;
        }
    }
}
