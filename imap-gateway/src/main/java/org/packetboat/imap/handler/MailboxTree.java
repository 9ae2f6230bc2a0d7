package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.packetboat.imap.codec.ListOptions;
import org.packetboat.imap.codec.ListOptions.Selection;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.codec.Response.ListExtension;
import org.packetboat.imap.port.ListedMailbox;
import org.packetboat.imap.port.MailboxList;
import org.packetboat.net.flow.Slices;

/**
 * The names of an account, those of mailboxes and those that are only subscribed, and which of them an extended LIST tells (RFC 5258 §3.3): a name
 * that matches a pattern and is selected by the options, and, with RECURSIVEMATCH, one that matches and has inferiors which are selected and match
 * no pattern themselves.
 */
final class MailboxTree {
    static final String NO_SELECT = "\\Noselect";
    private static final String NON_EXISTENT = "\\NonExistent";

    private final Map<String, ListedMailbox> mailboxes = new HashMap<>();
    private final Set<String> superiors = new HashSet<>();
    private final Set<String> subscribed;
    private final TreeSet<String> names = new TreeSet<>();

    MailboxTree(MailboxList all) {
        subscribed = new HashSet<>(all.subscribed());
        for (ListedMailbox mailbox : all.mailboxes()) {
            mailboxes.put(mailbox.name(), mailbox);
            names.add(mailbox.name());
            addSuperiors(mailbox.name(), superiors);
        }
    }

    static void addSuperiors(String name, Set<String> superiors) {
        int i = name.lastIndexOf(MailboxName.DELIMITER);
        // Whoever has added a name has added those above it.
        while (i > 0 && superiors.add(name.substring(0, i))) {
            i = name.lastIndexOf(MailboxName.DELIMITER, i - 1);
        }
    }

    /**
     * What a LIST response says.
     *
     * @param selected the mailbox, when there is one and the options select it
     */
    record Entry(
            String name,
            List<String> attributes,
            Optional<ListExtension> childInfo,
            Optional<ListedMailbox> selected) {}

    /** By name. */
    List<Entry> select(ListOptions options, MailboxPatterns patterns, Slices slices) throws InterruptedException {
        if (options.selects(Selection.SUBSCRIBED)) {
            names.addAll(subscribed);
        }
        Set<String> matching = patterns.matching(names, slices);
        Set<String> above = new HashSet<>();
        Set<String> aboveHidden = new HashSet<>();
        if (options.selects(Selection.RECURSIVEMATCH)) {
            for (String name : names) {
                if (isSelected(name, options)) {
                    addSuperiors(name, above);
                    if (!matching.contains(name)) {
                        addSuperiors(name, aboveHidden);
                    }
                }
            }
            matching.addAll(patterns.matching(aboveHidden, slices));
            names.addAll(aboveHidden);
        }
        List<Entry> entries = new ArrayList<>();
        for (String name : names) {
            boolean selected = isSelected(name, options);
            if ((selected || aboveHidden.contains(name)) && matching.contains(name)) {
                entries.add(entry(name, selected, above.contains(name), options));
            }
        }
        return entries;
    }

    private boolean isSelected(String name, ListOptions options) {
        ListedMailbox mailbox = mailboxes.get(name);
        boolean wanted = options.selects(Selection.SUBSCRIBED) ? subscribed.contains(name) : mailbox != null;
        return wanted
                && (!options.selects(Selection.SPECIAL_USE)
                        || mailbox != null && !mailbox.specialUses().isEmpty());
    }

    /** What every LIST response says of a mailbox (RFC 9051 §7.3.1). */
    static List<String> attributes(boolean hasInferiors, List<String> specialUses) {
        List<String> attributes = new ArrayList<>(specialUses.size() + 1);
        attributes.add(hasInferiors ? "\\HasChildren" : "\\HasNoChildren");
        attributes.addAll(specialUses);
        return attributes;
    }

    private Entry entry(String name, boolean selected, boolean hasSelectedInferiors, ListOptions options) {
        ListedMailbox mailbox = mailboxes.get(name);
        List<String> attributes = new ArrayList<>(4);
        if (mailbox == null) {
            attributes.add(NON_EXISTENT);
        } else if (mailbox.kind() == ListedMailbox.Kind.NAME_ONLY) {
            attributes.add(NO_SELECT);
        }
        if (options.tellsSubscribed() && subscribed.contains(name)) {
            attributes.add("\\Subscribed");
        }
        attributes.addAll(attributes(superiors.contains(name), mailbox == null ? List.of() : mailbox.specialUses()));
        Optional<ListExtension> childInfo = hasSelectedInferiors
                ? Optional.of(new ListExtension.ChildMailboxes(List.of(Selection.SUBSCRIBED)))
                : Optional.empty();
        return new Entry(name, attributes, childInfo, selected ? Optional.ofNullable(mailbox) : Optional.empty());
    }
}
