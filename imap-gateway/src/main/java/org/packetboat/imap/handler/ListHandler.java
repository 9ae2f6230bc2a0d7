package org.packetboat.imap.handler;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.ListOptions;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.Response.ListVerb;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.ListQuery;
import org.packetboat.imap.port.ListedMailbox;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxList;
import org.packetboat.imap.session.Completion;
import org.packetboat.imap.session.ImapState;

/**
 * LIST and LSUB (RFC 3501 §6.3.8, §6.3.9; RFC 5258; RFC 5819; RFC 3348; RFC 6154). One question to the mailbox service, whatever is asked for and
 * however many mailboxes there are, and of those only the ones whose names begin as the patterns do.
 */
public final class ListHandler {
    private final MailboxClient mailboxes;
    private final StatusItems status;

    /** Lists what {@code mailboxes} has; {@code status} says what STATUS responses tell. */
    public ListHandler(MailboxClient mailboxes, StatusItems status) {
        this.mailboxes = mailboxes;
        this.status = status;
    }

    Completion list(ImapState.LoggedIn state, ImapCommand.ListMailboxes command, ResponseWriter out)
            throws InterruptedException {
        ListOptions options = command.options();
        if (options.form() == ListOptions.Form.BASIC
                && command.patterns().getFirst().isEmpty()) {
            out.write(new Response.Listed(ListVerb.LIST, List.of(MailboxTree.NO_SELECT), ""));
            return Completion.ok("Done", state);
        }
        MailboxPatterns patterns = new MailboxPatterns(command.reference(), command.patterns());
        MailboxList all = mailboxes.list(state.account().id(), new ListQuery(patterns.prefix(), options.status()));
        for (MailboxTree.Entry entry : new MailboxTree(all).select(options, patterns)) {
            out.write(new Response.Listed(ListVerb.LIST, entry.attributes(), entry.name(), entry.childInfo()));
            Optional<ListedMailbox> selected = entry.selected();
            if (!options.status().isEmpty()
                    && selected.isPresent()
                    && selected.get().status().isPresent()) {
                out.write(new Response.StatusItems(
                        new MailboxName(entry.name()),
                        status.of(options.status(), selected.get().status().get())));
            }
        }
        return Completion.ok("Done", state);
    }

    /**
     * Subscribed names. A superior that matches a pattern ending in {@code %}, of a subscribed name that does not, is told as {@code \Noselect}.
     */
    Completion lsub(ImapState.LoggedIn state, ImapCommand.Lsub command, ResponseWriter out)
            throws InterruptedException {
        MailboxPattern pattern = new MailboxPattern(command.reference(), command.pattern());
        MailboxList all = mailboxes.list(state.account().id(), new ListQuery(pattern.prefix(), Set.of()));
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
                found.computeIfPresent(mailbox.name(), (name, attributes) -> List.of(MailboxTree.NO_SELECT));
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
                found.putIfAbsent(superior, List.of(MailboxTree.NO_SELECT));
                return;
            }
        }
    }
}
