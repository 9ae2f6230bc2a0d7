package org.packetboat.e2e;

import java.io.IOException;
import java.util.List;

/** An account, through an IMAP connection of its own: neither that of the client which synchronises, nor its kind. */
final class ServerSide implements MailSide, AutoCloseable {
    private static final String LETTERS = "DFRS";
    private static final List<String> FLAGS = List.of("\\Draft", "\\Flagged", "\\Answered", "\\Seen");

    private final ImapWire imap;
    private final Deletion deletion;
    private int moved;
    private int deleted;

    ServerSide(int port, String user, String password, Deletion deletion) throws IOException {
        this.deletion = deletion;
        imap = ImapWire.login(port, user, password);
    }

    @Override
    public MailTree read() throws IOException {
        MailTree tree = new MailTree();
        for (ImapWire.Untagged listed : imap.command("LIST \"\" *").expectOk().untagged()) {
            if (listed.text().startsWith("* LIST ")
                    && !listed.text().contains("\\Noselect")
                    && !listed.text().contains("\\NonExistent")) {
                String name = listed.text().substring(listed.text().indexOf(" \"/\" ") + 5);
                String mailbox = name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
                tree.create(mailbox);
                readMailbox(mailbox, tree);
            }
        }
        return tree;
    }

    private void readMailbox(String mailbox, MailTree tree) throws IOException {
        int exists = imap.command("EXAMINE " + quoted(mailbox)).expectOk().exists();
        int read = 0;
        if (exists > 0) {
            for (ImapWire.Untagged fetched :
                    imap.command("FETCH 1:* (FLAGS BODY.PEEK[])").expectOk().untagged()) {
                if (!fetched.literals().isEmpty()) {
                    MailTree.Parsed parsed = MailTree.parse(fetched.literals().getFirst());
                    tree.add(mailbox, parsed.id(), new MailTree.Mail(letters(fetched.text()), parsed.digest()));
                    read++;
                }
            }
        }
        if (read != exists) {
            throw new AssertionError(mailbox + ": EXISTS says " + exists + ", and " + read + " were fetched");
        }
    }

    /** The letters of the flags; what a maildir has no letter for must not be there. */
    private static String letters(String fetched) {
        int open = fetched.indexOf("FLAGS (") + 7;
        StringBuilder letters = new StringBuilder();
        for (String flag : fetched.substring(open, fetched.indexOf(')', open)).split(" ", -1)) {
            int at = FLAGS.indexOf(flag);
            if (at >= 0) {
                letters.append(LETTERS.charAt(at));
            } else if (!flag.isEmpty() && !flag.equals("\\Recent")) {
                throw new AssertionError("flag " + flag);
            }
        }
        return letters.chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String flags(String letters) {
        StringBuilder flags = new StringBuilder("(");
        for (char letter : letters.toCharArray()) {
            flags.append(flags.length() > 1 ? " " : "").append(FLAGS.get(LETTERS.indexOf(letter)));
        }
        return flags.append(')').toString();
    }

    @Override
    public void create(String mailbox) throws IOException {
        imap.command("CREATE " + quoted(mailbox)).expectOk();
    }

    @Override
    public void add(String mailbox, String id, byte[] message, String flags) throws IOException {
        imap.append(quoted(mailbox), flags(flags), message).expectOk();
    }

    /** Adds several at once, with flags as letters. */
    void add(String mailbox, List<ImapWire.Upload> lettered) throws IOException {
        List<ImapWire.Upload> uploads = lettered.stream()
                .map(upload -> new ImapWire.Upload(flags(upload.flags()), upload.message()))
                .toList();
        imap.append(quoted(mailbox), uploads).expectOk();
    }

    @Override
    public void flag(String mailbox, String id, String flags) throws IOException {
        imap.command("UID STORE " + select(mailbox, id) + " FLAGS.SILENT " + flags(flags))
                .expectOk();
    }

    /** In turn with MOVE, and as clients do that do not know it. */
    @Override
    public void move(String mailbox, String id, String target) throws IOException {
        String uid = select(mailbox, id);
        if (++moved % 2 == 0) {
            imap.command("UID MOVE " + uid + " " + quoted(target)).expectOk();
        } else {
            imap.command("UID COPY " + uid + " " + quoted(target)).expectOk();
            expunge(uid);
        }
    }

    @Override
    public void delete(String mailbox, String id) throws IOException {
        String uid = select(mailbox, id);
        if (deletion == Deletion.REMOVE_OR_MARK && ++deleted % 2 == 0) {
            mark(uid);
        } else {
            expunge(uid);
        }
    }

    private void mark(String uid) throws IOException {
        imap.command("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)").expectOk();
    }

    private void expunge(String uid) throws IOException {
        mark(uid);
        imap.command("UID EXPUNGE " + uid).expectOk();
    }

    /** Selects the mailbox and returns the UID of a message. */
    private String select(String mailbox, String id) throws IOException {
        imap.command("SELECT " + quoted(mailbox)).expectOk();
        String field = MailTree.ID.substring(0, MailTree.ID.indexOf(':'));
        for (ImapWire.Untagged found :
                imap.command("UID SEARCH HEADER " + field + " " + id).expectOk().untagged()) {
            if (found.text().startsWith("* SEARCH ")) {
                return found.text().substring(9);
            }
        }
        throw new AssertionError("no " + id + " in " + mailbox);
    }

    private static String quoted(String mailbox) {
        return "\"" + mailbox + "\"";
    }

    @Override
    public void close() {
        imap.close();
    }
}
