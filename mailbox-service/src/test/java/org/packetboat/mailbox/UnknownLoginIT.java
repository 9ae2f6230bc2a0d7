package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mailbox.client.LoggedIn;

/** Where accounts have keys of several times, unknown logins look as if they had too. */
final class UnknownLoginIT {
    @Test
    void iterationsDoNotTellAnAccount(@TempDir Path data) throws Exception {
        try (RunningService service = RunningService.start(data)) {
            for (int i = 0; i < 4; i++) {
                service.account("account" + i);
            }
            service.number(
                    "WITH older AS (UPDATE account SET scram_iterations = 5000"
                            + " WHERE address IN ('account0@mail.test', 'account1@mail.test') RETURNING 1) SELECT count(*) FROM older");
            List<Integer> first = iterations(service);

            assertThat(first).contains(4_096, 5_000).containsOnly(4_096, 5_000);
            service.restart();
            assertThat(iterations(service)).isEqualTo(first);
        }
    }

    private static List<Integer> iterations(RunningService service) throws InterruptedException {
        Authority<LoggedIn> authority = service.channel().directory().authority("imap", InetAddress.ofLiteral("::1"));
        List<Integer> iterations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            iterations.add(
                    authority.scramParameters("nobody" + i + "@mail.test").iterations());
        }
        return iterations;
    }
}
