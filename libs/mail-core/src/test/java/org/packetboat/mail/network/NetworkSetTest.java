package org.packetboat.mail.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.testkit.seed.Seed;

class NetworkSetTest {
    private static final NetworkSet SET = NetworkSet.parse(
            List.of("127.0.0.0/8", "192.0.2.7", "198.51.100.128/25", "2001:db8::/32", "::1", "fe80::/10"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.255.255.255, true",
        "128.0.0.0, false",
        "192.0.2.7, true",
        "192.0.2.6, false",
        "198.51.100.127, false",
        "198.51.100.255, true",
        "2001:db8::1, true",
        "2001:db9::1, false",
        "::1, true",
        "::2, false",
        "fe80::1, true",
        "febf:ffff::1, true",
        "fec0::1, false",
        "::ffff:127.0.0.1, true",
        "::127.0.0.1, false"
    })
    void contains(String address, boolean expected) {
        assertThat(SET.contains(InetAddress.ofLiteral(address))).isEqualTo(expected);
    }

    @Test
    void anAddressWithAZoneIsTheAddress() throws Exception {
        byte[] octets = InetAddress.ofLiteral("fe80::1").getAddress();
        assertThat(SET.contains(Inet6Address.getByAddress("", octets, 3))).isTrue();
    }

    @Test
    void anIpv4MappedNetworkIsTheIpv4Network() {
        assertThat(Network.parse("::ffff:10.0.0.0/104")).isEqualTo(Network.parse("10.0.0.0/8"));
        assertThat(Network.parse("::ffff:10.1.2.3")).isEqualTo(Network.parse("10.1.2.3/32"));
    }

    @Test
    void everythingOfOneFamilyIsNothingOfTheOther() {
        assertThat(NetworkSet.parse(List.of("::/0")).contains(InetAddress.ofLiteral("10.0.0.1")))
                .isFalse();
        assertThat(NetworkSet.parse(List.of("::/0")).contains(InetAddress.ofLiteral("ff::1")))
                .isTrue();
        assertThat(NetworkSet.parse(List.of("0.0.0.0/0")).contains(InetAddress.ofLiteral("::1")))
                .isFalse();
        assertThat(NetworkSet.parse(List.of("0.0.0.0/0")).contains(InetAddress.ofLiteral("255.1.1.1")))
                .isTrue();
        assertThat(NetworkSet.EMPTY.contains(InetAddress.ofLiteral("::1"))).isFalse();
    }

    /** It stands for clients whose address is not known. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "::ffff:0.0.0.0"})
    void nobodyIsNowhere(String address) {
        NetworkSet everything = NetworkSet.parse(List.of("0.0.0.0/0", "::/0", "0.0.0.0", "::"));
        assertThat(everything.contains(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "localhost",
                "localhost/8",
                "10",
                "10.1",
                "10.0.0",
                "10.0.0.0.0",
                "010.0.0.1",
                "10.0.0.256",
                "0x7f.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.1/8",
                "10.0.0.1/31",
                " 10.0.0.0/8",
                "10.0.0.0/8 ",
                "10.0.0.0 /8",
                "10.0.0.99999999999999",
                "10.0.0.0/99999999999",
                ":",
                ":::",
                "1::2::3",
                "::/129",
                "::1/127",
                "fe80::1%1",
                "fe80::1%lo",
                "[::1]",
                "::ffff:10.0.0.0/95",
                "::ffff:10.0.0.1/104",
                "12345::",
                "::g",
                "\u0661.0.0.0"
            })
    void isStrict(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void printsWhatItParses() {
        RandomGenerator random = Seed.random("networks");
        for (int i = 0; i < 1_000; i++) {
            byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(octets);
            Network alone = alone(octets);
            int prefix = random.nextInt(octets.length * 8 + 1);
            Network network = alone.wider(prefix, prefix);
            assertThat(Network.parse(network.toString())).isEqualTo(network);
            assertThat(network.contains(alone)).isTrue();
            assertThat(NetworkSet.of(List.of(network)).contains(address(octets)))
                    .isTrue();
            if (prefix > 0) {
                byte[] other = octets.clone();
                other[(prefix - 1) / 8] ^= (byte) (0x80 >> (prefix - 1) % 8);
                assertThat(NetworkSet.of(List.of(network)).contains(address(other)))
                        .isFalse();
            }
        }
    }

    private static Network alone(byte[] octets) {
        return Network.of(address(octets));
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
