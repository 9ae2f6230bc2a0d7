package org.packetboat.delivery.remote.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.packetboat.delivery.fake.FakeDns;
import org.packetboat.delivery.port.MailDns.Exchanger;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.testkit.conformance.Covers;

class MxRouterTest {
    private final FakeDns dns = new FakeDns();
    private final MxRouter router = new MxRouter(dns, "mx.here.test", 25, new SplittableRandom(5));

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
        return ((Route.Hosts) router.route(destination)).targets();
    }

    private String status(String destination) throws InterruptedException {
        return ((Route.Nowhere) router.route(destination)).status().toString();
    }
}
