package org.packetboat.imap.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.port.InMemoryMailboxes;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.view.Delta;

class ChangeHubTest {
    private static final NewMessage MESSAGE = new NewMessage(StoredBody.getDefaultInstance(), Flags.NONE, 0);

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private ChangeHub hub = hub(Duration.ofHours(1));
    private MailboxKey inbox = new MailboxKey(0, 0);

    private ChangeHub hub(Duration poll) {
        return new ChangeHub(mailboxes, new SplittableRandom(1), poll.toNanos());
    }

    @BeforeEach
    void prepare() {
        mailboxes.addAccount("alice@mail.test");
        inbox = new MailboxKey(
                1, mailboxes.status(1, "INBOX", java.util.Set.of()).mailboxId());
    }

    private final class Session implements ChangeHub.Watcher {
        private final boolean idling;
        private final List<Delta> delivered = new CopyOnWriteArrayList<>();
        private volatile Delta.Point known =
                mailboxes.status(1, "INBOX", java.util.Set.of()).point();
        private volatile Delta.Point hinted = new Delta.Point(0, 0);
        private volatile boolean doubted;
        private volatile boolean gone;
        private volatile boolean slow;
        private volatile boolean marked;

        Session(boolean idling) {
            this.idling = idling;
        }

        @Override
        public void hinted(Delta.Point point) {
            hinted = point;
        }

        @Override
        public void doubted() {
            doubted = true;
        }

        @Override
        public boolean isIdling() {
            return idling;
        }

        @Override
        public Delta.Point known() {
            return known;
        }

        @Override
        public boolean asksLater() {
            marked |= slow;
            return slow;
        }

        @Override
        public boolean claims() {
            return true;
        }

        @Override
        public boolean deliver(MailboxKey mailbox, Delta delta) {
            assertThat(mailbox).isEqualTo(inbox);
            known = delta.now();
            return delivered.add(delta);
        }

        @Override
        public void gone() {
            gone = true;
        }
    }

    @Test
    void sessionsOnOneMailboxShareAQuestion() {
        mailboxes.start(hub);
        List<Session> idle = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            idle.add(new Session(true));
            hub.join(inbox, idle.get(i));
        }
        mailboxes.append(1, "INBOX", List.of(MESSAGE));
        await().untilAsserted(() -> assertThat(idle).allMatch(session -> session.delivered.size() == 1));
        assertThat(hub.questions()).isEqualTo(1);
        assertThat(hub.pushes()).isEqualTo(5);
        assertThat(idle.stream()
                        .map(session -> session.delivered.getFirst())
                        .filter(delta -> !delta.claimed().isEmpty()))
                .as("one session claims what is recent")
                .hasSize(1);
    }

    @Test
    void sessionsAtWorkAreOnlyMarked() {
        mailboxes.start(hub);
        Session working = new Session(false);
        hub.join(inbox, working);
        mailboxes.append(1, "INBOX", List.of(MESSAGE));
        assertThat(working.hinted)
                .isEqualTo(mailboxes.status(1, "INBOX", java.util.Set.of()).point());
        assertThat(working.delivered).isEmpty();
        assertThat(hub.questions()).isZero();
    }

    /** It would get every answer again and again, with all that the others have been told already. */
    @Test
    void whoReadsSlowlyIsOnlyMarked() {
        mailboxes.start(hub);
        Session slow = new Session(true);
        Session quick = new Session(true);
        hub.join(inbox, slow);
        hub.join(inbox, quick);
        slow.slow = true;
        for (int i = 1; i <= 3; i++) {
            int told = i;
            mailboxes.append(1, "INBOX", List.of(MESSAGE));
            await().untilAsserted(() -> assertThat(quick.delivered).hasSize(told));
        }
        assertThat(quick.delivered).allMatch(delta -> delta.states().size() == 1);
        assertThat(slow.delivered).isEmpty();
        assertThat(slow.marked).isTrue();
    }

    @Test
    void nothingIsAskedForSlowReadersAlone() {
        mailboxes.start(hub);
        Session slow = new Session(true);
        hub.join(inbox, slow);
        slow.slow = true;
        mailboxes.append(1, "INBOX", List.of(MESSAGE));
        assertThat(slow.marked).isTrue();
        assertThat(hub.questions()).isZero();
    }

    @Test
    void asksWithoutAHintOnceInAWhile() {
        hub = hub(Duration.ofMillis(1));
        Session idle = new Session(true);
        hub.join(inbox, idle);
        mailboxes.append(1, "INBOX", List.of(MESSAGE));
        await().untilAsserted(() -> {
            hub.tick();
            assertThat(idle.delivered).hasSize(1);
        });
    }

    @Test
    void tellsWhenTheMailboxIsGone() {
        mailboxes.create(1, "doomed", java.util.List.of());
        MailboxKey doomed = new MailboxKey(
                1, mailboxes.status(1, "doomed", java.util.Set.of()).mailboxId());
        Session idle = new Session(true);
        Session working = new Session(false);
        hub.join(doomed, idle);
        hub.join(doomed, working);
        mailboxes.start(hub);
        mailboxes.delete(1, "doomed");
        await().untilAsserted(() -> assertThat(idle.gone).isTrue());
        assertThat(working.doubted).isTrue();
        assertThat(working.gone).isFalse();
    }

    @Test
    void forgetsMailboxesThatNobodyWatches() {
        Session session = new Session(true);
        hub.join(inbox, session);
        assertThat(hub.mailboxes()).isEqualTo(1);
        hub.leave(inbox, session);
        assertThat(hub.mailboxes()).isZero();
    }
}
