package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.Maildrops;
import org.packetboat.pop3.port.MessageBody;

/** What every implementation of the maildrop ports does: the fake, and the one over gRPC. */
@Timeout(30)
public abstract class MaildropsContract {
    protected static final Account ALICE = new Account(7, "alice@mail.test");

    protected abstract Maildrops maildrops();

    /** Stores a message; UIDs count from 1. */
    protected abstract void add(byte[] octets);

    protected abstract List<Long> uids();

    protected abstract void steal();

    protected abstract void storeAway();

    /** The maildrops' service fails each commit at once, or no more. */
    protected abstract void directoryAway(boolean away);

    protected abstract boolean locked();

    @Test
    void listsWhatIsThereWhenItIsOpened() throws InterruptedException {
        add(octets("one"));
        add(octets("three"));
        LockedMaildrop drop = maildrops().open(ALICE);
        add(octets("later"));
        assertThat(drop.messages()).isEqualTo(2);
        assertThat(drop.uid(0)).isEqualTo(1);
        assertThat(drop.uid(1)).isEqualTo(2);
        assertThat(drop.octets(0)).isEqualTo(3);
        assertThat(drop.octets(1)).isEqualTo(5);
        assertThat(drop.uidValidity()).isPositive();
        assertThat(drop.lease()).isPositive();
        drop.release();
    }

    @Test
    void readsBodiesInAnyOrder() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            add(octets("message " + i));
        }
        LockedMaildrop drop = maildrops().open(ALICE);
        for (int i : new int[] {0, 1, 2, 5, 4, 4, 10, 11, 12, 19, 0, 1}) {
            assertThat(text(drop.body(i), 0)).isEqualTo("message " + i);
        }
        assertThat(text(drop.body(3), 8)).isEqualTo("3");
        drop.close();
    }

    @Test
    void letsOneSessionIn() throws InterruptedException {
        LockedMaildrop first = maildrops().open(ALICE);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> maildrops().open(ALICE))
                .returns(Refusal.MAILDROP_IN_USE, RefusedException::reason);
        first.renew();
        first.release();
        maildrops().open(ALICE).release();
    }

    @Test
    void deletesWhatIsCommittedAndNothingElse() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            add(octets("m" + i));
        }
        LockedMaildrop drop = maildrops().open(ALICE);
        add(octets("later"));
        BitSet deleted = new BitSet();
        deleted.set(0);
        deleted.set(2, 4);
        deleted.set(5);
        drop.commit(deleted);
        assertThat(uids()).containsExactly(2L, 5L, 7L);
        maildrops().open(ALICE).release();
    }

    @Test
    void deletesNothingWhenTheLockIsLost() throws InterruptedException {
        add(octets("m"));
        LockedMaildrop drop = maildrops().open(ALICE);
        steal();
        BitSet deleted = new BitSet();
        deleted.set(0);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(drop::renew)
                .returns(Refusal.MAILDROP_LOST, RefusedException::reason);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> drop.commit(deleted))
                .returns(Refusal.MAILDROP_LOST, RefusedException::reason);
        assertThat(uids()).containsExactly(1L);
    }

    @Test
    void aCommitThatFailsDeletesNothingAndFreesTheLock() throws InterruptedException {
        add(octets("m"));
        LockedMaildrop drop = maildrops().open(ALICE);
        BitSet deleted = new BitSet();
        deleted.set(0);
        directoryAway(true);
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> drop.commit(deleted));
        directoryAway(false);
        drop.release();
        await().untilAsserted(() -> assertThat(locked()).isFalse());
        assertThat(uids()).containsExactly(1L);
        maildrops().open(ALICE).release();
    }

    @Test
    void aCommitThatFailsFreesNobodyElsesLock() throws InterruptedException {
        add(octets("m"));
        LockedMaildrop drop = maildrops().open(ALICE);
        steal();
        BitSet deleted = new BitSet();
        deleted.set(0);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> drop.commit(deleted));
        drop.release();
        assertThat(locked()).isTrue();
    }

    @Test
    void saysWhenTheStoreIsAway() throws InterruptedException {
        add(octets("m"));
        LockedMaildrop drop = maildrops().open(ALICE);
        storeAway();
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> text(drop.body(0), 0));
        drop.close();
    }

    protected static byte[] octets(String text) {
        return text.getBytes(US_ASCII);
    }

    protected static String text(MessageBody body, long offset) throws InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        body.transfer(
                offset,
                body.octets() - offset,
                chunk -> all.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining()));
        return all.toString(US_ASCII);
    }
}
