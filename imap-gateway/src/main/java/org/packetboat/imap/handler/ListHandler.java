package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.Response.ListVerb;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.ListedMailbox;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxList;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/** LIST and LSUB (RFC 3501 §6.3.8, §6.3.9) with the attributes of RFC 3348 and RFC 6154. */
public final class ListHandler {
    private static final String NO_SELECT = "\\Noselect";

    private final MailboxClient mailboxes;

    /** Lists what {@code mailboxes} has. */
    public ListHandler(MailboxClient mailboxes) {
        this.mailboxes = mailboxes;
    }

    Completion list(ImapState.LoggedIn state, ImapCommand.ListMailboxes command, ResponseWriter out)
            throws InterruptedException {
        if (command.pattern().isEmpty()) {
            out.write(new Response.Listed(ListVerb.LIST, List.of(NO_SELECT), ""));
            return Completion.ok("Done", state);
        }
        MailboxPattern pattern = new MailboxPattern(command.reference(), command.pattern());
        MailboxList all = mailboxes.list(state.account().id());
        Set<String> superiors = superiors(all.mailboxes());
        for (ListedMailbox mailbox : all.mailboxes()) {
            if (pattern.matches(mailbox.name())) {
                out.write(new Response.Listed(ListVerb.LIST, attributes(mailbox, superiors), mailbox.name()));
            }
        }
        return Completion.ok("Done", state);
    }

    private static List<String> attributes(ListedMailbox mailbox, Set<String> superiors) {
        List<String> attributes = new ArrayList<>(3);
        if (mailbox.kind() == ListedMailbox.Kind.NAME_ONLY) {
            attributes.add(NO_SELECT);
        }
        attributes.add(superiors.contains(mailbox.name()) ? "\\HasChildren" : "\\HasNoChildren");
        if (!mailbox.specialUse().isEmpty()) {
            attributes.add(mailbox.specialUse());
        }
        return attributes;
    }

    private static Set<String> superiors(List<ListedMailbox> all) {
        Set<String> superiors = new HashSet<>();
        for (ListedMailbox mailbox : all) {
            String name = mailbox.name();
            for (int i = name.indexOf(MailboxName.DELIMITER); i >= 0; i = name.indexOf(MailboxName.DELIMITER, i + 1)) {
                superiors.add(name.substring(0, i));
            }
        }
        return superiors;
    }

    /**
     * Subscribed names. A superior that matches a pattern ending in {@code %}, of a subscribed name that does not, is told as {@code \Noselect}.
     */
    Completion lsub(ImapState.LoggedIn state, ImapCommand.Lsub command, ResponseWriter out)
            throws InterruptedException {
        MailboxPattern pattern = new MailboxPattern(command.reference(), command.pattern());
        MailboxList all = mailboxes.list(state.account().id());
        TreeMap<String, List<String>> found = new TreeMap<>();
        for (String name : all.subscribed()) {
            if (pattern.matches(name)) {
                found.put(name, List.of());
            } else if (pattern.endsWithPercent()) {
                superior(name, pattern, found);
            }
        }
        for (ListedMailbox mailbox : all.mailboxes()) {
            if (mailbox.kind() == ListedMailbox.Kind.NAME_ONLY) {
                found.computeIfPresent(mailbox.name(), (name, attributes) -> List.of(NO_SELECT));
            }
        }
        for (var entry : found.entrySet()) {
            out.write(new Response.Listed(ListVerb.LSUB, entry.getValue(), entry.getKey()));
        }
        return Completion.ok("Done", state);
    }

    private static void superior(String name, MailboxPattern pattern, TreeMap<String, List<String>> found) {
        for (int i = name.lastIndexOf(MailboxName.DELIMITER);
                i > 0;
                i = name.lastIndexOf(MailboxName.DELIMITER, i - 1)) {
            String superior = name.substring(0, i);
            if (pattern.matches(superior)) {
                found.putIfAbsent(superior, List.of(NO_SELECT));
                return;
            }
        }
    }
}
