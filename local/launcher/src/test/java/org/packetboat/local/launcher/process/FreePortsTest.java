package org.packetboat.local.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void aPortInUseIsNotPreferred() throws Exception {
        FreePorts ports = new FreePorts();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.isFree(InetAddress.getLoopbackAddress(), taken.getLocalPort()))
                    .isFalse();
            assertThat(ports.preferring(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void noPortIsHandedOutTwice() {
        FreePorts ports = new FreePorts();
        int first = ports.next();
        assertThat(ports.preferring(first)).isNotEqualTo(first);
    }
}
