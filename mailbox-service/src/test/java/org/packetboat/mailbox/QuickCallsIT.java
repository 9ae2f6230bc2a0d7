package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreRequest.Mode;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.mail.failure.RefusedException;

/** The calls that are answered on the event loop when they can be, and both ways of each. */
final class QuickCallsIT {
    private static RunningService service;
    private static long account;
    private static long inbox;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data);
        account = service.account("alice");
        service.append(account, "INBOX", 3, 0);
        inbox = service.number("SELECT mailbox_id FROM mailbox WHERE account_id = $1 AND name = 'INBOX'", account);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    private static StoreRequest.Builder store(Mode mode, int system, String... keywords) {
        return StoreRequest.newBuilder()
                .setAccountId(account)
                .setMailboxId(inbox)
                .setMode(mode)
                .setUids(UidSet.newBuilder().addBounds(1).addBounds(2))
                .setFlags(Flags.newBuilder().setSystem(system).addAllKeywords(List.of(keywords)));
    }

    private static Flags answer(StoreRequest.Builder request) throws InterruptedException {
        List<FlagState> states =
                service.channel().messages().store(request.build()).getStatesList();
        assertThat(states).extracting(FlagState::getUid).containsExactly(1L, 2L);
        assertThat(states.get(0).getFlags()).isEqualTo(states.get(1).getFlags());
        return states.get(0).getFlags();
    }

    @Test
    void storesWithAndWithoutKeywords() throws Exception {
        assertThat(answer(store(Mode.ADD, 4)).getSystem()).isEqualTo(4);
        assertThat(answer(store(Mode.ADD, 1, "$Work")).getKeywordsList()).containsExactly("$Work");
        assertThat(answer(store(Mode.REMOVE, 4)).getSystem()).isEqualTo(1);
        assertThat(answer(store(Mode.REPLACE, 8)))
                .isEqualTo(Flags.newBuilder().setSystem(8).build());
        assertThatThrownBy(() -> answer(store(Mode.ADD, 4).setMailboxId(-1))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> answer(store(Mode.ADD, 4, "x".repeat(256)))).isInstanceOf(RefusedException.class);
    }

    @Test
    void resolvesWhatIsNewAndWhatIsKnown() throws Exception {
        service.account("bob");
        for (int i = 0; i < 3; i++) {
            ResolveResponse bob = service.resolve("Bob@mail.test");
            assertThat(bob.getOutcome()).isEqualTo(Outcome.LOCAL);
            assertThat(bob.getAccountIdsCount()).isEqualTo(1);
            assertThat(service.resolve("nobody@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
            assertThat(service.resolve("bob@elsewhere.test").getOutcome()).isEqualTo(Outcome.NOT_LOCAL);
        }
        service.application().accounts().remove("bob@mail.test");
        assertThat(service.resolve("bob@mail.test").getOutcome()).isEqualTo(Outcome.NO_SUCH_RECIPIENT);
    }
}
