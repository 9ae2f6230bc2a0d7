package org.packetboat.net.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.packetboat.net.limits.ConnectionLimits.Admission;

class ConnectionLimitsTest {
    private final InetAddress one = address(1);
    private final InetAddress two = address(2);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void counts() {
        ConnectionLimits limits = new ConnectionLimits(3, 2, 2);
        assertThat(limits.enter(one)).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter(one)).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter(one)).isEqualTo(Admission.ADDRESS_FULL);
        assertThat(limits.enter(two)).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter(two)).isEqualTo(Admission.LISTENER_FULL);
        limits.leave(one);
        assertThat(limits.enter(one)).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter(two)).isEqualTo(Admission.LISTENER_FULL);
    }

    /** RFC 4291 §2.5.4: one customer has a whole /64. */
    @Test
    void countsANetworkOfIpv6AsOneAddress() {
        ConnectionLimits limits = new ConnectionLimits(0, 1, 0);
        assertThat(limits.enter(InetAddress.ofLiteral("2001:db8:0:1::1"))).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter(InetAddress.ofLiteral("2001:db8:0:1:ffff::2"))).isEqualTo(Admission.ADDRESS_FULL);
        assertThat(limits.enter(InetAddress.ofLiteral("2001:db8:0:2::1"))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void countsUsers() {
        ConnectionLimits limits = new ConnectionLimits(3, 2, 2);
        assertThat(limits.enter("alice")).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter("alice")).isEqualTo(Admission.ADMITTED);
        assertThat(limits.enter("alice")).isEqualTo(Admission.USER_FULL);
        assertThat(limits.enter("bob")).isEqualTo(Admission.ADMITTED);
        limits.leave("alice");
        assertThat(limits.enter("alice")).isEqualTo(Admission.ADMITTED);
    }

    @Test
    void zeroIsNoLimit() {
        ConnectionLimits limits = new ConnectionLimits(0, 0, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(limits.enter(one)).isEqualTo(Admission.ADMITTED);
        }
    }
}
