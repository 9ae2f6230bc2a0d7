package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortLeaseTest {
    private static final int LEASED = 0;
    private static final int REFUSED = 3;

    @Test
    void noTwoStacksHaveAPortInCommon() {
        List<Integer> ports = PortLease.offsets()
                .boxed()
                .flatMap(offset -> PortLease.ports(offset).stream())
                .toList();
        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }

    /** Nobody needs to listen on any of them for that. */
    @Test
    void portsThatAreLeasedAreNobodyElsesUntilTheyAreGivenBack() throws Exception {
        int offset;
        try (PortLease lease = PortLease.take()) {
            offset = lease.offset();
            assertThat(PortLease.of(offset)).isEmpty();
            // Nor does it end because somebody has asked.
            assertThat(inAnotherJvm(offset)).isEqualTo(REFUSED);
        }
        assertThat(inAnotherJvm(offset)).isEqualTo(LEASED);
    }

    private static int inAnotherJvm(int offset) throws URISyntaxException {
        Path classes = Path.of(PortLease.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Programs.run(
                        Duration.ofMinutes(1),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java")
                                        .toString(),
                                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                                "-cp",
                                classes.toString(),
                                Other.class.getName(),
                                Integer.toString(offset)))
                .exit();
    }

    /** Says by its exit whether it got the lease. */
    static final class Other {
        private Other() {}

        public static void main(String... offset) {
            System.exit(PortLease.of(Integer.parseInt(offset[0])).isPresent() ? LEASED : REFUSED);
        }
    }
}
