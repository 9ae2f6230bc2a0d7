package org.packetboat.delivery.remote.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.delivery.fake.FakeDns;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.dns.MailDns.Exchanger;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.testkit.conformance.Covers;

class MxRouterTest {
    private final FakeDns dns = new FakeDns();
    private final RandomGenerator random = new SplittableRandom(5);
    private final AtomicLong nanos = new AtomicLong();
    private final MxRouter router = router(NetworkSet.EMPTY, Reach.PrivateNetworks.ALLOWED);

    @Test
    @Covers("RFC 5321 §5.1")
    void hostsComeByPreferenceAndAtRandomAmongEquals() throws Exception {
        dns.mx(
                "far.test",
                new Exchanger(20, "last"),
                new Exchanger(10, "a"),
                new Exchanger(10, "b"),
                new Exchanger(5, "first"));
        dns.address("first", "2001:db8::1", "192.0.2.1")
                .address("a", "192.0.2.2")
                .address("b", "192.0.2.3");
        dns.address("last", "192.0.2.4");
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            orders.add(names("far.test"));
        }
        assertThat(orders)
                .containsExactlyInAnyOrder(
                        List.of("first", "first", "a", "b", "last"), List.of("first", "first", "b", "a", "last"));
        assertThat(targets("far.test").getFirst().address().getHostAddress()).startsWith("2001:db8:");
    }

    @Test
    @Covers("RFC 5321 §5.1")
    void aNameWithoutMxIsItsOwnExchanger() throws Exception {
        dns.noMx("far.test").address("far.test", "192.0.2.1");
        assertThat(names("far.test")).containsExactly("far.test");
        dns.noMx("empty.test");
        assertThat(status("empty.test")).isEqualTo("5.4.4");
    }

    @Test
    @Covers({"RFC 7505 §3", "RFC 7505 §4.1"})
    void aNullMxTakesNoMail() throws Exception {
        dns.mx("null.test", new Exchanger(0, ""));
        assertThat(status("null.test")).isEqualTo("5.1.10");
        dns.mx("strange.test", new Exchanger(0, ""), new Exchanger(10, "mx")).address("mx", "192.0.2.1");
        assertThat(names("strange.test")).containsExactly("mx");
    }

    @Test
    @Covers("RFC 5321 §5.1")
    void fromOurselvesOnMailWouldComeBack() throws Exception {
        dns.mx(
                "back.test",
                new Exchanger(10, "before"),
                new Exchanger(20, "MX.here.test"),
                new Exchanger(20, "equal"),
                new Exchanger(30, "behind"));
        dns.address("before", "192.0.2.1").address("equal", "192.0.2.2").address("behind", "192.0.2.3");
        assertThat(names("back.test")).containsExactly("before");
        dns.mx("loop.test", new Exchanger(10, "mx.here.test"), new Exchanger(20, "behind"));
        assertThat(status("loop.test")).isEqualTo("5.4.6");
    }

    @Test
    void exchangersWithoutAnAddressAreLeftOut() throws Exception {
        dns.mx("far.test", new Exchanger(10, "nowhere"), new Exchanger(20, "mx"))
                .address("mx", "192.0.2.1");
        assertThat(names("far.test")).containsExactly("mx");
        dns.mx("none.test", new Exchanger(10, "nowhere"));
        assertThat(status("none.test")).isEqualTo("5.4.4");
    }

    @Test
    void anyNumberOfExchangersIsBounded() throws Exception {
        Exchanger[] many = new Exchanger[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Exchanger(i, "mx" + i);
            dns.address("mx" + i, "192.0.2.1");
        }
        dns.mx("many.test", many);
        assertThat(targets("many.test")).hasSize(10);
        assertThat(dns.questions()).isLessThanOrEqualTo(11);
    }

    @Test
    void deadNameServersOfManyExchangersAreNotAllWaitedFor() throws Exception {
        Exchanger[] many = new Exchanger[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Exchanger(i, "mx" + i);
        }
        dns.mx("dead.test", many);
        dns.setDead("mx", () -> nanos.addAndGet(Duration.ofSeconds(30).toNanos()));
        assertThat(router.route("dead.test")).isInstanceOf(Route.Unknown.class);
        assertThat(Duration.ofNanos(nanos.get())).isLessThan(Duration.ofMinutes(2));
    }

    /** They may have addresses. */
    @Test
    void exchangersThatAreLeftAreNotForGood() throws Exception {
        Exchanger[] many = new Exchanger[21];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Exchanger(i, "mx" + i);
        }
        dns.mx("most.test", Arrays.copyOf(many, 20));
        assertThat(status("most.test")).isEqualTo("5.4.4");
        int before = dns.questions();
        dns.mx("more.test", many);
        assertThat(router.route("more.test")).isInstanceOf(Route.Unknown.class);
        assertThat(dns.questions() - before).isEqualTo(21);
        dns.address("mx19", "192.0.2.1");
        assertThat(names("more.test")).containsExactly("mx19");
        // What is left lies behind ourselves.
        dns.address("mx19", "198.51.100.7");
        assertThat(status("more.test")).isEqualTo("5.4.6");
    }

    @Test
    void exchangersForWhichThereWasNoTimeAreNotForGood() throws Exception {
        MxRouter slow = router(
                NetworkSet.EMPTY,
                Reach.PrivateNetworks.ALLOWED,
                () -> nanos.getAndAdd(Duration.ofSeconds(15).toNanos()));
        dns.mx("far.test", new Exchanger(10, "a"), new Exchanger(20, "b"));
        assertThat(slow.route("far.test")).isInstanceOf(Route.Nowhere.class);
        dns.mx("far.test", new Exchanger(10, "a"), new Exchanger(20, "b"), new Exchanger(30, "c"));
        dns.address("c", "192.0.2.1");
        assertThat(slow.route("far.test")).isInstanceOf(Route.Unknown.class);
        dns.address("b", "192.0.2.2");
        assertThat(slow.route("far.test")).isInstanceOf(Route.Hosts.class);
    }

    @Test
    void theFirstFewAreOfBothFamiliesAndOfTwoPreferences() throws Exception {
        dns.mx("far.test", new Exchanger(10, "best"), new Exchanger(20, "next"));
        String[] many = new String[12];
        for (int i = 0; i < many.length; i++) {
            many[i] = "2001:db8::" + (i + 1);
        }
        dns.address("best", many).address("next", "192.0.2.1");
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            List<Target> first = targets("far.test");
            assertThat(first).hasSizeLessThanOrEqualTo(5);
            assertThat(first).extracting(Target::name).containsSequence("best", "next");
            first.forEach(target -> asked.add(target.address().getHostAddress()));
        }
        assertThat(asked).hasSize(13);
    }

    @Test
    void thePreferenceBehindManyEqualsHasItsTurn() throws Exception {
        Exchanger[] records = new Exchanger[9];
        for (int i = 0; i < 8; i++) {
            records[i] = new Exchanger(10, "mx" + i);
            dns.address("mx" + i, "2001:db8::" + (i + 1));
        }
        records[8] = new Exchanger(20, "next");
        dns.address("next", "192.0.2.1").mx("far.test", records);
        assertThat(names("far.test").subList(0, 5)).contains("next");
        dns.mx("mixed.test", new Exchanger(10, "both")).address("both", "192.0.2.1", "192.0.2.2", "2001:db8::1");
        assertThat(targets("mixed.test").subList(0, 2))
                .extracting(target -> target.address().getAddress().length)
                .containsExactly(16, 4);
    }

    /** Wherever it comes among its equals. */
    @Test
    void theOnlyOneOfAFamilyKeepsItsPlaceAmongTheFirst() throws Exception {
        dns.mx(
                "far.test",
                new Exchanger(10, "a"),
                new Exchanger(10, "b"),
                new Exchanger(10, "other"),
                new Exchanger(20, "next"));
        dns.address("a", "2001:db8::1", "2001:db8::2").address("b", "2001:db8::3", "2001:db8::4");
        dns.address("other", "192.0.2.1").address("next", "2001:db8::5");
        for (int i = 0; i < 50; i++) {
            assertThat(names("far.test").subList(0, 5)).contains("other", "next");
        }
    }

    @Test
    @Covers("RFC 5321 §5.1")
    void ourOwnAddressesAreOurselves() throws Exception {
        dns.mx("far.test", new Exchanger(10, "a"), new Exchanger(20, "alias"), new Exchanger(30, "c"));
        dns.address("a", "192.0.2.1").address("alias", "198.51.100.7").address("c", "192.0.2.3");
        assertThat(names("far.test")).containsExactly("a");
        dns.mx("loop.test", new Exchanger(10, "alias"));
        assertThat(status("loop.test")).isEqualTo("5.4.6");
        dns.mx("old.test", new Exchanger(10, "OLD.here.test"));
        assertThat(status("old.test")).isEqualTo("5.4.6");
        assertThat(status("[198.51.100.9]")).isEqualTo("5.4.6");
    }

    @Test
    void noMxChoosesAmongTheServicesOfThisMachine() throws Exception {
        for (String address : List.of(
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "0.1.2.3",
                "::1",
                "::",
                "224.0.0.1",
                "ff02::1",
                "169.254.1.1",
                "fe80::1",
                "255.255.255.255",
                "::ffff:127.0.0.1")) {
            dns.mx("bad.test", new Exchanger(10, "bad")).address("bad", address);
            assertThat(status("bad.test")).as(address).isEqualTo("5.4.4");
        }
        assertThat(status("[127.0.0.1]")).isEqualTo("5.4.4");
        assertThat(status("[ipv6:::1]")).isEqualTo("5.4.4");
        dns.mx("mixed.test", new Exchanger(10, "mixed")).address("mixed", "127.0.0.1", "192.0.2.1");
        assertThat(targets("mixed.test")).hasSize(1);
    }

    @Test
    void privateAddressesAreTheOperatorsChoice() throws Exception {
        MxRouter strict =
                router(NetworkSet.parse(List.of("10.1.0.0/16", "127.0.0.0/8")), Reach.PrivateNetworks.REFUSED);
        for (String address : List.of("10.0.0.1", "172.16.0.1", "192.168.0.1", "fd00::1")) {
            dns.mx("inside.test", new Exchanger(10, "inside")).address("inside", address);
            assertThat(router.route("inside.test")).as(address).isInstanceOf(Route.Hosts.class);
            assertThat(strict.route("inside.test")).as(address).isInstanceOf(Route.Nowhere.class);
        }
        dns.address("inside", "10.1.2.3");
        assertThat(strict.route("inside.test")).isInstanceOf(Route.Hosts.class);
        assertThat(strict.route("[127.0.0.1]")).isInstanceOf(Route.Hosts.class);
    }

    @Test
    @Covers("RFC 5321 §4.1.3")
    void literalsAreAddresses() throws Exception {
        assertThat(targets("[192.0.2.7]")).singleElement().returns("192.0.2.7", Target::name);
        assertThat(targets("[ipv6:2001:db8::7]")).hasSize(1);
        assertThat(status("[tag:1]")).isEqualTo("5.1.2");
    }

    @Test
    void whatNobodyKnowsNowIsNotForGood() throws Exception {
        dns.setAway(true);
        assertThat(router.route("far.test")).isInstanceOf(Route.Unknown.class);
        dns.setAway(false);
        assertThat(status("far.test")).isEqualTo("5.1.2");
        assertThat(status(Destination.NOWHERE)).isEqualTo("5.1.2");
    }

    @Test
    void destinationsAreCompared() {
        assertThat(Destination.of("A@Example.ORG")).isEqualTo("example.org");
        assertThat(Destination.of("\"a@b\"@example.org")).isEqualTo("example.org");
        assertThat(Destination.of("a@bücher.example")).isEqualTo("xn--bcher-kva.example");
        assertThat(Destination.of("a@[192.0.2.1]")).isEqualTo("[192.0.2.1]");
        assertThat(Destination.of("nobody")).isEqualTo(Destination.NOWHERE);
        assertThat(Destination.of("a@-bad-.example")).isEqualTo(Destination.NOWHERE);
        assertThat(Destination.of("a@" + "x".repeat(300))).isEqualTo(Destination.NOWHERE);
    }

    private List<String> names(String destination) throws InterruptedException {
        return targets(destination).stream().map(Target::name).toList();
    }

    private List<Target> targets(String destination) throws InterruptedException {
        return ((Route.Hosts) router.route(destination)).targets(random);
    }

    private MxRouter router(NetworkSet allowed, Reach.PrivateNetworks privateNetworks) {
        return router(allowed, privateNetworks, nanos::get);
    }

    private MxRouter router(NetworkSet allowed, Reach.PrivateNetworks privateNetworks, LongSupplier nanoTime) {
        Reach reach = new Reach(
                Set.of("Mx.Here.test", "old.here.test"),
                NetworkSet.parse(List.of("198.51.100.0/24")),
                allowed,
                privateNetworks);
        return new MxRouter(dns, reach, 25, random, nanoTime);
    }

    private String status(String destination) throws InterruptedException {
        return ((Route.Nowhere) router.route(destination)).status().toString();
    }
}
