package org.packetboat.imap.codec;

import java.util.Set;

/**
 * What an extended LIST selects and what it wants to be told (RFC 5258 §3, RFC 9051 §6.3.9).
 *
 * @param status items that STATUS responses are to tell (RFC 5819), none for no such responses
 */
public record ListOptions(Form form, Set<Selection> selections, Set<Wish> wishes, Set<StatusItem> status) {
    /** Of a LIST without any. */
    public static final ListOptions BASIC = new ListOptions(Form.BASIC, Set.of(), Set.of(), Set.of());

    /** Copies the sets. */
    public ListOptions {
        selections = Set.copyOf(selections);
        wishes = Set.copyOf(wishes);
        status = Set.copyOf(status);
    }

    /** How the command is written; only the basic one asks with an empty pattern for the delimiter (RFC 5258 §3). */
    public enum Form {
        /** As in RFC 3501. */
        BASIC,
        /** With options or with patterns in parentheses. */
        EXTENDED
    }

    /** Selection options. */
    public enum Selection {
        /** Subscribed names, whether or not they exist. */
        SUBSCRIBED,
        /** Remote mailboxes too; there are none. */
        REMOTE,
        /** Superiors of what is selected too, where the pattern does not show it itself. */
        RECURSIVEMATCH,
        /** Mailboxes with a special use alone (RFC 6154 §2). */
        SPECIAL_USE;

        /** As it is written. */
        public String word() {
            return name().replace('_', '-');
        }
    }

    /** Return options without arguments. */
    public enum Wish {
        /** {@code \Subscribed}. */
        SUBSCRIBED,
        /** {@code \HasChildren} and {@code \HasNoChildren}, which are always told. */
        CHILDREN,
        /** Special uses (RFC 6154 §2), which are always told. */
        SPECIAL_USE;

        /** As it is written. */
        public String word() {
            return name().replace('_', '-');
        }
    }

    /** Whether this is selected by. */
    public boolean selects(Selection selection) {
        return selections.contains(selection);
    }

    /** Whether subscriptions are told: SUBSCRIBED as a selection option implies it (RFC 5258 §3.1). */
    public boolean tellsSubscribed() {
        return selects(Selection.SUBSCRIBED) || wishes.contains(Wish.SUBSCRIBED);
    }
}
