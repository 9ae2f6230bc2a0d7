package org.packetboat.testkit.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Expunges;
import org.packetboat.testkit.imap.KnownMailbox.Message;

/** What a server may say is taken to heart, and what it may not say is noticed. */
class KnownMailboxTest {
    private static void hear(KnownMailbox mailbox, During during, String... lines) {
        for (String line : lines) {
            mailbox.hear(MailboxResponse.parse("* " + line), during);
        }
    }

    private static void refuses(KnownMailbox mailbox, During during, String line, String reason) {
        assertThatThrownBy(() -> hear(mailbox, during, line))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(reason);
    }

    /** Of UIDs 10, 20 and 30, with MODSEQs 1, 2 and 3. */
    private static KnownMailbox three(Expunges expunges) {
        KnownMailbox mailbox = new KnownMailbox(expunges);
        mailbox.select();
        hear(
                mailbox,
                During.SELECTING,
                "3 EXISTS",
                "OK [UIDVALIDITY 7] valid",
                "OK [UIDNEXT 31] next",
                "OK [HIGHESTMODSEQ 3] highest");
        mailbox.completed("OK [READ-WRITE] Selected");
        mailbox.selected();
        for (int number = 1; number <= 3; number++) {
            hear(mailbox, During.NUMBERED, number + " FETCH (UID " + number + "0 FLAGS () MODSEQ (" + number + "))");
        }
        mailbox.completed("OK Fetched");
        return mailbox;
    }

    private static List<Long> uids(KnownMailbox mailbox) {
        return mailbox.messages().stream().map(Message::uid).toList();
    }

    @Test
    void keepsNumbersAndUidsTogether() {
        KnownMailbox mailbox = three(Expunges.BY_NUMBER);
        hear(mailbox, During.OTHER, "2 EXPUNGE", "3 EXISTS", "2 FETCH (FLAGS (\\Seen) UID 30)");
        assertThat(uids(mailbox)).containsExactly(10L, 30L, 0L);
        assertThat(mailbox.messages().get(1).flags()).containsExactly("\\Seen");
        refuses(mailbox, During.OTHER, "4 EXPUNGE", "4 EXPUNGE of 3");
        refuses(mailbox, During.NUMBERED, "1 EXPUNGE", "EXPUNGE during NUMBERED");
        refuses(mailbox, During.OTHER, "4 FETCH (FLAGS ())", "of 3");
        refuses(mailbox, During.OTHER, "1 FETCH (UID 30 FLAGS ())", "is UID 10");
    }

    @Test
    void noticesSuperfluousExists() {
        KnownMailbox mailbox = three(Expunges.BY_NUMBER);
        refuses(mailbox, During.OTHER, "3 EXISTS", "superfluous");
        hear(mailbox, During.OTHER, "3 EXPUNGE");
        refuses(mailbox, During.OTHER, "2 EXISTS", "superfluous");
    }

    @Test
    void noticesUidsThatDescendOrReturn() {
        KnownMailbox mailbox = three(Expunges.BY_NUMBER);
        hear(mailbox, During.OTHER, "3 EXPUNGE", "3 EXISTS");
        refuses(mailbox, During.OTHER, "3 FETCH (UID 30 FLAGS ())", "gone");
        refuses(mailbox, During.OTHER, "3 FETCH (UID 15 FLAGS ())", "15 after 20");
    }

    @Test
    void noticesModSeqsThatDoNotFit() {
        KnownMailbox mailbox = three(Expunges.BY_NUMBER);
        refuses(mailbox, During.OTHER, "3 FETCH (UID 30 FLAGS () MODSEQ (2))", "after MODSEQ 3");
        refuses(mailbox, During.OTHER, "3 FETCH (UID 30 FLAGS (\\Seen) MODSEQ (3))", "after Message");
        refuses(mailbox, During.OTHER, "OK [HIGHESTMODSEQ 2] lower", "2 after 3");
    }

    @Test
    void knowsTheModSeqToComeBackWith() {
        KnownMailbox mailbox = three(Expunges.BY_UID);
        hear(mailbox, During.OTHER, "1 FETCH (UID 10 FLAGS (\\Seen) MODSEQ (8))");
        mailbox.completed("OK Done");
        assertThat(mailbox.modSeq()).isEqualTo(8);
        hear(mailbox, During.OTHER, "1 FETCH (UID 10 FLAGS () MODSEQ (12))");
        mailbox.completed("OK [HIGHESTMODSEQ 9] Done");
        assertThat(mailbox.modSeq()).isEqualTo(9);
    }

    @Test
    void vanishesWhatIsKnownOrCounted() {
        KnownMailbox mailbox = three(Expunges.BY_UID);
        hear(mailbox, During.OTHER, "5 EXISTS", "VANISHED 20,35");
        assertThat(uids(mailbox)).containsExactly(10L, 30L, 0L);
        refuses(mailbox, During.OTHER, "VANISHED 20", "not there");
        refuses(mailbox, During.OTHER, "VANISHED 25", "not there");
        refuses(mailbox, During.NUMBERED, "VANISHED 10", "VANISHED during NUMBERED");
        refuses(mailbox, During.OTHER, "VANISHED (EARLIER) 1", "during OTHER");
        refuses(mailbox, During.FETCHING_VANISHED, "VANISHED (EARLIER) 5,30", "counts");
        refuses(mailbox, During.OTHER, "1 EXPUNGE", "QRESYNC");
        refuses(three(Expunges.BY_NUMBER), During.OTHER, "VANISHED 20", "without");
    }

    @Test
    void comesBackWithWhatItRemembers() {
        KnownMailbox mailbox = three(Expunges.BY_UID);
        mailbox.select(mailbox.memory());
        hear(mailbox, During.SELECTING, "3 EXISTS", "VANISHED (EARLIER) 20", "2 FETCH (UID 30 FLAGS (a) MODSEQ (5))");
        mailbox.completed("OK Selected");
        mailbox.selected();
        assertThat(uids(mailbox)).containsExactly(10L, 30L, 0L);
        assertThat(mailbox.messages().get(1).flags()).containsExactly("a");
    }

    @Test
    void noticesThatWhatItRemembersIsNotThere() {
        KnownMailbox mailbox = three(Expunges.BY_UID);
        mailbox.select(mailbox.memory());
        hear(mailbox, During.SELECTING, "3 EXISTS", "2 FETCH (UID 30 FLAGS (a) MODSEQ (5))");
        assertThatThrownBy(mailbox::selected).hasMessageContaining("message 2 has UID 30, and UID 20");
    }

    @Test
    void readsResponses() {
        assertThat(MailboxResponse.parse("* 3 FETCH (UID 7 BODY[HEADER.FIELDS (A B)] {5} FLAGS (\\Seen \\Recent x))"))
                .isEqualTo(new MailboxResponse.Fetch(
                        3,
                        OptionalLong.of(7),
                        Optional.of(Set.of("\\Seen", "x")),
                        OptionalLong.empty(),
                        Map.of("BODY[HEADER.FIELDS (A B)]", "{5}")));
        assertThat(MailboxResponse.parse("* SEARCH 1 4 (MODSEQ 9)"))
                .isEqualTo(new MailboxResponse.Search(List.of(1L, 4L), OptionalLong.of(9)));
        assertThat(MailboxResponse.parse("* ESEARCH (TAG \"a1\") UID COUNT 3 ALL 1:2,4"))
                .isEqualTo(new MailboxResponse.ExtendedSearch("a1", true, Map.of("COUNT", "3", "ALL", "1:2,4")));
        assertThat(MailboxResponse.parse("* STATUS INBOX (MESSAGES 3 UIDNEXT 5)"))
                .isEqualTo(new MailboxResponse.Status("INBOX", Map.of("MESSAGES", 3L, "UIDNEXT", 5L)));
        assertThat(MailboxResponse.parse("* OK [COPYUID 1 2:3 5:6] Moved"))
                .isEqualTo(new MailboxResponse.Said("OK", "COPYUID 1 2:3 5:6"));
        assertThat(MailboxResponse.numbers("2:4,9")).containsExactly(2L, 3L, 4L, 9L);
        assertThat(MailboxResponse.parse("* VANISHED (EARLIER) 1,3:4"))
                .isEqualTo(new MailboxResponse.VanishedEarlier(List.of(1L, 3L, 4L)));
    }
}
