package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreRequest.Mode;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.conformance.Covers;

class FlagsIT {
    private static MailboxFixture mail;
    private static int accounts;
    private long alice;
    private long inbox;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    @BeforeEach
    void fill() throws Exception {
        alice = mail.store.account("alice" + accounts++ + "@flags.test");
        inbox = mail.inbox(alice);
        String key = mail.objectKey();
        for (int i = 0; i < 5; i++) {
            mail.deliver(alice, key, "message " + i);
        }
    }

    private StoreRequest request(Mode mode, UidRanges uids, int system, String... keywords) {
        return StoreRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setOperationId(TestMail.freshId())
                .setMode(mode)
                .setUids(uids.toUidSet())
                .setFlags(Flags.newBuilder().setSystem(system).addAllKeywords(List.of(keywords)))
                .build();
    }

    private StoreResponse store(Mode mode, UidRanges uids, int system, String... keywords) throws Exception {
        StoreResponse response = answer(request(mode, uids, system, keywords));
        mail.assertConsistent(alice, inbox);
        return response;
    }

    /** As the service does it: the short way, and when that comes out empty the long one. */
    private static StoreResponse answer(StoreRequest request) throws Exception {
        Optional<StoreResponse> quick = atOnce(request);
        return quick.isPresent() ? quick.get() : mail.messages.flags().store(request);
    }

    private static Optional<StoreResponse> atOnce(StoreRequest request) throws Exception {
        return mail.messages.flags().storeAtOnce(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private long modSeq() throws Exception {
        return mail.store.number("SELECT mod_seq FROM mailbox WHERE mailbox_id = $1", inbox);
    }

    @Test
    @Covers({"RFC 7162 §3.1", "RFC 7162 §3.1.3", "RFC 7162 §3.1.11"})
    void changesOnlyWhatChanges() throws Exception {
        StoreResponse first = store(Mode.ADD, UidRanges.of(2, 3, 9), 1 | 4);
        assertThat(first.getStatesList()).extracting(FlagState::getUid).containsExactly(2L, 3L);
        assertThat(first.getStatesList())
                .allMatch(state -> state.getFlags().getSystem() == 5 && state.getModSeq() == first.getHighestModSeq());
        StoreResponse second = store(Mode.ADD, UidRanges.of(1, 2), 1);
        assertThat(second.getStates(0).getModSeq()).isEqualTo(second.getHighestModSeq());
        assertThat(second.getStates(1).getModSeq()).isEqualTo(first.getHighestModSeq());
        StoreResponse third = store(Mode.ADD, UidRanges.of(1, 2), 1);
        assertThat(third.getHighestModSeq())
                .isEqualTo(second.getHighestModSeq())
                .isEqualTo(modSeq());
        assertThat(mail.store.number("SELECT unseen FROM mailbox WHERE mailbox_id = $1", inbox))
                .isEqualTo(2);
        assertThat(store(Mode.REMOVE, UidRanges.of(1), 1)
                        .getStates(0)
                        .getFlags()
                        .getSystem())
                .isZero();
        assertThat(store(Mode.REPLACE, UidRanges.of(2), 8)
                        .getStates(0)
                        .getFlags()
                        .getSystem())
                .isEqualTo(8);
    }

    @Test
    void keepsKeywordsInTheCaseOfTheirFirstUse() throws Exception {
        store(Mode.ADD, UidRanges.of(1), 0, "$Important");
        StoreResponse more = store(Mode.ADD, UidRanges.of(1, 2), 1, "$IMPORTANT", "another");
        assertThat(more.getStates(0).getFlags().getKeywordsList()).containsExactly("$Important", "another");
        assertThat(store(Mode.REMOVE, UidRanges.of(1), 0, "ANOTHER", "unknown")
                        .getStates(0)
                        .getFlags())
                .isEqualTo(Flags.newBuilder()
                        .setSystem(1)
                        .addKeywords("$Important")
                        .build());
        assertThat(store(Mode.REPLACE, UidRanges.of(2), 2).getStates(0).getFlags())
                .isEqualTo(Flags.newBuilder().setSystem(2).build());
    }

    @Test
    void aRepeatIsNotDoneTwice() throws Exception {
        StoreRequest add = request(Mode.ADD, UidRanges.of(1), 8);
        assertThat(atOnce(add)).isPresent();
        store(Mode.REMOVE, UidRanges.of(1), 8);
        assertThat(atOnce(add)).isEmpty();
        StoreResponse repeat = mail.messages.flags().store(add);
        assertThat(repeat.getStates(0).getFlags().getSystem()).isZero();
        assertThat(repeat.getHighestModSeq()).isEqualTo(modSeq());
    }

    @Test
    void keywordsHaveALimit() {
        StoreRequest request = request(Mode.ADD, UidRanges.of(1), 0, "x".repeat(256));
        assertThatThrownBy(() -> mail.messages.flags().store(request)).isInstanceOf(RefusedException.class);
    }

    @Test
    void refusesAnUnknownMailboxAndOddOperationIds() {
        StoreRequest request = request(Mode.ADD, UidRanges.of(1), 8);
        assertThatThrownBy(() -> mail.messages
                        .flags()
                        .store(request.toBuilder().setMailboxId(-1).build()))
                .isInstanceOf(RefusedException.class);
        StoreRequest odd = request.toBuilder().setOperationId(ByteString.EMPTY).build();
        assertThatThrownBy(() -> mail.messages.flags().store(odd)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mail.messages.flags().storeAtOnce(odd)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> atOnce(request.toBuilder().setMailboxId(-1).build()))
                .hasCauseInstanceOf(RefusedException.class);
    }
}
