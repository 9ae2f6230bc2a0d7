package org.packetboat.delivery.remote.route;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.packetboat.delivery.remote.route.Route.Host;
import org.packetboat.delivery.remote.smtp.Target;

/**
 * In which order an attempt asks hosts: by preference, at random among equals (RFC 5321 §5.1), few addresses of each, of both families. The first few
 * include one of the next preference and one of the other family, where there are any: no attempt asks all of a long list, and what one attempt after
 * the other asks must not be the same part of it.
 */
final class HostOrder {
    private static final int FIRST = Route.Hosts.MOST_ASKED;
    private static final int MOST_OF_A_FAMILY = 2;

    private final RandomGenerator random;

    HostOrder(RandomGenerator random) {
        this.random = random;
    }

    private record Choice(int preference, Target target) {
        boolean isV6() {
            return target.address() instanceof Inet6Address;
        }
    }

    List<Target> of(List<Host> hosts) {
        List<Host> shuffled = shuffled(hosts, random);
        shuffled.sort(Comparator.comparingInt(Host::preference));
        List<Choice> choices = new ArrayList<>();
        shuffled.forEach(host ->
                addresses(host.targets()).forEach(target -> choices.add(new Choice(host.preference(), target))));
        if (choices.size() > FIRST) {
            int best = choices.getFirst().preference();
            boolean v6 = choices.getFirst().isV6();
            reserve(choices, FIRST - 2, choice -> choice.isV6() != v6);
            reserve(choices, FIRST - 1, choice -> choice.preference() != best);
            choices.subList(0, FIRST).sort(Comparator.comparingInt(Choice::preference));
        }
        return choices.stream().map(Choice::target).toList();
    }

    /** The families in turn, new one first; each at random. */
    private List<Target> addresses(List<Target> targets) {
        List<Target> v6 = new ArrayList<>();
        List<Target> v4 = new ArrayList<>();
        for (Target target : shuffled(targets, random)) {
            List<Target> family = target.address() instanceof Inet6Address ? v6 : v4;
            if (family.size() < MOST_OF_A_FAMILY) {
                family.add(target);
            }
        }
        List<Target> mixed = new ArrayList<>();
        for (int i = 0; i < MOST_OF_A_FAMILY; i++) {
            if (i < v6.size()) {
                mixed.add(v6.get(i));
            }
            if (i < v4.size()) {
                mixed.add(v4.get(i));
            }
        }
        return mixed;
    }

    /** If none is such a one up to this place, the next that is comes to it: what has come to a place before stays among the first. */
    private static void reserve(List<Choice> choices, int place, Predicate<Choice> wanted) {
        if (choices.subList(0, place + 1).stream().anyMatch(wanted)) {
            return;
        }
        Optional<Choice> next = choices.subList(place + 1, choices.size()).stream()
                .filter(wanted)
                .findFirst();
        next.ifPresent(choice -> {
            choices.remove(choice);
            choices.add(place, choice);
        });
    }

    static <T> List<T> shuffled(List<T> list, RandomGenerator random) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
