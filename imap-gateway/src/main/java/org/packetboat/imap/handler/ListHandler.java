package org.packetboat.imap.handler;

import java.util.HashSet;
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
import org.packetboat.net.flow.Slices;

/**
 * LIST and LSUB (RFC 3501 §6.3.8, §6.3.9; RFC 5258; RFC 5819; RFC 3348; RFC 6154). One question to the mailbox service, whatever is asked for and
 * however many mailboxes there are, and of those only the ones whose names begin as the patterns do.
 */
public final class ListHandler {
    private final MailboxClient mailboxes;
    private final StatusItems status;
    private final Slices slices;

    /** Lists what {@code mailboxes} has; {@code status} says what STATUS responses tell. */
    public ListHandler(MailboxClient mailboxes, StatusItems status, Slices slices) {
        this.mailboxes = mailboxes;
        this.status = status;
        this.slices = slices;
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
        if (patterns.matchNothing()) {
            return Completion.ok("Done", state);
        }
        MailboxList all = mailboxes.list(state.account().id(), new ListQuery(patterns.prefix(), options.status()));
        for (MailboxTree.Entry entry : new MailboxTree(all).select(options, patterns, slices)) {
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
        MailboxPatterns patterns = new MailboxPatterns(List.of(pattern));
        if (patterns.matchNothing()) {
            return Completion.ok("Done", state);
        }
        MailboxList all = mailboxes.list(state.account().id(), new ListQuery(pattern.prefix(), Set.of()));
        TreeMap<String, List<String>> found = new TreeMap<>();
        for (String name : patterns.matching(all.subscribed(), slices)) {
            found.put(name, List.of());
        }
        if (pattern.endsWithPercent()) {
            addSuperiors(all.subscribed(), patterns, found);
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

    /** Of names that are not found themselves, the lowest superior that matches. */
    private void addSuperiors(List<String> names, MailboxPatterns patterns, TreeMap<String, List<String>> found)
            throws InterruptedException {
        List<String> hidden =
                names.stream().filter(name -> !found.containsKey(name)).toList();
        Set<String> superiors = new HashSet<>();
        hidden.forEach(name -> MailboxTree.addSuperiors(name, superiors));
        Set<String> matching = patterns.matching(superiors, slices);
        for (String name : hidden) {
            int end = name.lastIndexOf(MailboxName.DELIMITER);
            while (end > 0 && !matching.contains(name.substring(0, end))) {
                end = name.lastIndexOf(MailboxName.DELIMITER, end - 1);
            }
            if (end > 0) {
                found.putIfAbsent(name.substring(0, end), List.of(MailboxTree.NO_SELECT));
            }
        }
    }
}
