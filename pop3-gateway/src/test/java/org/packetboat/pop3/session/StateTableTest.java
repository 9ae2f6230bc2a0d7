package org.packetboat.pop3.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.session.Pop3Rules.Phase;

/** Every command in every state, as RFC 1939 and 2449 have it. */
class StateTableTest {
    private static final String TABLE = """
            Capa     AUTHORIZATION USER_NAMED TRANSACTION
            Dele     TRANSACTION
            Listing  TRANSACTION
            Noop     TRANSACTION
            Pass     USER_NAMED
            Quit     AUTHORIZATION USER_NAMED TRANSACTION
            Retr     TRANSACTION
            Rset     TRANSACTION
            Stat     TRANSACTION
            Top      TRANSACTION
            Uidl     TRANSACTION
            User     AUTHORIZATION USER_NAMED
            """;

    @Test
    void isComplete() {
        List<String> rows = new ArrayList<>();
        for (Class<?> permitted : Pop3Command.class.getPermittedSubclasses()) {
            Class<? extends Pop3Command> command = permitted.asSubclass(Pop3Command.class);
            StringBuilder row = new StringBuilder(String.format("%-8s", command.getSimpleName()));
            Arrays.stream(Phase.values())
                    .filter(phase -> Pop3Rules.allows(command, phase))
                    .forEach(phase -> row.append(' ').append(phase));
            rows.add(row.toString());
        }
        Collections.sort(rows);
        assertThat(String.join("\n", rows) + "\n").isEqualTo(TABLE);
    }

    @Test
    void announcesOnlyWhatWorks() {
        assertThat(Capability.values())
                .allSatisfy(capability -> assertThat(Arrays.stream(Phase.values())
                                .anyMatch(phase -> Pop3Rules.allows(capability.promises(), phase)))
                        .isTrue());
    }
}
