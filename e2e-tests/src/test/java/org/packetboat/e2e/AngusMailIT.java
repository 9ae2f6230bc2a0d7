package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.MessageChangedEvent;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.NotTerm;
import jakarta.mail.search.OrTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.IdleManager;
import org.eclipse.angus.mail.imap.MessageVanishedEvent;
import org.eclipse.angus.mail.imap.ModifiedSinceTerm;
import org.eclipse.angus.mail.imap.ResyncData;
import org.eclipse.angus.mail.imap.YoungerTerm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Angus Mail, which is what Java programs read mail with. What it did and saw is looked at through a connection of ours. */
@Timeout(600)
class AngusMailIT {
    private static final Stack STACK = Stack.shared();
    private static final int MESSAGES = TestSize.pick(12, 2_000);
    private static final int WATCHED = TestSize.pick(3, 100);
    private static final String MAILBOX = "Post/Gr\u00fc\u00dfe";
    private static final String ENCODED = "\"Post/Gr&APwA3w-e\"";

    private final List<IMAPStore> stores = new ArrayList<>();
    private String user = "";

    @BeforeEach
    void account() throws IOException {
        user = "angus-" + UUID.randomUUID() + "@mail.test";
        STACK.admin().addAccount(user, "secret");
    }

    @AfterEach
    void disconnect() throws Exception {
        for (IMAPStore store : stores) {
            store.close();
        }
    }

    private Session session(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "mail.store.protocol", "imap",
                "mail.imap.host", "127.0.0.1",
                "mail.imap.port", Integer.toString(STACK.imap()),
                "mail.imap.timeout", "30000",
                "mail.mime.address.strict", "false"));
        properties.putAll(settings);
        return Session.getInstance(properties);
    }

    private IMAPStore connect(Session session) throws Exception {
        IMAPStore store = (IMAPStore) session.getStore();
        store.connect(user, "secret");
        stores.add(store);
        return store;
    }

    @Test
    void readsAndFilesMail() throws Exception {
        Session session = session(Map.of("mail.imap.compress.enable", "true", "mail.imap.enableimapevents", "true"));
        IMAPStore store = connect(session);
        assertThat(store.id(Map.of(IMAPStore.ID_NAME, "angus"))).containsKey(IMAPStore.ID_NAME);
        assertThat(Arrays.stream(store.getDefaultFolder().list("*")).map(Folder::getFullName))
                .contains("INBOX", "Drafts", "Archive");
        assertThat(Arrays.stream(store.getPersonalNamespaces()).map(Folder::getFullName))
                .containsExactly("");
        IMAPFolder folder = (IMAPFolder) store.getFolder(MAILBOX);
        assertThat(folder.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS)).isTrue();
        folder.setSubscribed(true);
        assertThat(Arrays.stream(store.getDefaultFolder().listSubscribed("*")).map(Folder::getFullName))
                .contains(MAILBOX);

        AppendUID[] appended = folder.appendUIDMessages(messages(session, 1, MESSAGES));
        assertThat(appended).hasSize(MESSAGES);
        folder.open(Folder.READ_WRITE);
        assertThat(folder.getMessageCount()).isEqualTo(MESSAGES);
        assertThat(folder.getUnreadMessageCount()).isEqualTo(MESSAGES / 2);
        fetch(folder, appended);
        search(folder);
        file(store, folder);
        folder.close(false);

        Folder soon = store.getFolder("Soon");
        assertThat(soon.create(Folder.HOLDS_MESSAGES)).isTrue();
        assertThat(soon.renameTo(store.getFolder("Gone"))).isTrue();
        assertThat(store.getFolder("Gone").delete(true)).isTrue();
        assertThat(store.getFolder("Gone").exists()).isFalse();
        filed();
    }

    /** Of all at once, then each one's text and attachment. */
    private static void fetch(IMAPFolder folder, AppendUID[] appended) throws Exception {
        Message[] messages = folder.getMessages();
        FetchProfile profile = new FetchProfile();
        profile.add(FetchProfile.Item.ENVELOPE);
        profile.add(FetchProfile.Item.CONTENT_INFO);
        profile.add(FetchProfile.Item.FLAGS);
        profile.add(FetchProfile.Item.SIZE);
        profile.add(UIDFolder.FetchProfileItem.UID);
        profile.add("X-Number");
        folder.fetch(messages, profile);
        for (int i = 0; i < messages.length; i++) {
            IMAPMessage message = (IMAPMessage) messages[i];
            int number = i + 1;
            assertThat(folder.getUID(message)).isEqualTo(appended[i].uid);
            assertThat(message.getSubject()).isEqualTo("Gr\u00fc\u00dfe number " + number);
            assertThat(message.getFrom()[0].toString()).contains("juergen@mail.test");
            assertThat(message.getHeader("X-Number")).containsExactly(Integer.toString(number));
            assertThat(message.getSize()).isEqualTo(octets(number).length);
            assertThat(message.isSet(Flags.Flag.SEEN)).isEqualTo(number % 2 == 1);
            message.setPeek(true);
            Multipart parts = (Multipart) message.getContent();
            assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Stra\u00dfe " + number);
            BodyPart attachment = parts.getBodyPart(1);
            assertThat(attachment.getFileName()).isEqualTo("a" + number + ".bin");
            assertThat(attachment.getInputStream().readAllBytes()).isEqualTo(attachment(number));
        }
    }

    /**
     * For ASCII only: it turns UTF8=ACCEPT on where that is offered, and then writes other terms in quoted strings as Latin-1, to which a server has to
     * say BAD (RFC 6855 §3).
     */
    private static void search(IMAPFolder folder) throws Exception {
        SearchTerm unseen = new FlagTerm(new Flags(Flags.Flag.SEEN), false);
        assertThat(folder.search(unseen)).hasSize(MESSAGES / 2);
        assertThat(folder.search(new AndTerm(new SubjectTerm("NUMBER 1"), new NotTerm(unseen))))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.getSubject()).contains("number 1"));
        assertThat(folder.search(new BodyTerm(" 11"))).isNotEmpty();
        assertThat(folder.search(new BodyTerm("nowhere"))).isEmpty();
        assertThat(folder.search(new OrTerm(new FlagTerm(new Flags("$Even"), true), new YoungerTerm(600))))
                .hasSize(MESSAGES);
    }

    /** Flags, and messages that leave: 1 is moved, 2 copied, 3 deleted. */
    private static void file(IMAPStore store, IMAPFolder folder) throws Exception {
        Message[] messages = folder.getMessages();
        folder.setFlags(messages, new Flags(Flags.Flag.FLAGGED), true);
        Flags own = new Flags("Own");
        own.add(Flags.Flag.ANSWERED);
        messages[3].setFlags(own, true);
        Folder archive = store.getFolder("Archive");
        AppendUID[] moved = folder.moveUIDMessages(new Message[] {messages[0]}, archive);
        AppendUID[] copied = folder.copyUIDMessages(new Message[] {messages[1]}, archive);
        assertThat(copied[0].uid).isGreaterThan(moved[0].uid);
        messages[2].setFlag(Flags.Flag.DELETED, true);
        messages[4].setFlag(Flags.Flag.DELETED, true);
        assertThat(folder.expunge(new Message[] {messages[2]})).containsExactly(messages[2]);
        messages[4].setFlag(Flags.Flag.DELETED, false);
        assertThat(archive.getMessageCount()).isEqualTo(2);
    }

    private void filed() throws IOException {
        try (ImapWire imap = ImapWire.login(STACK.imap(), user, "secret")) {
            assertThat(imap.command("EXAMINE Archive").expectOk().exists()).isEqualTo(2);
            for (int number = 1; number <= 2; number++) {
                assertThat(imap.command("FETCH " + number + " BODY.PEEK[]")
                                .expectOk()
                                .untagged()
                                .getFirst()
                                .literals()
                                .getFirst())
                        .isEqualTo(octets(number));
            }
            assertThat(imap.command("EXAMINE " + ENCODED).expectOk().exists()).isEqualTo(MESSAGES - 2);
            assertThat(found(imap, "SEARCH FLAGGED")).hasSize(MESSAGES - 2);
            assertThat(found(imap, "SEARCH KEYWORD Own ANSWERED")).containsExactly("2");
            assertThat(found(imap, "SEARCH DELETED")).isEmpty();
            assertThat(found(imap, "SEARCH UNSEEN")).hasSize(MESSAGES / 2);
        }
    }

    @Test
    void idleManagerIsToldWhatHappens() throws Exception {
        Session session = session(Map.of("mail.imap.usesocketchannels", "true"));
        IMAPStore store = connect(session);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                ImapWire other = ImapWire.login(STACK.imap(), user, "secret")) {
            IdleManager manager = new IdleManager(session, executor);
            try {
                for (int i = 1; i <= WATCHED; i++) {
                    watch(manager, (IMAPFolder) store.getFolder("Watched" + i), told);
                }
                for (int i = 1; i <= WATCHED; i++) {
                    String name = "Watched" + i;
                    other.append(name, "()", octets(i)).expectOk();
                    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(name + " has number " + i);
                    other.command("SELECT " + name).expectOk();
                    other.command("STORE 1 +FLAGS (\\Answered)").expectOk();
                    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(name + " 1 changed, answered true");
                    other.command("STORE 1 +FLAGS.SILENT (\\Deleted)").expectOk();
                    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(name + " 1 changed, answered true");
                    other.command("EXPUNGE").expectOk();
                    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(name + " lost 1");
                }
                assertThat(told).isEmpty();
            } finally {
                manager.stop();
            }
        }
    }

    private static void watch(IdleManager manager, IMAPFolder folder, BlockingQueue<String> told) throws Exception {
        String name = folder.getFullName();
        folder.create(Folder.HOLDS_MESSAGES);
        folder.open(Folder.READ_WRITE);
        folder.addMessageCountListener(new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
                // The commands of the client itself end its IDLE; it has to be told to go on.
                tell(told, name, () -> {
                    String number = event.getMessages()[0].getHeader("X-Number")[0];
                    manager.watch(folder);
                    return " has number " + number;
                });
            }

            @Override
            public void messagesRemoved(MessageCountEvent event) {
                told.add(name + " lost " + event.getMessages()[0].getMessageNumber());
            }
        });
        folder.addMessageChangedListener(event -> tell(
                told,
                name,
                () -> " " + event.getMessage().getMessageNumber() + " changed, answered "
                        + event.getMessage().isSet(Flags.Flag.ANSWERED)));
        manager.watch(folder);
    }

    private interface Told {
        String text() throws Exception;
    }

    private static void tell(BlockingQueue<String> told, String name, Told what) {
        try {
            told.add(name + what.text());
        } catch (Exception e) {
            told.add(name + " failed: " + e);
        }
    }

    @Test
    void resynchronisesQuickly() throws Exception {
        Session session = session(Map.of());
        IMAPStore store = connect(session);
        IMAPFolder folder = (IMAPFolder) store.getFolder("INBOX");
        AppendUID[] appended = folder.appendUIDMessages(messages(session, 1, MESSAGES));
        folder.open(Folder.READ_ONLY, ResyncData.CONDSTORE);
        long uidValidity = folder.getUIDValidity();
        long modSeq = folder.getHighestModSeq();
        folder.close(false);

        try (ImapWire other = ImapWire.login(STACK.imap(), user, "secret")) {
            other.command("SELECT INBOX").expectOk();
            other.command("STORE 2 +FLAGS (\\Flagged)").expectOk();
            other.command("UID STORE " + appended[0].uid + "," + appended[2].uid + " +FLAGS (\\Deleted)")
                    .expectOk();
            other.command("EXPUNGE").expectOk();
            other.append("INBOX", "()", octets(MESSAGES + 1)).expectOk();
        }

        List<MailEvent> events = folder.open(Folder.READ_WRITE, new ResyncData(uidValidity, modSeq));
        List<Long> vanished = new ArrayList<>();
        List<Long> changed = new ArrayList<>();
        for (MailEvent event : events) {
            switch (event) {
                case MessageVanishedEvent gone -> Arrays.stream(gone.getUIDs()).forEach(vanished::add);
                case MessageChangedEvent other -> changed.add(folder.getUID(other.getMessage()));
                default -> throw new AssertionError(event.toString());
            }
        }
        assertThat(vanished).containsExactly(appended[0].uid, appended[2].uid);
        long arrived = folder.getUID(folder.getMessage(MESSAGES - 1));
        assertThat(changed).containsExactly(appended[1].uid, arrived);
        assertThat(folder.getMessageCount()).isEqualTo(MESSAGES - 1);
        assertThat(Arrays.stream(folder.search(new ModifiedSinceTerm(modSeq + 1)))
                        .map(Message::getMessageNumber))
                .containsExactly(1, MESSAGES - 1);
        assertThat(folder.getMessagesByUIDChangedSince(1, UIDFolder.LASTUID, modSeq))
                .hasSize(2);
    }

    private static Message[] messages(Session session, int first, int last) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(octets(number)));
            if (number % 2 == 1) {
                message.setFlag(Flags.Flag.SEEN, true);
            } else {
                message.setFlags(new Flags("$Even"), true);
            }
            messages.add(message);
        }
        return messages.toArray(Message[]::new);
    }

    private static byte[] octets(int number) {
        return Corpus.octets("""
                From: =?utf-8?q?J=C3=BCrgen?= <juergen@mail.test>
                To: angus@mail.test
                Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= number %1$d
                X-Number: %1$d
                Message-ID: <angus-%1$d@mail.test>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=cut

                --cut
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Stra=C3=9Fe %1$d
                --cut
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename=a%1$d.bin

                %2$s
                --cut--
                """.formatted(
                        number,
                        Base64.getMimeEncoder()
                                .encodeToString(attachment(number))
                                .replace("\r\n", "\n"))
                .replace("\n", "\r\n"));
    }

    private static byte[] attachment(int number) {
        return ("attachment " + number + " \u00e4 ").repeat(20).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> found(ImapWire imap, String search) throws IOException {
        for (ImapWire.Untagged answer : imap.command(search).expectOk().untagged()) {
            if (answer.text().startsWith("* SEARCH ")) {
                return List.of(answer.text().substring(9).split(" ", -1));
            }
        }
        return List.of();
    }
}
